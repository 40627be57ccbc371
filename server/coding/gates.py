"""What must be on file, and where the patient must be, before a visit or a check-in goes on a claim."""

from __future__ import annotations

from typing import Final

from server.coding.findings import Findings
from server.coding.flags import Flag
from server.coding.minutes import Measured
from server.coding.note import Note
from server.coding.profiles import Profile
from server.coding.proposal import Modality

HOME: Final = frozenset({"home", "temporary_lodging"})
FACILITY: Final = frozenset({"clinic", "hospital", "snf"})


def flag_on_file(note: Note, measured: Measured, profile: Profile | None, modality: Modality, found: Findings) -> None:
    """Consent, place and licence: they hold a visit and a check-in alike."""
    if note.consent.telehealth is not True:
        found.flag(
            Flag.CONSENT_MISSING, "No consent to a telehealth visit is on file.", missing="The patient's consent"
        )
    kind, state = note.patient_location.kind, note.patient_location.state
    if kind is None or (profile is not None and kind not in profile.pos):
        found.flag(
            Flag.PATIENT_LOCATION_MISSING,
            "Where the patient was is not on file, or is no place that this payer knows.",
            missing="The kind of place where the patient was",
        )
    if state is None:
        found.flag(
            Flag.PATIENT_STATE_MISSING,
            "The state in which the patient was is not on file.",
            missing="The state in which the patient was",
        )
    else:
        people = {person.id: person for person in measured.counted if measured.own[person.id].all}
        if measured.rendering is not None:
            people[measured.rendering.id] = measured.rendering
        unlicensed = sorted(who for who, person in people.items() if state not in person.licensed_states)
        if unlicensed:
            found.flag(
                Flag.LICENSURE_STATE_MISMATCH,
                f"The patient was in {state}; no licence there is on file for {', '.join(unlicensed)}.",
                missing=f"A licence in {state}",
            )
    if (
        profile is not None
        and modality == "audio_only"
        and profile.audio_only.explicit_consent_required
        and note.consent.audio_only is not True
    ):
        found.flag(
            Flag.AUDIO_ONLY_CONSENT_MISSING,
            "This payer wants consent to a visit by sound alone.",
            missing="The patient's consent to sound alone",
        )


def visit_blocked(note: Note, profile: Profile, modality: Modality, found: Findings) -> bool:
    """True where the payer does not take this as a visit: a check-in may still fit."""
    blocked = False
    kind = note.patient_location.kind if note.patient_location.kind in profile.pos else None
    if modality == "audio_only":
        blocked = _audio_only_blocked(note, profile, kind, found)
    if kind is not None and not profile.home_covered:
        if kind in FACILITY:
            found.flag(
                Flag.RURALITY_REVIEW,
                "On this date the payer asks where the patient's facility lies. A person checks its geography.",
            )
        else:
            found.flag(
                Flag.HOME_ORIGINATING_SITE_NOT_COVERED,
                "On this date the payer does not cover a visit with the patient at home.",
            )
            blocked = True
    return blocked


def _audio_only_blocked(note: Note, profile: Profile, kind: str | None, found: Findings) -> bool:
    rules = profile.audio_only
    blocked = not rules.covered or profile.em_family["audio_only"] == "none"
    if blocked:
        found.flag(Flag.AUDIO_ONLY_NOT_COVERED, "This payer does not cover a visit by sound alone.")
    if rules.requires_provider_video_capable and note.provider_video_capable is False:
        found.flag(Flag.PROVIDER_NOT_VIDEO_CAPABLE, "The clinician had no video, and this payer asks for it.")
        blocked = True
    if rules.requires_home and kind is not None and kind not in HOME and kind not in profile.pos_ambiguous:
        found.flag(Flag.AUDIO_ONLY_REQUIRES_HOME, "This payer takes sound alone only from the patient's home.")
        blocked = True
    return blocked


def visit_held(note: Note, profile: Profile, modality: Modality, found: Findings) -> bool:
    """What a visit by sound alone must have on file beside the rest; raises the flag of an ambiguous place too."""
    held = False
    kind = note.patient_location.kind
    rules = profile.audio_only
    if kind in profile.pos_ambiguous:
        others = ", ".join(profile.pos_alternatives.get(kind or "", ())) or "another code"
        found.flag(
            Flag.POS_AMBIGUOUS,
            f"Sources disagree on this place: {profile.pos.get(kind or '', 'none')} or {others}.",
            change=f"Place of service {others}",
        )
        held = modality == "audio_only" and rules.requires_home
    if modality != "audio_only":
        return held
    if rules.requires_provider_video_capable and note.provider_video_capable is None:
        found.flag(
            Flag.AUDIO_ONLY_CAPABILITY_MISSING,
            "Whether the clinician could use video is not on file.",
            missing="Whether the clinician had working video",
        )
        held = True
    if rules.reason_required and note.audio_only_reason is None:
        found.flag(
            Flag.AUDIO_ONLY_REASON_MISSING,
            "Why there was no video is not on file.",
            missing="Why the patient was heard and not seen",
        )
        held = True
    elif rules.reason_required and note.audio_only_reason not in rules.allowed_reasons:
        found.flag(
            Flag.AUDIO_ONLY_REASON_NOT_QUALIFYING,
            "This payer takes sound alone only where the patient could not use video, or declined it.",
            missing="A reason on the patient's side",
        )
        held = True
    return held


def flag_site(note: Note, profile: Profile, measured: Measured, found: Findings) -> None:
    """Hints about the place and the date that change nothing."""
    if note.patient_location.kind in FACILITY:
        found.flag(
            Flag.ORIGINATING_SITE_Q3014_POSSIBLE,
            "The facility where the patient sat may report Q3014. It is never on our claim.",
        )
    window = profile.restored(measured.date)
    if window is not None:
        found.flag(
            Flag.RETROACTIVE_COVERAGE_WINDOW,
            f"Cover lapsed from {window.first} to {window.last} and was restored on {window.restored_on}.",
        )
