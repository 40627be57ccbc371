"""How a party's connection is, in a word and in figures. Pure."""

from __future__ import annotations

from server.evidence.events import Rung
from server.rooms.ports import Figures
from server.rooms.views import Arriving, PartyQuality, Standing

GONE_NS = 3_000_000_000
"""Nothing came from a party for so long."""
LOSSY = 80
"""Permille of loss that can be seen or heard."""
SLOW_MS = 400
"""There and back: people begin to talk over each other (ITU-T G.114 puts the limit of one way at 150 to 400)."""


def standing(
    figures: Figures | None, sends: Rung | None, receives: Rung | None, comes: Arriving | None, now_ns: int
) -> Standing:
    """In a word how a connection is; `comes`: what arrives of what should. Pure."""
    if figures is None or "nothing" in (comes, sends) or now_ns - figures.heard_ns > GONE_NS:
        return "gone"
    rungs = {sends, receives}
    if rungs & {"held", "audio_only"}:
        return "voice_only"
    if max(figures.lost_up, figures.lost_down or 0) >= LOSSY:
        return "lossy"
    if (figures.round_trip_ms or 0) >= SLOW_MS:
        return "slow"
    return "small_picture" if "low" in rungs else "good"


def party_quality(
    seat: str,
    figures: Figures | None,
    sends: Rung | None,
    receives: Rung | None,
    comes: Arriving | None,
    now_ns: int,
) -> PartyQuality:
    """What is said of one party's connection. Pure."""
    narrow = ("low", "held", "audio_only", "nothing")
    return PartyQuality(
        seat=seat,
        standing=standing(figures, sends, receives, comes, now_ns),
        round_trip_ms=figures.round_trip_ms if figures else None,
        lost_up=figures.lost_up if figures else None,
        lost_down=figures.lost_down if figures else None,
        kbps_up=figures.kbps_up if figures else None,
        kbps_down=figures.kbps_down if figures else None,
        sends=sends,
        receives=receives,
        why="up" if sends in narrow else "down" if receives in narrow else None,
    )
