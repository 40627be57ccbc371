"""What the sheet of a case says: the story of each concern, its photos with words in their place, and the marks over them.

Plain values for the printer. A photo is printed untouched; its marks are drawn over a second, smaller print, and listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.visits.annotation import Annotation, area_mm2, length_mm
from server.visits.records import Appointment, Patient, Practice
from server.visits.submission import Concern, Photo

Plain = dict[str, Any]
VIEWS = {"overview": "overview", "close": "close", "scale": "close, with a coin or ruler"}
SOURCES = {"camera": "taken by the patient", "library": "chosen by the patient", "still": "taken in the call"}
MARKS = {"arrow": "Arrow", "outline": "Outline", "note": "Note", "measure": "Measure", "scale": "Scale"}
QUESTIONS = {
    "words": "In their words",
    "since": "Since",
    "changes": "Changes",
    "itch": "Itch",
    "pain": "Pain",
    "bleeding": "Bleeding",
    "tried": "Tried",
    "history": "History",
    "medications": "Medicines",
    "allergies": "Allergies",
}


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What is printed. `marks` are the newest versions, `scales` by photo, `names` of people by their id."""

    appointment: Appointment
    patient: Patient
    practice: Practice
    concerns: Sequence[Concern]
    photos: Sequence[Photo]
    marks: Sequence[Annotation]
    scales: Mapping[str, Annotation]
    names: Mapping[str, str]
    printed_by: str
    at: datetime


def case_sheet(case: CaseRecord) -> Plain:
    """The sheet's texts and numbers. Each photo names its picture by its id."""
    zone = ZoneInfo(case.practice.tz)
    words = _Words(zone)
    when = words.stamp(case.at)
    groups = [_concern(one, case, words) for one in case.concerns]
    known = {one.id for one in case.concerns}
    loose = [one for one in case.photos if one.concern not in known]
    if loose:
        groups.append(
            {"title": "Other photos", "story": [], "photos": [_photo(one, None, case, words) for one in loose]}
        )
    return {
        "title": "Photos of a visit",
        "description": "What the patient told and sent, and the marks that clinicians laid over the photos.",
        "practice": {"name": case.practice.name, "phone": case.practice.phone},
        "notice": None,
        "footer": f"{case.practice.name} · visit {case.appointment.id} · printed {when}",
        "facts": [
            ["Patient", case.patient.name],
            ["Born", case.patient.date_of_birth.isoformat()],
            ["Visit", words.stamp(case.appointment.scheduled_at)],
            ["Reason", case.appointment.reason],
            ["Photos", str(len(case.photos))],
            ["Printed", f"{when}, {case.printed_by}"],
        ],
        "concerns": groups,
        "nothing": "The patient sent no photos and told of no concern.",
    }


class _Words:
    """Instants and places as the practice reads them."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def stamp(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M %Z")

    @staticmethod
    def site(site: str | None) -> str:
        if site is None:
            return "Place not named"
        for side in ("left", "right"):
            if site.endswith(f"-{side}"):
                return f"{site.removesuffix(f'-{side}').replace('-', ' ').capitalize()}, {side}"
        return site.replace("-", " ").capitalize()


def _concern(concern: Concern, case: CaseRecord, words: _Words) -> Plain:
    photos = [one for one in case.photos if one.concern == concern.id]
    return {
        "title": f"{concern.number}. {words.site(concern.body_site)}",
        "story": _story(concern.story),
        "photos": [_photo(one, concern, case, words) for one in photos],
    }


def _story(story: Mapping[str, Any]) -> list[list[str]]:
    rows = []
    for name, question in QUESTIONS.items():
        value = story.get(name)
        if value in (None, "", [], ()):
            continue
        rows.append([question, _said(value)])
    return rows


def _said(value: Any) -> str:
    """An answer in words: the itch and the pain are numbers from 0 to 10."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value} of 10" if isinstance(value, int) else str(value)


def _photo(photo: Photo, concern: Concern | None, case: CaseRecord, words: _Words) -> Plain:
    number = case.photos.index(photo) + 1
    place = words.site(photo.body_site or (concern.body_site if concern else None))
    what = f"Photo {number}: {place}, {VIEWS[photo.view]}, {SOURCES[photo.source]}, {words.stamp(photo.at)}"
    if photo.of_clip:
        what += f"; {photo.of_clip}, which is not on this paper"
    size = (photo.width or 1, photo.height or 1)
    here = [one for one in case.marks if one.photo == photo.id]
    scale = case.scales.get(photo.id)
    marks = [_mark(i, one, scale, size, case, words) for i, one in enumerate(here, 1)]
    drawn = "; ".join(f"{one['number']}: {one['name']} {one['words']}".strip() for one in marks)
    return {
        "name": photo.id,
        "ratio": size[1] / size[0],
        "caption": what,
        "marked": f"Photo {number} with its marks. {drawn}" if marks else "",
        "marks": marks,
    }


def _mark(
    number: int, mark: Annotation, scale: Annotation | None, size: tuple[int, int], case: CaseRecord, words: _Words
) -> Plain:
    found = {
        "measure": lambda: _mm(length_mm(mark, scale, *size)),
        "scale": lambda: _mm(mark.length_mm),
        "outline": lambda: _mm(area_mm2(mark, scale, *size), "mm²"),
    }.get(mark.kind, lambda: "")()
    return {
        "number": str(number),
        "kind": mark.kind,
        "name": MARKS[mark.kind],
        "points": [[float(x), float(y)] for x, y in mark.points],
        "words": ", ".join(part for part in (mark.text, found) if part),
        "who": f"{case.names.get(mark.author, 'A clinician')}, {words.stamp(mark.at)}",
    }


def _mm(value: float | None, unit: str = "mm") -> str:
    return "no scale" if value is None else f"{value:.1f} {unit}"
