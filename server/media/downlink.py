"""How much one peer can receive, by its feedback about when each packet came. Pure.

After RFC 8888's kind of evidence and CoDel's kind of sign (RFC 8289): not single late packets, which a busy phone makes by
itself, but a queue that stands for a whole interval means that the way is full.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableSequence

from server.media.arrivals import TICK_NS, read
from server.media.bandwidth import CEILING, FLOOR
from server.media.pushback import Pushback

SENT = 2048
"""Packets of which it is known when they left: ten seconds of two pictures."""
INTERVAL_NS = 400_000_000
"""A judgement is made from this much feedback at least."""
QUEUE_NS = 80_000_000
"""Every packet of an interval came this much later than the fastest ones did: a queue stands."""
DRAIN_NS = 40_000_000
"""A queue that is shorter by this than an interval before runs empty."""
STEADY = 3
"""So many intervals, one after the other, in which the delay neither rose nor fell by that much though …"""
CUT = 0.7
"""… no more than this of what came in the first of them comes in the last. From a queue as much comes as before, until it is gone: so this
is a longer way, as by another access point or operator, and may have as much as before."""
WINDOW_NS = 20_000_000_000
"""The fastest packets of this time are the measure, so that drifting clocks do not look like a queue."""
GROWTH = 1.03
"""What an interval without complaint allows more: 8 % a second."""
TOTAL = 2 * CEILING
LEAST = 30_000
"""A voice alone; nothing is asked to go below it."""
HEAVY = 0.40
"""A share lost that no air explains: somebody drops what is too much."""
PROBE = 6
"""Packets of a probe: so many, sent at once, come apart by what the narrowest place of the way needs for each."""
PROBED = 0.7
"""The share of a probe's figure that is believed."""


class Downlink:
    """One peer's way down, all its streams together; `allowed` is in bits a second."""

    __slots__ = (
        "_base",
        "_base_next",
        "_before",
        "_before_cut",
        "_bytes",
        "_came",
        "_fastest",
        "_left",
        "_lost",
        "_lost_now",
        "_newest",
        "_newest_delay",
        "_probe",
        "_probed",
        "_rotate_ns",
        "_round_trip_ns",
        "_since_ns",
        "_sizes",
        "_steady",
        "_steady_at",
        "_steady_rate",
        "_stood",
        "allowed",
        "heard",
        "idle",
        "pushback",
        "round_trip_ns",
        "sequence",
        "small",
        "told",
    )

    def __init__(self, left: MutableSequence[int] | None = None, sizes: MutableSequence[int] | None = None) -> None:
        """`left` and `sizes`: where `SENT` times and sizes are written, if not in lists of its own."""
        self.allowed = TOTAL
        self.heard = False
        """Whether the peer gives this feedback at all."""
        self.sequence = self.told = 0
        """The number of the packet to be sent next, 16 bits, and that of the first one of which nothing was heard."""
        self.small = 0
        """Bits a second with which everybody's voice and small picture get through."""
        self.pushback = Pushback()
        self.idle = False
        """Too little is sent to learn from it that there is more room: only a probe says so."""
        self.round_trip_ns: int | None = None
        """There and back, by the newest packet of each feedback: the time in which the peer collects is in it."""
        self._round_trip_ns: int | None = None
        self._probe = 0, 0
        self._probed: dict[int, int] = {}
        self._left = [0] * SENT if left is None else left
        self._sizes = [0] * SENT if sizes is None else sizes
        self._base = self._base_next = self._fastest = self._before = 1 << 62
        self._rotate_ns = self._since_ns = 0
        self._bytes = self._came = self._lost_now = 0
        self._newest = self._newest_delay = 0
        self._lost = 0.0
        self._stood = self._steady = self._steady_at = self._steady_rate = 0
        self._before_cut = TOTAL

    def number(self, size: int, now_ns: int) -> int:
        """The number for a packet of `size` bytes that leaves now."""
        sequence = self.sequence
        self._left[sequence % SENT], self._sizes[sequence % SENT] = now_ns, size
        self.sequence = (sequence + 1) & 0xFFFF
        return sequence

    @property
    def oldest_ns(self) -> int | None:
        """When the oldest packet left of which nothing was heard; None when all were heard of."""
        behind = (self.sequence - self.told) & 0xFFFF
        return self._left[(self.sequence - min(behind, SENT)) % SENT] if behind else None

    def look(self, now_ns: int) -> None:
        """See whether the way has to run dry first, which `pushback` then says."""
        if not self.heard:
            return
        base = min(self._base, self._base_next, self._fastest)
        self.pushback.look(
            self.oldest_ns, self._newest, max(0, self._newest_delay - base) if self._newest else 0, now_ns
        )

    @property
    def lost(self) -> float:
        """The share lost lately."""
        return self._lost

    def probing(self, count: int) -> None:
        """The `count` packets numbered next leave at once, to see how far apart they come."""
        self._probe, self._probed = (self.sequence, count), {}

    def _hear_probe(self, sequence: int, ticks: int) -> None:
        first, count = self._probe
        if (sequence - first) & 0xFFFF >= count:
            return
        self._probed[(sequence - first) & 0xFFFF] = ticks
        if len(self._probed) < count:
            return
        spread = max(1, max(self._probed.values()) - min(self._probed.values())) * TICK_NS
        size = sum(self._sizes[(first + n) % SENT] for n in range(1, count))
        self.allowed = max(self.allowed, min(TOTAL, int(PROBED * size * 8_000_000_000 / spread)))
        self._probe = 0, 0

    def hear(self, arrivals: Iterable[tuple[int, int | None]], now_ns: int) -> None:
        """Feedback: numbers with the arrival in ticks of the peer's clock, None for packets that did not come."""
        self.heard = True
        newest, delay_of_newest, told, oldest_ns = 0, 0, self.told, self.oldest_ns
        for sequence, ticks in arrivals:
            behind = (self.sequence - sequence) & 0xFFFF
            if not 0 < behind <= SENT:
                continue
            if ticks is None:
                self._lost_now += 1
                continue
            if self._probe[1]:
                self._hear_probe(sequence, ticks)
            left = self._left[sequence % SENT]
            delay = ticks * TICK_NS - left
            if left >= newest:
                newest, delay_of_newest = left, delay
            if behind <= (self.sequence - told) & 0xFFFF:
                told = (sequence + 1) & 0xFFFF
            self._fastest = min(self._fastest, delay)
            self._came += 1
            self._bytes += self._sizes[sequence % SENT]
        waited_ns = now_ns - oldest_ns if oldest_ns is not None and told != self.told else 0
        self.told = told
        self._heard(now_ns - newest if newest else None, newest, delay_of_newest, waited_ns, now_ns)

    def hear_packet(self, packet: bytes, now_ns: int) -> None:
        """The same of a feedback packet as it came."""
        self.hear(read(packet, 0, len(packet)), now_ns)

    def catch_up(self, now_ns: int) -> bool:
        """Take over what C has heard; whether that was anything."""
        return False

    def _heard(self, took: int | None, newest: int, delay: int, waited_ns: int, now_ns: int) -> None:
        """`took` is how long ago the newest of the packets that came had left, None when none came; `newest` is when that was, `delay` what
        it took; `waited_ns` how long ago the oldest one had left of which nothing was heard before, 0 when nothing new was."""
        if newest >= self._newest and newest:
            self._newest, self._newest_delay = newest, delay
        if waited_ns:
            self.pushback.waited(waited_ns, now_ns)
        if took is not None:
            self._round_trip_ns = took if self._round_trip_ns is None else min(took, self._round_trip_ns)
        if not self._since_ns:
            self._since_ns = now_ns
        elif now_ns - self._since_ns >= INTERVAL_NS and self._came + self._lost_now >= 10:
            self._judge(now_ns)

    def _judge(self, now_ns: int) -> None:
        if now_ns >= self._rotate_ns:
            self._base, self._base_next = self._base_next, 1 << 62
            self._rotate_ns = now_ns + WINDOW_NS
        self._base_next = min(self._base_next, self._fastest)
        rate = self._bytes * 8_000_000_000 // (now_ns - self._since_ns)
        behind = self._fastest - min(self._base, self._base_next)
        standing = self._came > 0 and behind > QUEUE_NS and not self._longer(rate)
        if not standing:
            self._stood = self._steady = 0
        # An interval covers some dozens of packets: of 5 % lost at random it shows 0 to 15. Only what lasts is congestion.
        self._lost += (self._lost_now / (self._came + self._lost_now) - self._lost) / 4
        draining, self._before = self._fastest < self._before - DRAIN_NS, self._fastest
        if standing and draining:
            pass  # what was taken back already is doing its work
        elif standing:
            # Until a queue is seen to grow, small pictures stay: a picture that hardly moves takes little, and would go at the first cut.
            grows = self._stood > 1 and self._steady == 1
            self.allowed = min(self.allowed, max(rate * 85 // 100, 0 if grows or self._lost > 0.10 else self.small))
        elif self._lost > 0.10:
            # Loss without a queue may be the air's: only much of it takes the room for a small picture.
            least = LEAST if self._lost > HEAVY else min(self.allowed, FLOOR)
            self.allowed = max(least, int(self.allowed * (1 - 0.25 * self._lost)))
        elif not self.idle:
            self.allowed = int(self.allowed * GROWTH) + 1000
        self.allowed = max(LEAST, min(TOTAL, self.allowed))
        self.round_trip_ns, self._round_trip_ns = self._round_trip_ns, None
        self._since_ns, self._fastest = now_ns, 1 << 62
        self._bytes = self._came = self._lost_now = 0

    def _longer(self, rate: int) -> bool:
        """Whether what looks like a queue is a way that has become longer; that is the measure from then on."""
        if not self._stood:
            self._before_cut = self.allowed
        self._stood += 1
        if not self._steady or abs(self._fastest - self._steady_at) > DRAIN_NS:
            self._steady, self._steady_at, self._steady_rate = 0, self._fastest, rate
        self._steady += 1
        if self._steady <= STEADY or rate > CUT * self._steady_rate:
            return False
        self._base = self._base_next = self._fastest
        self.allowed = self._before_cut
        return True
