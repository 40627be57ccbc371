"""What should be arriving from a party in the call, and whether it does. Pure; the packets' own times decide.

A page may not know that its camera hangs or its network takes nothing out; the others should hear of it from the server,
and the page as well.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.evidence.events import Rung, Track
from server.rooms.seats import Seat
from server.rooms.views import Arriving

SILENT_NS = 1_250_000_000
"""How long a track may be silent before it counts as missing: looked at twice a second, and told of by workers four times, a silence is
said within two seconds. Muted microphones and quiet rooms send packets all the same."""


def tracks_due(seat: Seat, sends: Rung | None = None) -> tuple[Track, ...]:
    """The tracks that this seat should be sending now. Whoever has not said otherwise has both devices on; `sends`: what of
    them its way up carries, as it was told."""
    if seat.place == "out" or not seat.speaks or sends == "nothing":
        return ()
    due: list[Track] = []
    if seat.devices.microphone != "none":
        due.append("microphone")
    if seat.devices.camera in (None, "on") and sends != "audio_only":
        due.append("camera")
    return tuple(due)


def arriving(due: Mapping[Track, int], arrived: Mapping[Track, int], now_ns: int) -> Arriving | None:
    """What of the tracks that are `due` (since when) arrives, by when each was heard last. Nanoseconds of one clock."""
    if not due:
        return None
    missing = {track for track, since in due.items() if now_ns - max(since, arrived.get(track, 0)) > SILENT_NS}
    if not missing:
        return "all"
    if missing == due.keys():
        return "nothing"
    return "no_picture" if "camera" in missing else "no_sound"
