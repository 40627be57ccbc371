"""What of pictures goes through, and when that changes: high, low, held, voice alone, nothing, and back up. Pure.

Down at once, since a voice that breaks is worse than a picture that is small; up one step at a time, with patience that doubles
each time a step up had to be taken back.
"""

from __future__ import annotations

from typing import Literal

Rung = Literal["high", "low", "held", "audio_only", "nothing"]
"""`held`: the last picture stands; `audio_only`: there is none any more; `nothing`, of a way up alone: what waits on it comes first."""

HIGH = 350_000
"""Bits a second below which the large layer is not worth sending; Chromium starts it at 300."""
LOW = 90_000
"""… and below which no picture is."""
MARGIN = 1.3
"""A step up needs this much more than staying does."""
HELD_NS = 3_000_000_000
"""A picture stands this long before it goes."""
PATIENCE_NS = 4_000_000_000
"""Before the first step up. It doubles up to …"""
MOST_PATIENCE_NS = 16_000_000_000
"""… this: a probe has said by then whether the way is wide, and whoever comes out of a lift waits no minute for a face. The uplink,
where only a picture itself can try, takes twice as long."""
LOOK_NS = 5_000_000_000
"""How often it is tried whether the way has become wider, while no picture says so."""
PROVEN_NS = 10_000_000_000
"""A step up that lasted this long was right."""

_ORDER: tuple[Rung, ...] = ("high", "low", "held", "audio_only")


class Ladder:
    """One peer's way down. `allowed` is in bits a second for one picture."""

    __slots__ = ("_looked_ns", "_patience_ns", "_rose", "_since_ns", "rung")

    def __init__(self) -> None:
        self.rung: Rung = "high"
        self._since_ns = self._looked_ns = 0
        self._patience_ns = PATIENCE_NS
        self._rose = False

    @property
    def pictures(self) -> bool:
        """Whether pictures flow at all."""
        return self.rung in ("high", "low")

    def narrow(self, now_ns: int) -> None:
        """The way is known to carry no picture, from the connection before."""
        self.rung, self._since_ns = "audio_only", now_ns

    def looks(self, now_ns: int) -> bool:
        """Whether to send a probe now."""
        if self.pictures or now_ns - max(self._since_ns, self._looked_ns) < LOOK_NS:
            return False
        self._looked_ns = now_ns
        return True

    def step(self, allowed: int, now_ns: int) -> bool:
        """Go to where `allowed` leads; whether that is another rung."""
        stays = now_ns - self._since_ns
        if self._rose and stays >= PROVEN_NS:
            self._rose, self._patience_ns = False, PATIENCE_NS
        fits: Rung = "high" if allowed >= HIGH else "low" if allowed >= LOW else "held"
        if _ORDER.index(fits) > _ORDER.index(self.rung):
            return self._go(fits, now_ns)
        if self.rung == "held" and stays >= HELD_NS and allowed < LOW * MARGIN:
            return self._go("audio_only", now_ns)
        if self.rung == "high" or stays < self._patience_ns:
            return False
        if self.rung == "low":
            return allowed >= HIGH * MARGIN and self._go("high", now_ns)
        return allowed >= LOW * MARGIN and self._go("low", now_ns)

    def _go(self, rung: Rung, now_ns: int) -> bool:
        rises = _ORDER.index(rung) < _ORDER.index(self.rung)
        if self._rose and not rises:
            self._patience_ns = min(2 * self._patience_ns, MOST_PATIENCE_NS)
        if self._rose or rises:
            self._rose = rises
        self.rung, self._since_ns = rung, now_ns
        return True


LATE_NS = 400_000_000
"""A voice that comes this much later than it can waits in a queue, which its own picture fills."""
LOST = 0.25
"""A share of the voice that speech does not bear for long, unless …"""
FULL = 200_000
"""… so much of a picture comes through, bits a second: then the loss is not for want of room."""
SIGNS = 3
"""Observations (0.4 s each) that must agree; one of a voice twice as late as that counts for two."""
COMES_NS = 1_500_000_000
"""On a way that is full whole observations may pass without a packet of the picture that fills it, or of the voice."""
SHRUNK = 4
"""A voice that is switched off leaves its picture as it was; a way that narrows brings less than a fraction of it of both."""
FORGOTTEN = 0.9
"""What a picture brought at most counts for so much less with each observation."""
TOLD_NS = 1_000_000_000
"""Within so long a page has stopped what it is told to stop."""
DRY_NS = 800_000_000
"""A way on which no packet of voice or picture came for so long has none in its queue: at 40 kbit/s a large one takes 0.25 s. What else is
sent, the feedback on the way down and the checks, wait there as well, and may be out no longer than …"""
PROMPT_NS = 1_000_000_000
"""… this, there and back; nor may a voice be later that is sent alone: a queue of less than this runs dry beside a lean one."""
GIVEN_UP_NS = 60_000_000_000
"""… and after so long a voice is sent again whatever comes."""
WINDOW_NS = 20_000_000_000
"""The fastest packets of this time are the measure, so that drifting clocks do not look like a queue."""
RESUMED_NS = 1_000_000_000
"""A voice that paused is sent again within this time of being heard by somebody."""
SETTLED_NS = 2_000_000_000
"""A layer must have come, or been away, for so long to be spoken of."""


class Uplink:
    """One peer's way up, judged by its voice: pictures are told to stop where they take its room. Where they left a queue behind, the
    voice is told to wait as well until that has run dry: a lean one takes as much as a way of 40 kbit/s carries, and would stay as
    late as the queue is long for the rest of the visit."""

    __slots__ = (
        "_base",
        "_base_next",
        "_changing_ns",
        "_compares_ns",
        "_lost",
        "_patience_ns",
        "_picture",
        "_picture_ns",
        "_rose",
        "_rotate_ns",
        "_signs",
        "_since_ns",
        "rung",
    )

    def __init__(self) -> None:
        self.rung: Rung = "high"
        self._base = self._base_next = 1 << 62
        self._rotate_ns = self._since_ns = self._changing_ns = self._compares_ns = 0
        self._patience_ns = 2 * PATIENCE_NS
        self._rose = False
        self._signs = self._picture = self._picture_ns = 0
        self._lost = 0.0

    @property
    def lost(self) -> float:
        """The share of the voice lost lately."""
        return self._lost

    def restart(self, from_ns: int) -> None:
        """The voice pauses: what it took before does not compare with what it takes from then on."""
        self._base = self._base_next = 1 << 62
        self._compares_ns = from_ns

    def narrow(self, now_ns: int) -> None:
        """The way is known to carry no picture, from the connection before: it is tried again with patience."""
        self.rung, self._since_ns, self._rose = "audio_only", now_ns, False

    def dry(self, quiet_ns: int, out_ns: int, now_ns: int) -> bool:
        """Nothing was to be sent, and nothing came for `quiet_ns`; of what was sent to the peer that long ago (`out_ns`) it has told
        nothing yet. Whether the voice is to be sent again."""
        stays = now_ns - self._since_ns
        if (stays < TOLD_NS or quiet_ns < DRY_NS or out_ns > PROMPT_NS) and stays < GIVEN_UP_NS:
            return False
        self.rung, self._since_ns = "audio_only", now_ns
        self.restart(now_ns)
        return True

    def silence(self, lasts_ns: int, picture: int, now_ns: int) -> bool:
        """No voice came for `lasts_ns`, though somebody is to hear it: its owner switched it off, the network is gone, or it waits in
        a queue that its picture fills. Whether the rung is another now."""
        self._pictured(picture, now_ns)
        alone = self.rung == "audio_only"
        whole = picture * SHRUNK > self._picture and not alone
        if whole or (lasts_ns > COMES_NS and not picture):
            self._signs = 0
            self.restart(now_ns)
        elif picture and not alone:
            self._signs += 1
        return self._signs >= SIGNS and self._stop("nothing", now_ns)

    def _pictured(self, picture: int, now_ns: int) -> None:
        self._picture = max(picture, int(self._picture * FORGOTTEN))
        if picture:
            self._picture_ns = now_ns

    def voice(self, delay_ns: int, lost: float, picture: int, now_ns: int) -> bool:
        """The voice's newest packet took `delay_ns` (of two clocks: only differences mean anything), `lost` of it is missing, and
        its picture brought that many bits a second. Whether the rung is another now."""
        if now_ns < self._compares_ns:
            return False  # perhaps still the last packet before the pause
        if now_ns >= self._rotate_ns:
            self._base, self._base_next = self._base_next, 1 << 62
            self._rotate_ns = now_ns + WINDOW_NS
        self._base_next = min(self._base_next, delay_ns)
        self._pictured(picture, now_ns)
        behind_ns = delay_ns - min(self._base, self._base_next)
        late = behind_ns > LATE_NS
        self._lost += (lost - self._lost) / 4
        suffers = late or (self._lost > LOST and picture < FULL)
        stays = now_ns - self._since_ns
        if self.rung == "audio_only":
            # Loss of a voice that is alone is nothing that a picture could make room for; a queue must run dry.
            self._signs = self._signs + 1 if behind_ns > PROMPT_NS else 0
            if self._signs >= SIGNS:
                return self._stop("nothing", now_ns)
            if stays < self._patience_ns or late:
                return False
            self.rung, self._since_ns, self._rose, self._signs, self._lost = "low", now_ns, True, 0, 0.0
            return True
        if self._rose and stays >= PROVEN_NS:
            self._rose, self._patience_ns = False, 2 * PATIENCE_NS
        if suffers and self._picture_ns and now_ns - self._picture_ns < COMES_NS:
            # A voice that is late while its picture shrinks waits on a way that has just become narrow: each moment counts. So it
            # does where the picture is but tried again.
            shrinks = late and picture * SHRUNK < self._picture
            self._signs += SIGNS if shrinks or self._rose else 2 if behind_ns > 2 * LATE_NS else 1
            if self._signs >= SIGNS:
                return self._stop("nothing" if shrinks or behind_ns > PROMPT_NS else "audio_only", now_ns)
        else:
            self._signs = 0
        return False

    def _stop(self, rung: Rung, now_ns: int) -> bool:
        if self._rose:
            self._patience_ns = min(2 * self._patience_ns, 2 * MOST_PATIENCE_NS)
        self.rung, self._since_ns, self._signs, self._rose = rung, now_ns, 0, False
        return True

    def layers(self, high: bool, now_ns: int) -> bool:
        """A picture comes, `high` or low. Whether the rung is another now."""
        seen: Rung = "high" if high else "low"
        if self.rung in ("audio_only", "nothing", seen):
            self._changing_ns = 0
            return False
        self._changing_ns = self._changing_ns or now_ns
        if now_ns - self._changing_ns < SETTLED_NS:
            return False
        self.rung, self._changing_ns = seen, 0
        return True
