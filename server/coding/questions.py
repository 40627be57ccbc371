"""What only a person can know, as structured questions. What the practice's own history or the server's log can tell is
never asked. An answer is a field of the note, so an answered question is not asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from server.coding.families import MDM_LEVELS
from server.coding.flags import Flag
from server.coding.minutes import LIVE, Measured
from server.coding.note import Note
from server.coding.profiles import Profile

Kind = Literal["choice", "yes_no", "place", "person"]

AUDIO_ONLY_REASONS: Final = (
    "patient_declined_video",
    "patient_not_capable",
    "provider_preference",
    "provider_equipment_failure",
)
PLACES: Final = ("home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf")
PURPOSES: Final = ("medical_discussion", "routine_results")


@dataclass(frozen=True, slots=True)
class Question:
    """One open question. `field` is the note's field that the answer fills; `choices` are its values (none for yes or no;
    ids of participants for a person; kinds of place, beside which a US state is asked, for a place).

    `needed` marks what stands between this visit and a claim; the rest may only change the code.
    """

    field: str
    kind: Kind
    choices: tuple[str, ...]
    why: str
    needed: bool

    def to_json(self) -> dict[str, Any]:
        """A plain dict."""
        return {
            "field": self.field,
            "kind": self.kind,
            "choices": list(self.choices),
            "why": self.why,
            "needed": self.needed,
        }


@dataclass(frozen=True, slots=True)
class _Asked:
    field: str
    kind: Kind
    flags: frozenset[Flag]
    open: Callable[[Note], bool]
    why: str
    choices: tuple[str, ...] = ()


_BY_FLAG: Final = (
    _Asked(
        "consent_telehealth",
        "yes_no",
        frozenset({Flag.CONSENT_MISSING}),
        lambda note: note.consent.telehealth is None,
        "No consent to a video visit is on file. Did the patient agree, and did you note it?",
    ),
    _Asked(
        "patient_location",
        "place",
        frozenset({Flag.PATIENT_LOCATION_MISSING, Flag.PATIENT_STATE_MISSING}),
        lambda note: True,
        "The place decides the place of service, the state whose licence is needed.",
        PLACES,
    ),
    _Asked(
        "audio_only_reason",
        "choice",
        frozenset({Flag.AUDIO_ONLY_REASON_MISSING}),
        lambda note: note.audio_only_reason is None,
        "Most of the visit was by sound alone, and this payer asks why.",
        AUDIO_ONLY_REASONS,
    ),
    _Asked(
        "provider_video_capable",
        "yes_no",
        frozenset({Flag.AUDIO_ONLY_CAPABILITY_MISSING}),
        lambda note: note.provider_video_capable is None,
        "This payer takes sound alone only where the clinician could have used video.",
    ),
    _Asked(
        "consent_audio_only",
        "yes_no",
        frozenset({Flag.AUDIO_ONLY_CONSENT_MISSING}),
        lambda note: note.consent.audio_only is None,
        "This payer wants the patient's consent to a visit by sound alone.",
    ),
    _Asked(
        "initiated_by",
        "choice",
        frozenset({Flag.PATIENT_INITIATION_REQUIRED}),
        lambda note: note.initiated_by is None,
        "This service can be billed only where the patient asked for it.",
        ("patient", "provider"),
    ),
    _Asked(
        "prior_em_related",
        "yes_no",
        frozenset({Flag.RELATED_EM_WITHIN_7_DAYS}),
        lambda note: note.prior_related_em is not None and note.prior_related_em.related is None,
        "The practice saw the patient within the seven days before. Was it about the same problem?",
    ),
    _Asked(
        "later_em_related",
        "yes_no",
        frozenset({Flag.BUNDLED_INTO_LATER_EM}),
        lambda note: note.leads_to_em is not None and note.leads_to_em.related is None,
        "Another visit is booked soon after. Is it about the same problem?",
    ),
    _Asked(
        "same_day_in_person",
        "yes_no",
        frozenset({Flag.SAME_DATE_IN_PERSON_EM}),
        lambda note: note.other_same_day_em is not None and not note.other_same_day_em.confirmed,
        "This visit was turned into one in person. Was the patient seen in person on the same date?",
    ),
)


def open_questions(
    note: Note, measured: Measured, profile: Profile | None, code: str | None, flags: set[Flag]
) -> tuple[Question, ...]:
    """The questions whose answers this proposal still waits for, those that are needed first."""
    asked = [
        Question(one.field, one.kind, one.choices, one.why, True)
        for one in _BY_FLAG
        if flags & one.flags and one.open(note)
    ]
    own = measured.own.get(note.rendering or "")
    unmet = bool(code) and own is not None and not own.talk
    if note.service_intent in LIVE and (Flag.RENDERING_ABSENT_REVIEW in flags or unmet):
        able = (*measured.counted, *measured.uncounted)
        met = tuple(sorted(person.id for person in able if measured.contacts[person.id].talk))
        if met:
            why = "Several clinicians could bill this visit, or the one named did not meet the patient. Who renders it?"
            asked.append(Question("rendering", "person", met, why, True))
    if note.service_intent == "visit" and note.mdm_level is None and measured.runs and profile is not None:
        needed = Flag.MDM_NOT_DOCUMENTED in flags
        why = (
            "The time alone reaches no level."
            if needed
            else "The level rests on time alone; a higher MDM level would raise it."
        )
        asked.append(Question("mdm_level", "choice", MDM_LEVELS, why, needed))
    if profile is not None and code is not None and code in {row.code for row in profile.check_in}:
        asked.extend(_of_check_in(note, measured))
    elif note.service_intent == "store_and_forward" and code is not None:
        asked.extend(_soonest(note))
    if (
        profile is not None
        and profile.g2211
        and note.longitudinal_relationship is None
        and code is not None
        and code.startswith("992")
    ):
        why = "Do you look after this patient continuously for a serious condition? A person may then add G2211."
        asked.append(Question("longitudinal_relationship", "yes_no", (), why, False))
    return tuple(sorted(asked, key=lambda question: not question.needed))


def _soonest(note: Note) -> list[Question]:
    later = note.leads_to_em
    if later is None or later.soonest_available is not None or later.related is False:
        return []
    why = "The patient's next visit is booked for later. Was that the soonest the practice could offer?"
    return [Question("later_em_soonest", "yes_no", (), why, True)]


def _of_check_in(note: Note, measured: Measured) -> list[Question]:
    asked = _soonest(note)
    if note.purpose is None and measured.discussion:
        why = "Passing on results and the like is no check-in. What was the talk for?"
        asked.append(Question("purpose", "choice", PURPOSES, why, False))
    return asked
