"""What a file is, by its first bytes: never by its name, nor by what its sender says."""

from __future__ import annotations

_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_FILM = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"3gp4",
    b"3gp5",
    b"3gp6",
}
"""Major and compatible brands of ISO/IEC 14496-12 files that phones film into; QuickTime's own is `qt  `."""


def media_type(content: bytes) -> str | None:
    """The media type, or None for whatever is neither a picture nor a clip that we read."""
    if content[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:4] == b"\x1aE\xdf\xa3":
        return "video/webm"
    if content[4:8] == b"ftyp":
        end = min(max(int.from_bytes(content[:4], "big"), 16), 256)
        brands = {content[8:12], *(content[at : at + 4] for at in range(16, end, 4))}
        if brands & _AVIF:
            return "image/avif"
        if brands & _HEIC:
            return "image/heic"
        if b"qt  " in brands:
            return "video/quicktime"
        if brands & _FILM:
            return "video/mp4"
    return None


def is_clip(content: bytes) -> bool:
    """Whether a clip's reader is to look at it."""
    return (media_type(content) or "").startswith("video/")
