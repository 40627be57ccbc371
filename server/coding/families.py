"""Code numbers with their levels and times. Labels are ours; CPT is (c) AMA and none of its text is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from server.coding.note import MdmLevel
from server.coding.time import MINUTE

Family = Literal["98000", "992", "9944x", "none"]
Synchronous = Literal["audio_video", "audio_only"]

MDM_LEVELS: Final[tuple[MdmLevel, ...]] = ("straightforward", "low", "moderate", "high")


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One level of a visit family: the code and the time on the date that reaches it.

    `exceeded` marks the one code whose time must be exceeded, not met (98012).
    """

    code: str
    minimum: int
    exceeded: bool

    def reached(self, total: int) -> bool:
        """True where `total` microseconds support this code by time."""
        return total > self.minimum if self.exceeded else total >= self.minimum


def _rows(codes: tuple[str, ...], times: tuple[int, ...], exceeded_first: bool = False) -> tuple[TimeRow, ...]:
    return tuple(
        TimeRow(code, time * MINUTE, exceeded_first and position == 0)
        for position, (code, time) in enumerate(zip(codes, times, strict=True))
    )


_NEW: Final = (15, 30, 45, 60)
_ESTABLISHED: Final = (10, 20, 30, 40)

_TELEMEDICINE: Final[dict[tuple[Synchronous, bool], tuple[TimeRow, ...]]] = {
    ("audio_video", True): _rows(("98000", "98001", "98002", "98003"), _NEW),
    ("audio_video", False): _rows(("98004", "98005", "98006", "98007"), _ESTABLISHED),
    ("audio_only", True): _rows(("98008", "98009", "98010", "98011"), _NEW),
    ("audio_only", False): _rows(("98012", "98013", "98014", "98015"), _ESTABLISHED, exceeded_first=True),
}
_OFFICE: Final[dict[bool, tuple[TimeRow, ...]]] = {
    True: _rows(("99202", "99203", "99204", "99205"), _NEW),
    False: _rows(("99212", "99213", "99214", "99215"), _ESTABLISHED),
}


def visit_rows(family: Family, modality: Synchronous, new: bool) -> tuple[TimeRow, ...]:
    """The four levels of a visit, lowest first. Raises KeyError for a family that has no levels."""
    if family == "98000":
        return _TELEMEDICINE[modality, new]
    if family == "992":
        return _OFFICE[new]
    raise KeyError(family)


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A code for a range of whole minutes, both ends included; `last` None has no upper end."""

    code: str
    first: int
    last: int | None


def in_range(rows: tuple[RangeRow, ...], whole_minutes: int) -> RangeRow | None:
    """The row whose range holds that many whole minutes."""
    return next(
        (row for row in rows if row.first <= whole_minutes and (row.last is None or whole_minutes <= row.last)), None
    )


TELEPHONE: Final = (RangeRow("99441", 5, 10), RangeRow("99442", 11, 20), RangeRow("99443", 21, None))
"""Telephone visits, for dates of service to 2024-12-31."""
TELEPHONE_LONGEST: Final = 30
"""The last minute that sources give the longest of them; beyond it a person decides."""

DIGITAL_EM: Final = (RangeRow("99421", 5, 10), RangeRow("99422", 11, 20), RangeRow("99423", 21, None))
CONSULT: Final = (
    RangeRow("99446", 5, 10),
    RangeRow("99447", 11, 20),
    RangeRow("99448", 21, 30),
    RangeRow("99449", 31, None),
)
CONSULT_WRITTEN: Final = RangeRow("99451", 5, None)
CONSULT_REQUEST: Final = "99452"

LABELS: Final = {
    "98000": "Video visit, new patient, level 1",
    "98001": "Video visit, new patient, level 2",
    "98002": "Video visit, new patient, level 3",
    "98003": "Video visit, new patient, level 4",
    "98004": "Video visit, established patient, level 1",
    "98005": "Video visit, established patient, level 2",
    "98006": "Video visit, established patient, level 3",
    "98007": "Video visit, established patient, level 4",
    "98008": "Phone visit, new patient, level 1",
    "98009": "Phone visit, new patient, level 2",
    "98010": "Phone visit, new patient, level 3",
    "98011": "Phone visit, new patient, level 4",
    "98012": "Phone visit, established patient, level 1",
    "98013": "Phone visit, established patient, level 2",
    "98014": "Phone visit, established patient, level 3",
    "98015": "Phone visit, established patient, level 4",
    "98016": "Check-in, 5-10 min",
    "99202": "Office visit code, new patient, level 1",
    "99203": "Office visit code, new patient, level 2",
    "99204": "Office visit code, new patient, level 3",
    "99205": "Office visit code, new patient, level 4",
    "99212": "Office visit code, established patient, level 1",
    "99213": "Office visit code, established patient, level 2",
    "99214": "Office visit code, established patient, level 3",
    "99215": "Office visit code, established patient, level 4",
    "99441": "Telephone visit before 2025, 5-10 min",
    "99442": "Telephone visit before 2025, 11-20 min",
    "99443": "Telephone visit before 2025, 21 min and more",
    "99421": "Messages over 7 days, 5-10 min",
    "99422": "Messages over 7 days, 11-20 min",
    "99423": "Messages over 7 days, 21 min and more",
    "99446": "Advice to a colleague, spoken and written, 5-10 min",
    "99447": "Advice to a colleague, spoken and written, 11-20 min",
    "99448": "Advice to a colleague, spoken and written, 21-30 min",
    "99449": "Advice to a colleague, spoken and written, 31 min and more",
    "99451": "Advice to a colleague, written, 5 min and more",
    "99452": "Asking a colleague's advice, 16 min and more",
    "99417": "Each further 15 min",
    "G2212": "Each further 15 min, Medicare",
    "G2010": "Review of sent images",
    "G2012": "Check-in before 2025, 5-10 min",
    "G2252": "Check-in, 11-20 min",
    "G2211": "Ongoing care of a serious condition",
}
"""Our own short labels, for screens."""
