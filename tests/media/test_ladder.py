"""How pictures go down and come back: at once, and then with a patience that has an end."""

from __future__ import annotations

from server.media.ladder import HELD_NS, HIGH, MOST_PATIENCE_NS, PATIENCE_NS, RESUMED_NS, Ladder, Uplink

S = 1_000_000_000
WIDE, NARROW = 3 * HIGH, 20_000


class Way:
    """A ladder looked at every 0.1 s on a way that carries so much."""

    def __init__(self) -> None:
        self.ladder, self.now = Ladder(), 1000 * S
        self.allowed = WIDE

    def until(self, rung: str, within_s: float) -> float:
        """Seconds until the ladder stands on that rung."""
        began = self.now
        while self.ladder.rung != rung:
            assert self.now - began < within_s * S, f"no {rung} within {within_s} s, but {self.ladder.rung}"
            self.now += S // 10
            self.ladder.step(self.allowed, self.now)
        return (self.now - began) / S


def test_a_way_that_narrows_is_followed_at_once_and_one_that_widens_step_by_step() -> None:
    way = Way()
    way.allowed = NARROW
    assert way.until("held", 1) <= 0.1
    assert way.until("audio_only", 10) >= HELD_NS / S
    way.allowed = WIDE
    assert way.until("low", 10) >= PATIENCE_NS / S
    assert way.until("high", 10) >= PATIENCE_NS / S


def test_however_often_a_step_up_failed_the_whole_picture_is_back_within_half_a_minute() -> None:
    way = Way()
    for _ in range(10):
        way.allowed = NARROW
        way.until("audio_only", 10)
        way.allowed = WIDE
        way.until("low", MOST_PATIENCE_NS / S + 1)  # … and at once it was too much
    way.allowed = NARROW
    way.until("audio_only", 10)
    way.allowed = WIDE
    assert way.until("high", 60) < 30


def test_an_uplink_whose_picture_was_too_much_tries_again_within_half_a_minute_and_not_every_moment() -> None:
    up, now, pauses, since = Uplink(), 1000 * S, [], 0
    for _ in range(1000):
        now += 400_000_000
        before = up.rung
        # A picture fills the queue of this way, and the voice alone lets it run dry.
        up.voice(900_000_000 if before != "audio_only" and since else 0, 0.0, 300_000 * (before != "audio_only"), now)
        since = since or now
        if up.rung != before:
            if before == "audio_only":
                pauses.append((now - since) / S)
            since = now
    assert pauses[0] < 10
    assert 20 < pauses[-1] <= 2 * MOST_PATIENCE_NS / S + 1


def test_a_voice_that_pauses_ever_again_is_not_taken_for_one_in_a_queue() -> None:
    """Admitted, sent back, admitted: the clock of a browser's voice stands while nobody hears it, so each time it comes later."""
    up, now, delay = Uplink(), 1000 * S, 0
    for _ in range(20):
        up.restart(now + RESUMED_NS)
        for _ in range(5):  # the last packet before the pause is still the newest for a moment
            now += RESUMED_NS // 5
            assert not up.voice(delay, 0.0, 100_000, now - 1)
        delay += S // 4
        for _ in range(5):
            now += 4 * S // 10
            assert not up.voice(delay, 0.0, 100_000, now)
    queue = [up.voice(delay + S, 0.0, 100_000, now + look * 4 * S // 10) for look in range(4)]
    assert queue == [False, False, True, False]
    assert up.rung == "audio_only"
