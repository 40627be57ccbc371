"""The minutes and the timeline under a proposal, and the reasons of the fields that every proposal has."""

from __future__ import annotations

from typing import Literal

from server.coding.activities import DIGITAL
from server.coding.credentials import is_patient_side
from server.coding.digital import digital_group, digital_work, window_of
from server.coding.findings import Coded, Findings, Service
from server.coding.flags import Disposition
from server.coding.minutes import Measured
from server.coding.note import Note
from server.coding.profiles import Profile
from server.coding.proposal import MinuteRow, TimelineSpan, seconds
from server.coding.time import MINUTE, SECOND, Span, Spans, intersect, length, moment, subtract, union
from server.evidence.facts import Participant

_KINDS: dict[str, Literal["audio_video", "audio_only", "one_way", "gap"]] = {
    "audio_video": "audio_video",
    "audio_only": "audio_only",
    "one_way": "one_way",
    "gap": "gap",
}


def minute_rows(measured: Measured, note: Note, profile: Profile | None) -> tuple[MinuteRow, ...]:
    """A row per member of the practice and activity, talk with the patient first."""
    rows: list[MinuteRow] = []
    for person in sorted(measured.witness.participants.values(), key=lambda person: person.id):
        if is_patient_side(person) or person.role == "interpreter":
            continue
        talk = measured.contacts[person.id].talk
        if talk:
            mine = measured.own.get(person.id)
            rows.append(_row(measured, person, "talk", talk, mine.talk if mine else ()))
        for activity, spans in measured.witness.work.get(person.id, {}).items():
            rows.append(
                _row(measured, person, activity, spans, _counted(measured, note, profile, person, activity, spans))
            )
    return tuple(rows)


def _counted(
    measured: Measured, note: Note, profile: Profile | None, person: Participant, activity: str, spans: Spans
) -> Spans:
    if note.service_intent == "digital_em":
        group = digital_group(measured)
        if activity not in DIGITAL or person not in group:
            return ()
        everything = union(span for member in group for span in digital_work(measured, member))
        return intersect(spans, window_of(note, everything, measured, profile))
    own = measured.own.get(person.id)
    if own is None or activity not in measured.countable:
        return ()
    return intersect(spans, own.work)


def _row(measured: Measured, person: Participant, activity: str, spans: Spans, counted: Spans) -> MinuteRow:
    return MinuteRow(
        participant=person.id,
        credential=person.credential,
        activity=activity,
        seconds=seconds(length(spans)),
        counted_seconds=seconds(length(counted)),
        counted=bool(counted),
        why=_why(measured, person, activity, spans, counted),
    )


def _why(measured: Measured, person: Participant, activity: str, spans: Spans, counted: Spans) -> str:
    if counted == spans:
        own = measured.own.get(person.id)
        if activity != "talk" and own is not None and intersect(counted, own.talk):
            return "Counted; the part inside the conversation only once"
        return "Counted"
    if counted:
        return "Counted in part: the rest is on another date or is no part of the visit"
    if person in measured.staff:
        return "Staff time is never counted"
    if activity != "talk" and activity not in measured.countable:
        return "This activity is no part of the visit"
    if person in measured.uncounted:
        return "This payer does not add this clinician's time"
    return "On another date than the visit"


def timeline(measured: Measured) -> tuple[TimelineSpan, ...]:
    """The counted conversation from its first to its last instant, by modality, with the gaps between."""
    vote = measured.vote
    one_way = vote.one_way
    parts: list[tuple[Span, str]] = [(span, "audio_video") for span in vote.audio_video]
    parts.extend((span, "one_way") for span in one_way)
    silent = subtract(vote.audio_only, one_way)
    parts.extend((span, "audio_only") for span in silent)
    parts.sort()
    spans: list[TimelineSpan] = []
    for (start, end), kind in parts:
        if spans and spans[-1].end < moment(start):
            spans.append(TimelineSpan("gap", spans[-1].end, moment(start)))
        spans.append(TimelineSpan(_KINDS[kind], moment(start), moment(end)))
    return tuple(spans)


def explain_fields(
    note: Note,
    measured: Measured,
    profile: Profile | None,
    service: Service,
    coded: Coded | None,
    disposition: Disposition,
    found: Findings,
) -> None:
    """Reasons of the fields that no single rule has explained on the way."""
    _explain_time(measured, service, note, found)
    _explain_modality(measured, service, found)
    if coded is None:
        found.because("code", "No code.", rule="code.none")
    elif profile is not None:
        _explain_claim_fields(note, profile, coded, found)
    wanted = [reason.missing for reason in found.reasons if reason.missing]
    texts = {
        "ready": "Nothing stands in the way.",
        "hold": "Something that must be on file is missing or wrong.",
        "manual_review": "A person decides.",
        "not_billable": "Nothing here can be billed.",
    }
    found.because("disposition", texts[disposition], missing="; ".join(wanted) or None)


def _explain_time(measured: Measured, service: Service, note: Note, found: Findings) -> None:
    spoken = service.modality in ("audio_video", "audio_only", "none")
    if spoken:
        people = ", ".join(person.id for person in measured.counted if measured.own[person.id].all) or "nobody"
        joined = " Some ends were joined across a restart of the server." if measured.witness.estimated else ""
        both = service.total > length(measured.total)
        once = "every instant once, work apart at once for both" if both else "every instant once"
        text = f"{service.total // MINUTE} min of {people}; {once}, rounded down.{joined}"
        found.because("total_minutes", text, spans=measured.total)
    elif note.service_intent in ("interprofessional_consultant", "interprofessional_requesting"):
        found.because("total_minutes", f"{service.total // MINUTE} min as the clinician told them, rounded down.")
    else:
        found.because("total_minutes", f"{service.total // MINUTE} min; every instant once, rounded down.")
    found.because(
        "medical_discussion_minutes",
        f"{service.discussion // MINUTE} min with clinician and patient both on live sound.",
        spans=measured.discussion if service.discussion else (),
    )


def _tenths(microseconds: int) -> str:
    """Seconds for people, cut to a tenth: never more than was."""
    whole, rest = divmod(microseconds * 10 // SECOND, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def _explain_modality(measured: Measured, service: Service, found: Findings) -> None:
    if service.modality == "asynchronous":
        found.because("modality", "The patient was not there at the time.")
    elif service.modality == "interprofessional":
        found.because("modality", "Clinicians among themselves.")
    else:
        vote = measured.vote
        video, sound = length(vote.audio_video), length(vote.audio_only)
        lacking = (sound - video) // (2 * SECOND) + 1
        found.because(
            "modality",
            f"{_tenths(video)} s by video both ways, {_tenths(sound)} s by sound alone.",
            spans=vote.audio_video if vote.result == "audio_video" else vote.audio_only,
            change=f"{lacking} s of it by two-way video instead" if video and sound >= video else None,
        )


def _explain_claim_fields(note: Note, profile: Profile, coded: Coded, found: Findings) -> None:
    """What the payer's own rules decide: modifiers, their alternatives, place of service, units."""
    title = profile.sources[0].title if profile.sources else f"Rules of {profile.id}"
    dated = profile.last_checked
    rule = f"payer.{profile.id}"
    listed = ", ".join(coded.modifiers) or "None"
    found.cite("modifiers", rule, f"{listed} for {coded.code} in this modality.", title, dated)
    if coded.alternatives:
        others = " or ".join("-".join(choice) for choice in coded.alternatives)
        found.cite("acceptable_modifier_alternatives", rule, f"{others} is accepted as well.", title, dated)
    place = note.patient_location.kind or "an unknown place"
    found.cite("pos", rule, f"{coded.pos or 'None'} for {coded.code} with the patient at {place}.", title, dated)
    bases = {
        "time": "The time on the date reaches the level.",
        "mdm": "Medical decision making supports the level.",
        "threshold": "The service has a range of minutes, or none.",
    }
    found.because("basis", bases[coded.basis])
    found.because("units", f"One {coded.code} is reported for the date; further time is a code of its own.")
    signed = profile.checked_by or "nobody yet"
    found.cite(
        "profile",
        rule,
        f"Version {profile.version}, confidence {profile.confidence}, signed by {signed}.",
        title,
        dated,
    )
