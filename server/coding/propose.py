"""The order of decisions: date, people and time, modality, the service that was meant, gates, disposition."""

from __future__ import annotations

from datetime import date, datetime

from server.coding import brief, canonical, gates, images, observed, table, visits
from server.coding.digital import digital
from server.coding.findings import Findings, Outcome, Service
from server.coding.flags import HOLD_ALWAYS, REVIEW, Disposition, Flag
from server.coding.interprofessional import interprofessional
from server.coding.minutes import LIVE, Measured, counting_zone, encounter_date, measure
from server.coding.note import Note
from server.coding.profiles import Profile, Profiles
from server.coding.proposal import ENGINE_VERSION, Modality, Proposal
from server.coding.questions import open_questions
from server.coding.settings import DEFAULTS, Settings
from server.coding.status import patient_status
from server.coding.time import MINUTE, instant, length, midnight
from server.coding.witness import Witness
from server.evidence.facts import Facts, MediaInterval


def date_of_service(facts: Facts, note: Note, settings: Settings = DEFAULTS) -> date:
    """The date whose payer rules apply: the note's, or the day before where the talk ran unbroken into it; in the zone
    that the payer's settings say."""
    begun = min((event.start for event in facts.events if isinstance(event, MediaInterval)), default=None)
    early = begun is not None and instant(begun) < midnight(note.date, note.practice_tz)
    if not early and counting_zone(note, settings) == note.practice_tz:
        return note.date  # Nothing flowed before that date, so nothing has to be folded to know it.
    return encounter_date(note, Witness(facts).contact(note.rendering or "").talk, settings)


def rules_for(profiles: Profiles, facts: Facts, note: Note, known_at: date | datetime | None = None) -> Profile | None:
    """The payer's version for one service, as it was known at a moment: the one that holds on the date of service.

    Where that version goes by the patient's date, and another one holds on it that does so too, it is that one.
    """
    first = profiles.profile_for(note.payer, date_of_service(facts, note), known_at)
    if first is None or first.settings.dos_tz == "practice":
        return first
    there = date_of_service(facts, note, first.settings)
    if first.covers(there):
        return first
    other = profiles.profile_for(note.payer, there, known_at)
    return other if other is not None and other.settings.dos_tz == "patient" else first


def propose(facts: Facts, note: Note, profile: Profile | None) -> Proposal:
    """Propose a code for one service. Pure: the same facts, note and profile give the same bytes, years later.

    `profile` is the payer's, as it holds on `date_of_service(facts, note)`; None where the payer's rules are unknown.
    """
    return consider(facts, note, profile, canonical.input_hash(facts, note, profile))


def consider(facts: Facts, note: Note, profile: Profile | None, input_hash: str) -> Proposal:
    """`propose` with the hash of its input given: an answer that nobody keeps needs none."""
    given = profile
    found = Findings()
    measured = measure(
        facts,
        note,
        combine=profile is not None and profile.combines,
        settings=profile.settings if profile is not None else DEFAULTS,
    )
    if profile is not None and not profile.covers(measured.date):
        profile = None
    status = patient_status(note, measured.rendering, measured.date, measured.settings)
    found.because("date_of_service", f"{measured.date} in {measured.tz}.")
    if note.service_intent in (*LIVE, "digital_em", "store_and_forward"):
        found.because("patient_status", f"{'New' if status.new else 'Established'}. {status.why}.")
        observed.flag_staff(measured, found)
        if status.boundary:
            found.flag(Flag.THREE_YEAR_BOUNDARY, f"{status.why}: taken as established, for a person to check.")
        if status.by_sound:
            text = (
                "Only a visit by sound alone makes this patient established; no source settles that. A person checks."
            )
            found.doubt("patient_status", text, rule="status.by_sound")
    if profile is None:
        found.flag(
            Flag.PAYER_RULES_UNKNOWN,
            "No rules of this payer for this date are on file.",
            missing="The payer's rules for this date",
        )
    if note.payer is None or (profile is not None and profile.no_claim):
        found.flag(Flag.SELF_PAY_NO_CLAIM, "The patient pays: the code is for the receipt, and no claim is built.")
    service = _serve(note, measured, profile, status.new, found)
    if note.other_same_day_em is not None and note.other_same_day_em.modality == "in_person":
        found.flag(
            Flag.SAME_DATE_IN_PERSON_EM,
            "The group saw the patient in person on this date. A person decides what is reported, once.",
        )
    return _close(note, measured, profile, given, service, found, input_hash)


def _serve(note: Note, measured: Measured, profile: Profile | None, new: bool, found: Findings) -> Service:
    """The service that was meant."""
    if note.service_intent in ("interprofessional_consultant", "interprofessional_requesting"):
        return interprofessional(note, profile, found)
    if note.service_intent == "digital_em":
        return digital(note, measured, profile, new, found)
    observed.flag_colleagues(measured, profile, found)
    observed.flag_activities(measured, found)
    observed.flag_dates(measured, note, found)
    total, discussion = measured.time, length(measured.discussion)
    if note.service_intent == "store_and_forward":
        outcome = Outcome() if profile is None else images.image_review(note, measured, profile, new, found)
        return Service(outcome, total, 0, "asynchronous")
    modality = _modality(note, measured, profile, found)
    gates.flag_on_file(note, measured, profile, modality, found)
    return Service(_spoken(note, measured, profile, modality, new, found), total, discussion, modality)


def _modality(note: Note, measured: Measured, profile: Profile | None, found: Findings) -> Modality:
    observed.flag_modality(measured, found)
    modality: Modality = measured.vote.result
    images_sent = note.images_submitted or (note.store_and_forward is not None and note.store_and_forward.has_images)
    if modality == "audio_only" and profile is not None and profile.images_plus_audio_is_av and images_sent:
        found.flag(Flag.PAYER_TREATS_SNF_PLUS_AUDIO_AS_AV, "This payer takes sent images and a call together as video.")
        modality = "audio_video"
    if measured.vote.one_way_decides:
        found.flag(
            Flag.ONE_WAY_VIDEO,
            "Only one side was seen for part of the visit. That counts as sound alone, which has the majority.",
            spans=measured.vote.one_way,
        )
    return modality


def _spoken(
    note: Note, measured: Measured, profile: Profile | None, modality: Modality, new: bool, found: Findings
) -> Outcome:
    """A visit or a check-in."""
    if observed.flag_absence(measured, new, found):
        return Outcome()
    if not measured.runs:
        return Outcome(billable=False)
    if profile is None:
        return Outcome()
    if modality not in ("audio_video", "audio_only"):
        found.flag(Flag.TIME_BELOW_MINIMUM, "No minute of the conversation counts on this date.")
        return Outcome(billable=False)
    if note.service_intent == "virtual_check_in":
        return brief.check_in(note, measured, profile, new, found)
    return visits.visit(note, measured, profile, modality, new, found)


def _close(
    note: Note,
    measured: Measured,
    profile: Profile | None,
    given: Profile | None,
    service: Service,
    found: Findings,
    input_hash: str,
) -> Proposal:
    """Disposition, by precedence: not billable, hold, manual review, ready."""
    disposition = _disposition(note, service.outcome, found)
    stops = Flag.SAME_DATE_IN_PERSON_EM in found.flags or Flag.RENDERING_ABSENT_REVIEW in found.flags
    coded = None if disposition == "not_billable" or stops else service.outcome.coded
    table.explain_fields(note, measured, profile, service, coded, disposition, found)
    return Proposal(
        disposition=disposition,
        code=coded.code if coded else None,
        basis=coded.basis if coded else None,
        modifiers=coded.modifiers if coded else (),
        acceptable_modifier_alternatives=coded.alternatives if coded else (),
        pos=coded.pos if coded else None,
        units=1 if coded else 0,
        add_on_codes=coded.add_ons if coded else (),
        total_minutes=service.total // MINUTE,
        medical_discussion_minutes=service.discussion // MINUTE,
        modality=service.modality,
        date_of_service=measured.date,
        flags=tuple(sorted(flag.value for flag in found.flags)),
        reasons=tuple(found.reasons),
        minutes=table.minute_rows(measured, note, profile),
        timeline=table.timeline(measured),
        questions=open_questions(note, measured, profile, coded.code if coded else None, found.flags),
        profile_id=given.id if given else None,
        profile_version=given.version if given else None,
        engine_version=ENGINE_VERSION,
        input_hash=input_hash,
    )


def _disposition(note: Note, outcome: Outcome, found: Findings) -> Disposition:
    if Flag.SAME_DATE_IN_PERSON_EM in found.flags:
        return "manual_review"
    if not outcome.billable:
        return "not_billable"
    if outcome.held or (note.service_intent in LIVE and found.flags & HOLD_ALWAYS):
        return "hold"
    if outcome.review or found.doubted or outcome.coded is None:
        return "manual_review"
    return "manual_review" if found.flags & REVIEW else "ready"
