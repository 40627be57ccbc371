"""Worked cases and files of visits: one JSON object {"id", "input"} read into facts and note, and the command's answer."""

from __future__ import annotations

import json
from typing import Any

from server.base.errors import Invalid
from server.coding.explain import explain
from server.coding.note import (
    Consent,
    Interprofessional,
    LaterEm,
    Note,
    OtherAdvice,
    PatientLocation,
    PriorRelatedEm,
    PriorService,
    SameDayEm,
    StoreAndForward,
)
from server.coding.profiles import Profiles
from server.coding.propose import consider, rules_for
from server.coding.reading import Fields, printable, shown
from server.evidence.facts import FactEvent, Facts, Joined, Left, MediaInterval, Participant, WorkInterval

_INTENTS = (
    "visit",
    "virtual_check_in",
    "digital_em",
    "store_and_forward",
    "interprofessional_consultant",
    "interprofessional_requesting",
)


def read_case(case: object) -> tuple[Facts, Note]:
    """Facts and note of one case. Raises `Invalid` whose message names the field, e.g. "input.events[3].start: ..."."""
    fields = Fields("", case).inner("input")
    facts = read_facts(fields)
    note = read_note(fields)
    known = {person.id for person in facts.participants}
    if note.rendering is not None and note.rendering not in known:
        raise fields.wrong("rendering", f"names {shown(note.rendering)}, who is not among the participants")
    return facts, note


def read_facts(fields: Fields) -> Facts:
    """`participants` and `events`."""
    for key in ("participants", "events"):
        if not fields.has(key):
            raise fields.wrong(key, "is missing")
    people = tuple(_participant(row) for row in fields.rows("participants"))
    known: set[str] = set()
    for position, person in enumerate(people):
        if person.id in known:
            raise fields.wrong(f"participants[{position}].id", f"{shown(person.id)} stands here twice")
        known.add(person.id)
    return Facts(people, tuple(_event(row, known) for row in fields.rows("events")))


def _participant(row: Fields) -> Participant:
    return Participant(
        id=row.text("id"),
        role=row.text("role"),
        credential=row.text_or_none("credential"),
        npi=row.text_or_none("npi"),
        group=row.text_or_none("group"),
        specialty=row.text_or_none("specialty"),
        licensed_states=row.texts("licensed_states"),
        location=row.text_or_none("location"),
    )


def _event(row: Fields, known: set[str]) -> FactEvent:
    kind = row.choice("t", ("join", "leave", "media", "work"))
    who = _party(row, "who", known)
    if kind == "join":
        return Joined(who, row.instant("at"))
    if kind == "leave":
        return Left(who, row.instant("at"))
    start, end = row.instant("start"), row.instant("end")
    if end < start:
        raise row.wrong("end", "lies before start")
    session = row.values.get("session")
    if session is not None and (isinstance(session, bool) or not isinstance(session, str | int)):
        raise row.wrong("session", "must be text or a whole number")
    named = None if session is None else str(session)
    if kind == "work":
        return WorkInterval(who, row.text("activity"), start, end, named)
    to = _party(row, "to", known) if row.has("to") else None
    return MediaInterval(
        who, row.choice("kind", ("audio", "video")), start, end, to, named, row.boolean("estimated", False)
    )


def _party(row: Fields, key: str, known: set[str]) -> str:
    who = row.text(key)
    if who not in known:
        raise row.wrong(key, f"names {shown(who)}, who is not among the participants")
    return who


def read_note(fields: Fields) -> Note:
    """All fields of a case's input beside the facts."""
    if "payer" not in fields.values:
        raise fields.wrong("payer", "is missing; null means that the patient pays")
    intent = fields.choice("service_intent", _INTENTS)
    for key, intents in (("interprofessional", _INTENTS[4:]), ("store_and_forward", _INTENTS[3:4])):
        if intent in intents and not fields.has(key):
            raise fields.wrong(key, f"is missing, and the service {intent} needs it")
    location = fields.inner_or_empty("patient_location")
    consent = fields.inner_or_empty("consent")
    return Note(
        payer=fields.text_or_none("payer"),
        date=fields.day("date"),
        practice_tz=fields.tz("practice_tz"),
        patient_status=fields.choice("patient_status", ("new", "established", "derive")),
        rendering=fields.text_or_none("rendering"),
        service_intent=intent,
        mdm_level=fields.choice("mdm_level", ("straightforward", "low", "moderate", "high"))
        if fields.has("mdm_level")
        else None,
        initiated_by=fields.choice("initiated_by", ("patient", "provider")) if fields.has("initiated_by") else None,
        patient_location=PatientLocation(location.text_or_none("kind"), location.text_or_none("state")),
        audio_only_reason=fields.text_or_none("audio_only_reason"),
        provider_video_capable=fields.boolean_or_none("provider_video_capable"),
        consent=Consent(consent.boolean_or_none("telehealth"), consent.boolean_or_none("audio_only")),
        prior_related_em=_prior(fields.inner("prior_related_em")) if fields.has("prior_related_em") else None,
        leads_to_em=_later(fields.inner("leads_to_em")) if fields.has("leads_to_em") else None,
        prior_services=tuple(_service(row) for row in fields.rows("prior_services")),
        interprofessional=_consult(fields.inner("interprofessional")) if fields.has("interprofessional") else None,
        store_and_forward=_images(fields.inner("store_and_forward")) if fields.has("store_and_forward") else None,
        purpose=fields.text_or_none("purpose"),
        other_same_day_em=_same_day(fields.inner("other_same_day_em")) if fields.has("other_same_day_em") else None,
        patient_tz=fields.tz("patient_tz") if fields.has("patient_tz") else None,
        images_submitted=fields.boolean("images_submitted", False),
        longitudinal_relationship=_said(fields, "longitudinal_relationship", False),
    )


def _prior(row: Fields) -> PriorRelatedEm:
    return PriorRelatedEm(row.day("date"), _said(row, "related", True), row.text_or_none("code"))


def _later(row: Fields) -> LaterEm:
    return LaterEm(row.instant("at"), _said(row, "soonest_available", False), _said(row, "related", True))


def _said(row: Fields, key: str, usual: bool) -> bool | None:
    """A judgement that only a person can make: null where nobody has made it yet, the usual one where it is not there."""
    return row.boolean_or_none(key) if key in row.values else usual


def _service(row: Fields) -> PriorService:
    return PriorService(
        row.day("date"),
        row.text_or_none("clinician"),
        row.text_or_none("group"),
        row.text_or_none("specialty"),
        row.boolean("face_to_face_or_synchronous", True),
        row.boolean("audio_only", False),
    )


def _consult(row: Fields) -> Interprofessional:
    total, spoken = row.whole("total_seconds"), row.whole("verbal_seconds") if row.has("verbal_seconds") else 0
    if spoken > total:
        raise row.wrong("verbal_seconds", "is more than total_seconds")
    return Interprofessional(
        total_seconds=total,
        verbal_seconds=spoken,
        seen_within_14_days=row.boolean("seen_within_14_days", False),
        transfer_of_care=row.boolean("transfer_of_care", False),
        verbal_report=row.boolean_or_none("verbal_report"),
        written_report=row.boolean_or_none("written_report"),
        others=tuple(
            OtherAdvice(one.day("date"), one.text_or_none("code"), one.boolean("same_clinician", True))
            for one in row.rows("others")
        ),
        booked_on=row.day_or_none("booked_on"),
    )


def _images(row: Fields) -> StoreAndForward:
    asked_on = row.day("asked_on") if row.has("asked_on") else None
    answered_at = row.instant("answered_at") if row.has("answered_at") else None
    hours = row.number_or_none("followup_business_hours")
    return StoreAndForward(row.boolean("has_images", False), hours, asked_on, answered_at)


def _same_day(row: Fields) -> SameDayEm:
    return SameDayEm(
        row.text("modality"), row.whole("minutes") if row.has("minutes") else None, row.boolean("confirmed", True)
    )


def decoded(written: bytes) -> str:
    """The text of a file of cases, with or without a byte order mark. Bytes that are no text stay apart from it, so that
    only the case that holds them is refused (`reading.Fields.text`)."""
    return written.decode(json.detect_encoding(written), "surrogateescape")


def read_cases(text: str) -> list[Any]:
    """The cases of a file, each as it stands there. Raises `Invalid` where the text is no JSON array."""
    try:
        cases = json.loads(text, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"The file is not JSON: {error}") from None
    if not isinstance(cases, list):
        raise Invalid("The file must hold a JSON array of cases, each an object with id and input")
    return cases


def _number(digits: str) -> int | float:
    """A whole number; one of more digits than anything here can have is refused where it stands, and not with its file."""
    return int(digits) if len(digits) < _DIGITS else float("inf")


_DIGITS = 400


def run_cases(text: str, profiles: Profiles, explain_them: bool = False) -> tuple[str, int]:
    """Answer a JSON array of cases: the text to print, and the exit status (1 where a case could not be read). Raises
    `Invalid` where it is none."""
    every = [_answered(case, profiles, explain_them) for case in read_cases(text)]
    status = 0 if all(read for _, read in every) else 1
    if explain_them:
        # Half of a surrogate pair, which JSON can hold, cannot be printed.
        return "\n".join(text for text, _ in every).encode("utf-8", "replace").decode("utf-8"), status
    return ("[\n" + ",\n".join(text for text, _ in every) + "\n]\n" if every else "[]\n"), status


def _answered(case: Any, profiles: Profiles, explain_it: bool) -> tuple[str, bool]:
    """One case's answer as text, JSON or for a person, and whether the case could be read."""
    identity = case.get("id") if isinstance(case, dict) else None
    try:
        if not _can_be_given_back(identity):
            identity = None
            raise Invalid("id: must be text or a number, not one that JSON has no word for")
        if isinstance(identity, str) and identity:
            Fields("", case).text("id")
        facts, note = read_case(case)
        profile = rules_for(profiles, facts, note)
        proposal = consider(facts, note, profile, input_hash="")
    except Invalid as refused:
        failed = {"id": printable(identity) if isinstance(identity, str) else identity, "error": refused.message}
        return (f"{identity}: {refused.message}\n" if explain_it else json.dumps(failed)), False
    return explain(proposal, str(identity)) if explain_it else json.dumps({"id": identity, **proposal.answer()}), True


def _can_be_given_back(identity: object) -> bool:
    """False for NaN and infinity, which are no JSON and would spoil the whole answer."""
    try:
        json.dumps(identity, allow_nan=False)
    except ValueError:
        return False
    return True
