"""Marks that clinicians lay over a photo, and how they read as a W3C Web Annotation. They are never part of the picture.

Points are fractions of the upright picture's width and height, (0, 0) its upper left corner.
https://www.w3.org/TR/annotation-model/ (Recommendation, 2017-02-23)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import hypot
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from server.base.ids import StaffId, VisitId

Kind = Literal["arrow", "outline", "note", "measure", "scale"]
"""`scale` marks something of known length in the picture (a coin, a ruler); `measure` is read by it."""
POINTS: dict[Kind, tuple[int, int]] = {
    "arrow": (2, 2),
    "outline": (3, 200),
    "note": (1, 1),
    "measure": (2, 2),
    "scale": (2, 2),
}
"""How many points each kind has, at least and at most."""
MOST = 100
"""Marks on one photo."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Annotation:
    """One version of a mark. `length_mm` is the known length between the two points of a `scale`, in millimetres."""

    id: str
    version: int
    photo: str
    visit: VisitId
    kind: Kind
    points: tuple[Any, ...]
    text: str
    length_mm: float | None
    author: StaffId
    at: datetime
    removed: bool = False


def pixels(points: tuple[Any, ...], width: int, height: int) -> list[Point]:
    """The points in pixels of a picture of that size."""
    return [(x * width, y * height) for x, y in points]


def length_mm(measure: Annotation, scale: Annotation | None, width: int, height: int) -> float | None:
    """How long a measure is by the photo's scale, in millimetres; None without one, or with one of no length."""
    if scale is None or scale.length_mm is None:
        return None
    known = _span(scale, width, height)
    return _span(measure, width, height) / known * scale.length_mm if known else None


def area_mm2(outline: Annotation, scale: Annotation | None, width: int, height: int) -> float | None:
    """The area within an outline by the photo's scale, in square millimetres (the shoelace formula); None without a scale."""
    if scale is None or scale.length_mm is None or not (known := _span(scale, width, height)):
        return None
    corners = pixels(outline.points, width, height)
    twice = sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True))
    return abs(twice) / 2 * (scale.length_mm / known) ** 2


def _span(mark: Annotation, width: int, height: int) -> float:
    (ax, ay), (bx, by) = pixels(mark.points, width, height)[:2]
    return hypot(bx - ax, by - ay)


def web_annotation(
    mark: Annotation, first_at: datetime, author: str, size: tuple[int, int], measured_mm: float | None
) -> dict[str, Any]:
    """The mark in the W3C's JSON. `first_at` is when its first version was made, `author` the clinician's name, `size` the
    picture's in pixels, `measured_mm` what a measure comes to."""
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": mark.kind}]
    if mark.text:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": mark.text})
    known = mark.length_mm if mark.kind == "scale" else measured_mm
    if known is not None:
        bodies.append(
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": f"{known:.1f} mm"}
        )
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:uuid:{mark.id}",
        "type": "Annotation",
        "motivation": "commenting" if mark.kind == "note" else "highlighting",
        "creator": {"id": f"urn:uuid:{mark.author}", "type": "Person", "name": author},
        "created": _instant(first_at),
        "modified": _instant(mark.at),
        "body": bodies,
        "target": {
            "source": f"urn:uuid:{mark.photo}",
            "selector": {
                "type": "SvgSelector",
                "conformsTo": "http://www.w3.org/TR/SVG11/",
                "value": drawing(mark, size),
            },
        },
    }


def drawing(mark: Annotation, size: tuple[int, int]) -> str:
    """The mark as SVG in the picture's pixels: built from numbers alone, so there is nothing in it to run."""
    width, height = size
    points = [(round(x, 1), round(y, 1)) for x, y in pixels(mark.points, width, height)]
    if mark.kind == "outline":
        listed = " ".join(f"{x},{y}" for x, y in points)
        shape = f"<polygon points={quoteattr(listed)}/>"
    elif mark.kind == "note":
        shape = f'<circle cx="{points[0][0]}" cy="{points[0][1]}" r="1"/>'
    else:
        (ax, ay), (bx, by) = points[:2]
        shape = f'<line x1="{ax}" y1="{ay}" x2="{bx}" y2="{by}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shape}</svg>'


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
