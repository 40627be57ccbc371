"""A day's visits as CSV (RFC 4180) for a spreadsheet, with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from server.claims.standing import Standing
from server.visits.records import Appointment, Patient, Staff

COLUMNS = (
    "visit", "scheduled", "state", "patient", "payer", "date of service", "start", "stop", "time zone", "rendering", "credential",
    "npi", "standing", "waits for", "decision", "code", "modifiers", "place of service", "units", "add-ons", "modality",
    "total minutes", "discussion minutes", "decided", "released",
)  # fmt: skip
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(value: object) -> str:
    """The cell's text. What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection); blanks
    before the sign do not hide it."""
    text = "" if value is None else str(value)
    if text.startswith(_STARTS_A_FORMULA) or text.lstrip().startswith(_STARTS_A_FORMULA):
        return f"'{text}"
    return text


def day_csv(visits: Iterable[tuple[Appointment, Patient, Staff | None, Standing | None]], tz: str) -> str:
    """One line a visit, every cell quoted, lines ended by CR LF; times are the practice's."""
    zone = ZoneInfo(tz)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for appointment, patient, rendering, line in visits:
        row: list[object] = [
            appointment.id,
            _local(appointment.scheduled_at, zone),
            appointment.visit.state,
            patient.name,
            appointment.payer or "self-pay",
            line.day if line else None,
            _local(line.started, zone) if line else None,
            _local(line.stopped, zone) if line else None,
            tz,
            rendering.name if rendering else None,
            rendering.credential if rendering else None,
            rendering.npi if rendering else None,
        ]
        row += _billed(line, zone) if line else [None] * (len(COLUMNS) - len(row))
        writer.writerow([plain(cell) for cell in row])
    return out.getvalue()


def _billed(line: Standing, zone: ZoneInfo) -> list[object]:
    return [
        line.status,
        " ".join(wait.name or wait.kind for wait in line.waits),
        line.decision,
        line.code,
        " ".join(line.modifiers),
        line.pos,
        line.units,
        " ".join(f"{code}x{units}" for code, units in line.add_ons),
        line.modality,
        line.total_minutes,
        line.discussion_minutes,
        _local(line.decided_at, zone),
        _local(line.released_at, zone),
    ]


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if at else ""
