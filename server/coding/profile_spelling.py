"""What somebody writes into a document of payers' rules by mistake: a field inside that nobody reads, a window that ends before it
begins, a code of another shape. Asked of what comes in; what is on file already is read as it is."""

from __future__ import annotations

import re
from typing import Final

from server.coding.reading import Fields

_MODALITIES: Final = (
    "audio_video",
    "audio_only",
    "store_and_forward",
    "audio_video_hospital_practitioner_patient_home",
)
_PLACES: Final = ("home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf")
_INSIDE: Final[dict[str, tuple[str, ...]]] = {
    "em_family": ("audio_video", "audio_only"),
    "modifiers": _MODALITIES,
    "modifier_alternatives": _MODALITIES,
    "pos": _PLACES,
    "pos_alternatives": _PLACES,
    "audio_only": (
        "covered", "requires_home", "requires_provider_video_capable", "reason_required", "allowed_reasons",
        "min_discussion_exclusive_s", "explicit_consent_required",
    ),
    "prolonged": ("code", "new_first", "established_first", "step"),
}  # fmt: skip
_ROWS: Final[dict[str, tuple[str, ...]]] = {
    "check_in": ("code", "min_min", "max_min"),
    "retroactive_windows": ("from", "to", "restored_on"),
    "sources": ("title", "url", "date"),
}
_CODE: Final = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
_MODIFIER: Final = re.compile(r"[0-9A-Z]{2}")


def check_spelling(document: object, name: str) -> None:
    """Raise `Invalid`, naming the field, where a document that `parse_versions` can read is most likely not what was meant."""
    for profile in Fields(name, document).rows("profiles"):
        profile.only(("id", "name", "claim_filing_indicator", "versions", "note"))
        for version in profile.rows("versions"):
            _version(version)


def _version(version: Fields) -> None:
    for field, known in _INSIDE.items():
        version.inner_or_empty(field).only(known)
    for field, known in _ROWS.items():
        for row in version.rows(field):
            row.only(known)
    for window in version.rows("retroactive_windows"):
        if window.day("to") < window.day("from"):
            raise window.wrong("to", "lies before from")
    coded = [(row, "code") for row in version.rows("check_in")]
    coded += [(version.inner_or_empty("prolonged"), "code"), (version, "image_review")]
    for fields, key in coded:
        if fields.has(key) and not _CODE.fullmatch(fields.text(key)):
            raise fields.wrong(key, "must be a code of five characters, such as 98016 or G2252")
    modifiers = version.inner_or_empty("modifiers")
    alternatives = version.inner_or_empty("modifier_alternatives")
    written = [(modifiers, key, modifiers.texts(key)) for key in modifiers.values]
    written += [(alternatives, key, tuple(choice)) for key in alternatives.values for choice in alternatives.items(key)]
    for fields, key, codes in written:
        if not all(_MODIFIER.fullmatch(code) for code in codes):
            raise fields.wrong(key, "must be modifiers of two characters, such as 95 or GQ")
