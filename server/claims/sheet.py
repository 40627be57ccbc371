"""What the evidence sheet and the superbill say, as plain values for the printer: texts and numbers, never markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.claims.documentation import documentation
from server.claims.forwarded import forwarded
from server.claims.record import CodedVisit
from server.claims.standing import add_ons_of, decided_add_ons, decided_units, standing, units_of
from server.claims.statement import in_words, time_statement
from server.coding.families import LABELS
from server.coding.time import SECOND, instant
from server.visits.machine import State
from server.visits.records import Document

Plain = dict[str, Any]
KINDS: Final = {
    "audio_video": "Picture and sound, both ways",
    "audio_only": "Sound alone",
    "one_way": "Picture one way only",
    "gap": "Nothing both ways",
}
MODALITIES: Final = {
    "audio_video": "picture and sound, both ways",
    "audio_only": "sound alone",
    "asynchronous": "not at the same time",
    "interprofessional": "between professionals",
    "none": "no live contact",
}
_SENT: Final = {"audio": "sound", "video": "picture"}
_STANDINGS: Final = {
    "present": "present",
    "missing": "MISSING",
    "elsewhere": "kept elsewhere",
    "not_needed": "not needed",
}
_DECISIONS: Final = {"accepted": "accepted", "overridden": "overridden", "review": "sent to review"}


class _Words:
    """The visit's instants and people in words, in the practice's zone."""

    def __init__(self, coded: CodedVisit) -> None:
        self._coded = coded
        self._zone = ZoneInfo(coded.practice.tz)
        self._names = {str(one.id): one.name for one in coded.people}

    def clock(self, at: datetime) -> str:
        """To the second, with the zone's own letters."""
        return at.astimezone(self._zone).strftime("%H:%M:%S %Z")

    def stamp(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S %Z")

    def person(self, who: str) -> str:
        if who in self._names:
            return self._names[who]
        roles = {one.id: one.role for one in self._coded.facts.participants}
        return self._coded.patient.name if roles.get(who) == "patient" else roles.get(who, "somebody").capitalize()

    def named(self, sentence: str) -> str:
        """The engine knows people by id alone; a reader by name."""
        for one in self._coded.facts.participants:
            sentence = sentence.replace(one.id, self.person(one.id))
        return sentence


def evidence_sheet(coded: CodedVisit, now: datetime) -> Plain:
    """The sheet for an audit or an appeal: everything that the code rests on."""
    words, proposal = _Words(coded), coded.proposal
    return _common(coded, words, now, "Evidence sheet", "What the practice's server witnessed of one video visit") | {
        "facts": [*_facts(coded, words), ["Modality", MODALITIES[proposal.modality]]],
        "times": _times(coded, words),
        "timeline": _timeline(coded, words),
        "nothing": "Nothing was forwarded from anybody to anybody.",
        "minutes": [
            [
                words.person(row.participant),
                row.credential or "",
                "with the patient, live" if row.activity == "talk" else row.activity.replace("_", " "),
                in_words(int(row.seconds * SECOND)),
                in_words(int(row.counted_seconds * SECOND)) if row.counted else "not counted",
                row.why,
            ]
            for row in proposal.minutes
        ],
        "elements": [
            [one.id, one.name, _STANDINGS[one.status] + (" (claim waits)" if one.blocks else ""), one.words]
            for one in documentation(coded)
        ],
        "reasons": [
            f"{reason.rule}: {words.named(reason.text)} ({reason.source}{', ' + reason.source_date if reason.source_date else ''})"
            + (f" Would change it: {words.named(reason.change)}." if reason.change else "")
            for reason in proposal.reasons
            if reason.field in ("code", "basis", "modality", "modifiers", "pos", "patient_status")
        ],
    }


def superbill(coded: CodedVisit, now: datetime) -> Plain:
    """The visit as it is billed, or as it would be: code, modifiers, place, units, NPI. Charges and diagnoses are the practice's."""
    words, statement = _Words(coded), coded.proposal.basis == "time"
    body = coded.decided.body if coded.decided else None
    code = body["code"] if body else coded.proposal.code
    modifiers = body["modifiers"] if body else coded.proposal.modifiers
    place = (body["pos"] if body else coded.proposal.pos) or ""
    lines = [[code, LABELS.get(str(code), ""), ", ".join(modifiers) or "none", place, str(units_of(coded)), "", ""]]
    lines += [[one, LABELS.get(one, ""), "", place, str(units), "", ""] for one, units in add_ons_of(coded)]
    paid = "The patient pays; no claim is built." if coded.appointment.payer is None else "To be billed to the payer."
    return _common(coded, words, now, "Superbill", "One visit as it is billed") | {
        "facts": [*_facts(coded, words), ["Place of service", place or "none"]],
        "lines": lines if code else [],
        "nothing": "No code is to be billed for this visit.",
        "times": f"{_times(coded, words)} Modality: {MODALITIES[coded.proposal.modality]}.",
        "statement": time_statement(coded) if statement else None,
        "payment": paid,
    }


def _common(coded: CodedVisit, words: _Words, now: datetime, title: str, description: str) -> Plain:
    entries = coded.entries
    return {
        "title": title,
        "description": description,
        "practice": {"name": coded.practice.name, "phone": coded.practice.phone},
        "footer": f"Visit {coded.appointment.id} · printed {words.stamp(now)}",
        "notice": _notice(coded),
        "decisions": _decisions(coded, words),
        "chain": (
            f"The log of this visit holds {len(entries)} entries, each bound to the one before it (SHA-256). "
            "A later export must pass through this head; docs/evidence.md says how to check it. Head:"
        ),
        "head": f"{len(entries)}:{entries[-1].hash}" if entries else "0",
    }


def _notice(coded: CodedVisit) -> str | None:
    if coded.appointment.visit.state is not State.ENDED:
        return "Preliminary: the visit has not ended."
    line = standing(coded, documentation(coded))
    if line.status == "released":
        return None
    if coded.decided is None:
        return "Not decided: the rendering clinician has not accepted or overridden this proposal. Not for submission."
    return (
        "On hold: what the record still lacks is named below or on the evidence sheet."
        if line.status == "hold"
        else None
    )


def _facts(coded: CodedVisit, words: _Words) -> list[list[str]]:
    rendering, proposal = coded.rendering, coded.proposal
    clinician = f"{rendering.name}, {rendering.credential}" if rendering else "not known"
    spans = proposal.timeline
    return [
        ["Patient", coded.patient.name],
        ["Date of birth", coded.patient.date_of_birth.isoformat()],
        ["Date of service", proposal.date_of_service.isoformat()],
        ["Start", words.clock(spans[0].start) if spans else "none"],
        ["Stop", words.clock(spans[-1].end) if spans else "none"],
        ["Total minutes that count", str(proposal.total_minutes)],
        ["Medical discussion, minutes", str(proposal.medical_discussion_minutes)],
        ["Rendering clinician", clinician],
        ["NPI", (rendering.npi if rendering else None) or "not on file"],
        ["Group", coded.practice.group],
        ["Payer", (coded.profile.name if coded.profile else coded.appointment.payer) or "self-pay"],
        ["Time zone of all times", coded.practice.tz],
    ]


def _times(coded: CodedVisit, words: _Words) -> str:
    spans, proposal = coded.proposal.timeline, coded.proposal
    if not spans:
        return "The clinician's and the patient's sound never flowed both ways at once."
    return (
        f"Interactive from {words.clock(spans[0].start)} to {words.clock(spans[-1].end)}. Counted on the date of service: "
        f"{proposal.total_minutes} minutes in all, {proposal.medical_discussion_minutes} of them medical discussion (rounded down)."
    )


def _timeline(coded: CodedVisit, words: _Words) -> Plain | None:
    sent, spans = forwarded(coded.facts), coded.proposal.timeline
    marks = [(one.start, one.end) for one in sent] + [(one.start, one.end) for one in spans]
    if not marks:
        return None
    first, last = instant(min(start for start, _ in marks)), instant(max(end for _, end in marks))
    whole = max(1, last - first)

    def lane(name: str, kind: str, parts: Iterable[tuple[datetime, datetime]]) -> Plain:
        at = [(instant(start), instant(end)) for start, end in parts]
        return {
            "name": name,
            "kind": kind,
            "bars": [{"x": (start - first) / whole, "w": (end - start) / whole} for start, end in at],
            "total": in_words(sum(end - start for start, end in at)),
        }

    senders = dict.fromkeys((one.who, one.kind) for one in sent)
    lanes = [
        lane(
            f"{words.person(who)}: {_SENT[kind]}",
            kind,
            [(one.start, one.end) for one in sent if (one.who, one.kind) == (who, kind)],
        )
        for who, kind in senders
    ]
    lanes += [
        lane(name, kind, [(one.start, one.end) for one in spans if one.kind == kind])
        for kind, name in KINDS.items()
        if any(one.kind == kind for one in spans)
    ]
    begun, over = min(start for start, _ in marks), max(end for _, end in marks)
    listed = "; ".join(f"{one['name']} {one['total']}" for one in lanes)
    return {
        "lanes": lanes,
        "from": words.clock(begun),
        "to": words.clock(over),
        "alt": f"Bars over time from {words.clock(begun)} to {words.clock(over)}: {listed}. The table below lists the stretches.",
        "spans": [
            [
                KINDS[one.kind],
                words.clock(one.start),
                words.clock(one.end),
                in_words(instant(one.end) - instant(one.start)),
            ]
            for one in spans
        ],
    }


def _decisions(coded: CodedVisit, words: _Words) -> list[list[str]]:
    rows = [["", "proposed", _billed(coded.proposal.to_json()), "by the rules", ""]]
    for one in coded.decisions:
        body = one.body
        what = _DECISIONS[body["decision"]]
        lines = body | {"units": decided_units(body), "add_on_codes": decided_add_ons(body)}
        billed = "" if what == "sent to review" else _billed(lines)
        if what == "overridden":
            billed += f" (proposed then: {_billed(body['proposal'])})"
        rows.append([str(one.version), what, billed, _signed(one, words), body["reason"] or ""])
    for one in coded.claims:
        if one.body["action"] == "released":
            rows.append([str(one.body["decision_version"]), "released", "", _signed(one, words), ""])
    return rows


def _signed(document: Document, words: _Words) -> str:
    return f"{words.person(document.author)}, {words.stamp(document.at)}"


def _billed(lines: Plain) -> str:
    """Code with modifiers, units where there are several, place, and the add-ons."""
    if lines["code"] is None:
        return "no code"
    parts = ["-".join([lines["code"], *lines["modifiers"]]) + (f" x {lines['units']}" if lines["units"] > 1 else "")]
    parts += [f"place {lines['pos']}"] if lines["pos"] else []
    parts += [f"with {one['units']} x {one['code']}" for one in lines["add_on_codes"]]
    return ", ".join(parts)
