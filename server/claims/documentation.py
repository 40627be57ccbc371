"""What the record of a tele-visit has to show: elements N1 to N16 of the coding rules, each present, missing, kept elsewhere, or
not needed. Present means that the evidence or a person's structured answer shows it; nothing is taken on trust.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeVar

from server.claims.consultation import consulted
from server.claims.record import CodedVisit
from server.claims.statement import in_words, time_statement
from server.coding.flags import Flag
from server.coding.modality import SHORT_STALL
from server.coding.time import instant
from server.coding.written import WRITTEN
from server.evidence.events import (
    ClockStepped,
    ConsentGiven,
    DeviceSet,
    EvidenceDegraded,
    IdentityConfirmed,
    LocationGiven,
    SeatLeft,
    ServerStarted,
)

Status = Literal["present", "missing", "elsewhere", "not_needed"]
MEDICARE: Final = "MB"
"""Medicare's claim filing indicator (X12 SBR09)."""
_ON_DEMAND: Final = frozenset({"98016", "G2252", "G2012", "G2010", "99421", "99422", "99423"})
"""Check-ins, image review and digital services: the patient must have asked for them."""
_LESS_THAN_VIDEO: Final = frozenset({"audio_only", "one_way"})
_PLACES: Final = {
    "home": "Home",
    "temporary_lodging": "Temporary lodging",
    "vehicle": "Vehicle",
    "workplace": "Workplace",
    "clinic": "Clinic",
    "hospital": "Hospital",
    "snf": "Skilled nursing facility",
}
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Element:
    """One element. `gate`: a claim waits for it; otherwise its absence is only shown. `words` are for a reader of the sheet."""

    id: str
    name: str
    status: Status
    gate: bool
    words: str

    @property
    def blocks(self) -> bool:
        """Whether the claim waits for it."""
        return self.gate and self.status == "missing"


@dataclass(frozen=True, slots=True)
class _Found:
    status: Status
    gate: bool
    words: str


def documentation(coded: CodedVisit) -> tuple[Element, ...]:
    """All sixteen, in their order."""
    return tuple(
        Element(f"N{number}", name, found.status, found.gate, found.words)
        for number, (name, look) in enumerate(_ELEMENTS, 1)
        for found in [_consulted(coded, f"N{number}") or look(coded)]
    )


def _consulted(coded: CodedVisit, element: str) -> _Found | None:
    stands = (
        consulted(element, coded.consultation, len(coded.consultations)) if coded.consultation is not None else None
    )
    return _Found(*stands) if stands is not None else None


def _whether(there: object, words: str, otherwise: str, *, gate: bool = True) -> _Found:
    return _Found("present", gate, words) if there else _Found("missing", gate, otherwise)


def _written(coded: CodedVisit) -> bool:
    """Whether the service had no conversation at all: photos that were answered in writing."""
    return coded.note.service_intent in WRITTEN


_NOT_FOR_WRITTEN = "Photos and text only: nobody spoke with the patient."


def _modality(coded: CodedVisit) -> _Found:
    if _written(coded):
        sent = coded.note.store_and_forward
        words = "Asynchronous: photos and a written answer, on the practice's own server."
        return _whether(sent is not None and sent.answered_at, words, "No answer was sent.")
    shares: Counter[str] = Counter()
    for span in coded.proposal.timeline:
        shares[span.kind] += instant(span.end) - instant(span.start)
    sound = shares["audio_only"] + shares["one_way"]
    words = (
        f"Picture and sound both ways {in_words(shares['audio_video'])}, sound alone {in_words(sound)}. "
        f"{_deciding(set(coded.proposal.flags))}"
    )
    return _whether(coded.proposal.timeline, words, "No interactive time was witnessed.")


def _deciding(flags: set[str]) -> str:
    if Flag.PAYER_TREATS_SNF_PLUS_AUDIO_AS_AV in flags:
        return "This payer takes sent pictures and a call together as picture and sound."
    if Flag.MODALITY_TIE in flags:
        return "Exactly half of the interactive time each: the rule for a tie decides."
    return "The larger share of the interactive time decides."


def _audio_only(coded: CodedVisit) -> _Found:
    if coded.proposal.modality != "audio_only":
        return _Found("not_needed", False, "The visit was not by sound alone.")
    wanted = {Flag.AUDIO_ONLY_REASON_MISSING, Flag.AUDIO_ONLY_REASON_NOT_QUALIFYING, Flag.AUDIO_ONLY_CAPABILITY_MISSING}
    reason, capable = coded.note.audio_only_reason, coded.note.provider_video_capable
    could = "could" if capable else "could not"
    words = f"Reason given: {(reason or '').replace('_', ' ')}. The clinician {could} have used video."
    flags = set(coded.proposal.flags)
    lacking = [] if reason else ["why there was no picture"]
    lacking += ["whether the clinician could have used video"] if capable is None else []
    if Flag.AUDIO_ONLY_REASON_NOT_QUALIFYING in flags:
        otherwise = "The reason on record is not one that this payer accepts."
    else:
        otherwise = f"Not on record: {' and '.join(lacking) or 'a reason that this payer accepts'}."
    gate = bool(wanted & flags)
    return _whether(reason and capable is not None and not gate, words, otherwise, gate=gate)


def _patient_place(coded: CodedVisit) -> _Found:
    if _written(coded):
        return _Found("not_needed", False, _NOT_FOR_WRITTEN)
    place = coded.note.patient_location
    given = any(isinstance(entry.event, LocationGiven) for entry in coded.entries)
    kind = _PLACES.get(place.kind or "", place.kind or "")
    words = f"{kind}, {place.state}. Given for this visit."
    return _whether(given and place.kind and place.state, words, "The kind of place or the state is not on record.")


def _clinician_place(coded: CodedVisit) -> _Found:
    if _written(coded):
        return _Found("not_needed", False, _NOT_FOR_WRITTEN)
    medicare = coded.profile is not None and coded.profile.claim_filing_indicator == MEDICARE
    where = coded.answers.get("provider_location")
    words = {
        "practice": "At the practice's own enrolled location.",
        "home": "At the clinician's home; the claim names the enrolled location.",
        "hospital": "In a hospital.",
    }.get(str(where), "Elsewhere; the claim names the enrolled location.")
    return _whether(where, words, "Where the clinician was is not on record.", gate=medicare)


def _consent(coded: CodedVisit) -> _Found:
    given = _all(coded, ConsentGiven)
    noted = coded.note.consent.telehealth is True
    complete = noted and Flag.AUDIO_ONLY_CONSENT_MISSING not in coded.proposal.flags
    texts = ", ".join(f"{event.consent.replace('_', ' ')} (text {event.text_version})" for event in given)
    words = f"Given on the patient's own page: {texts}." if texts else "Noted by the clinician as given."
    if _written(coded):
        # Such services are not held by consent; one that holds for a year may be on paper.
        return _whether(given or noted, words, "Consent is not on record here.", gate=False)
    refused = coded.note.consent.telehealth is False or (noted and coded.note.consent.audio_only is False)
    otherwise = "Answered: the patient did not agree." if refused else "Consent is not on record."
    return _whether(complete, words, otherwise)


def _platform(coded: CodedVisit) -> _Found:
    words = "Vestibule, run by the practice on its own server. Whether that server is kept as HIPAA asks is the practice's to state."
    return _Found("elsewhere", False, words)


def _roster(coded: CodedVisit) -> _Found:
    if _written(coded):
        return _Found("not_needed", False, _NOT_FOR_WRITTEN)
    roles = {one.role for one in coded.facts.participants}
    return _whether({"clinician", "patient"} <= roles, "Listed above, with credentials.", "One side never came.")


def _times(coded: CodedVisit) -> _Found:
    if _written(coded):
        gate = coded.note.service_intent == "digital_em"
        minutes = f"{coded.proposal.total_minutes} min of the clinicians' own time, as listed above."
        return _whether(coded.proposal.minutes, minutes, "No time was witnessed.", gate=gate)
    there = coded.proposal.timeline and coded.proposal.minutes
    gate = coded.proposal.basis == "time"
    return _whether(there, "Start, stop and each person's minutes are listed above.", "None was witnessed.", gate=gate)


def _time_statement(coded: CodedVisit) -> _Found:
    if coded.proposal.basis != "time":
        return _Found("not_needed", False, "The level was not chosen by time.")
    return _whether(coded.decided, time_statement(coded), "The clinician has not signed the statement of time yet.")


def _identity(coded: CodedVisit) -> _Found:
    words = "The holder of the patient's personal link gave the date of birth on file."
    return _whether(_all(coded, IdentityConfirmed), words, "Nobody confirmed who the patient is.", gate=False)


def _technical(coded: CodedVisit) -> _Found:
    lost = sum(event.reason == "lost" for event in _all(coded, SeatLeft))
    crashes = sum(event.after_crash for event in _all(coded, ServerStarted))
    refused = sum(not event.on and event.reason in ("denied", "in_use", "lost") for event in _all(coded, DeviceSet))
    timeline = coded.proposal.timeline
    gaps = sum(span.kind == "gap" for span in timeline)
    # Whether it broke or was switched off: the chart says it where it matters, the log that the talk went on without.
    without = sum(
        before.kind == "audio_video"
        and after.kind in _LESS_THAN_VIDEO
        and instant(after.end) - instant(after.start) >= SHORT_STALL
        for before, after in pairwise(timeline)
    )
    steps = len(_all(coded, ClockStepped))
    away = len(_all(coded, EvidenceDegraded))
    counted = (
        (lost, "connections lost"),
        (crashes, "restarts of the server"),
        (refused, "devices that could not be used"),
        (gaps, "gaps in the conversation"),
        (without, "times the picture went and the talk went on"),
        (steps, "steps of the clock"),
        (away, "absences of the database"),
    )
    found = ", ".join(f"{what}: {number}" for number, what in counted if number)
    words = f"{found[:1].upper()}{found[1:]}." if found else "None was seen."
    if coded.kept == "memory":
        words += " For a while evidence was not being kept on any disk: it was written from memory afterwards."
    return _Found("present", False, words)


def _clinical(coded: CodedVisit) -> _Found:
    level = coded.note.mdm_level
    chosen = f" Level of decision making given: {level}." if level else ""
    return _Found("elsewhere", True, f"History, examination and its limits stand in the practice's chart.{chosen}")


def _follow_up(coded: CodedVisit) -> _Found:
    return _Found("elsewhere", False, "The plan for an emergency or a visit in person stands in the practice's chart.")


def _on_demand(coded: CodedVisit) -> _Found:
    code = coded.decided.body["code"] if coded.decided else coded.proposal.code
    if code not in _ON_DEMAND:
        return _Found("not_needed", False, "No check-in, image or digital service is reported.")
    asked = coded.note.initiated_by
    prior = coded.note.prior_related_em
    since = f"The last related visit was on {prior.date}." if prior else "No earlier related visit is on file."
    reply = coded.note.store_and_forward
    if reply is not None and reply.followup_business_hours is not None:
        since += f" Answered after {reply.followup_business_hours:.1f} business hours."
    return _whether(asked, f"Asked for by the {asked}. {since}", "Who asked for the service is not on record.")


def _supervision(coded: CodedVisit) -> _Found:
    return _Found("not_needed", False, "Reported under the rendering clinician's own NPI, not incident-to.")


def _signature(coded: CodedVisit) -> _Found:
    words = f"{len(coded.decisions)} version(s) of the decision, none changed or removed; who and when stand below."
    return _whether(coded.decided, words, "The rendering clinician has not decided yet.")


_ELEMENTS: Final[tuple[tuple[str, Callable[[CodedVisit], _Found]], ...]] = (
    ("Modality, with the minutes of each", _modality),
    ("Reason for sound alone, and the clinician's video", _audio_only),
    ("Where the patient was", _patient_place),
    ("Where the clinician was", _clinician_place),
    ("Consent", _consent),
    ("Platform", _platform),
    ("Everyone present", _roster),
    ("Start, stop and minutes", _times),
    ("Statement of total time", _time_statement),
    ("Identity check", _identity),
    ("Technical problems", _technical),
    ("History, examination, decision making", _clinical),
    ("Emergency plan and follow-up", _follow_up),
    ("Patient's request and related visits", _on_demand),
    ("Supervision", _supervision),
    ("Signature", _signature),
)


def _all(coded: CodedVisit, kind: type[_Kind]) -> list[_Kind]:
    return [entry.event for entry in coded.entries if isinstance(entry.event, kind)]
