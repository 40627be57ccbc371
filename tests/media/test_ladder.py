"""How pictures go down and come back: at once, and then with a patience that has an end."""

from __future__ import annotations

from server.media.ladder import (
    DRY_NS,
    GIVEN_UP_NS,
    HELD_NS,
    HIGH,
    MOST_PATIENCE_NS,
    PATIENCE_NS,
    PROMPT_NS,
    RESUMED_NS,
    TOLD_NS,
    Ladder,
    Uplink,
)

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
        if before == "nothing":
            up.dry(S, 0, now)
        else:
            up.voice(
                900_000_000 if before != "audio_only" and since else 0, 0.0, 300_000 * (before != "audio_only"), now
            )
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
    assert queue == [False, True, False, False]
    assert up.rung == "audio_only"


OBSERVED = (
    (116, 7, 335), (428, 233, 0), (37, 1006, 37), (33, 1391, 0), (435, 1391, 12), (68, 2139, 21), (469, 2139, 0), (929, 5964, 27),
)  # fmt: skip
"""How long no voice had come, how late the newest one was (ms) and what its picture brought (kbit/s), each 0.4 s, when a browser's way up
of 400 kbit/s became one of 40."""


def test_a_voice_whose_own_picture_keeps_it_waiting_stops_the_picture_before_two_seconds_of_it_are_in_the_queue() -> (
    None
):
    up, now = Uplink(), 1000 * S
    for _ in range(20):
        now += 4 * S // 10
        assert not up.voice(0, 0.0, 400_000, now)
    looks = 0
    for silent, late, picture in OBSERVED:
        now += 4 * S // 10
        looks += 1
        if silent > 600:
            up.silence(silent * S // 1000, picture * 1000, now)
        else:
            up.voice(late * S // 1000, 0.0, picture * 1000, now)
        if up.rung == "nothing":
            break
    assert looks == 3


def narrowed() -> tuple[Uplink, int]:
    """A way up that carried a picture, and whose voice waits in a queue since."""
    up, now = Uplink(), 1000 * S
    for _ in range(20):
        now += 4 * S // 10
        up.voice(0, 0.0, 400_000, now)
    up.voice(S, 0.0, 20_000, now + 4 * S // 10)
    assert up.rung == "nothing"
    return up, now + 4 * S // 10


def test_a_voice_is_sent_again_once_what_waits_on_its_way_has_come() -> None:
    up, now = narrowed()
    assert not up.dry(2 * S, 0, now + TOLD_NS - 1)  # its page may not have heard yet
    now += TOLD_NS
    assert not up.dry(DRY_NS - 1, 0, now)  # something comes
    assert not up.dry(DRY_NS, PROMPT_NS + 1, now)  # something else waits there
    assert up.dry(DRY_NS, PROMPT_NS, now)
    rungs = [up.rung]
    for _ in range(100):
        now += 4 * S // 10
        if up.voice(3 * S, 0.0, 0, now):  # its clock stood: it is no later than the voice that began now
            break
    assert [*rungs, up.rung] == ["audio_only", "low"]


def test_a_voice_whose_way_never_is_dry_is_sent_again_after_a_minute() -> None:
    up, now = narrowed()
    assert not up.dry(0, 0, now + GIVEN_UP_NS - 1)
    assert up.dry(0, 0, now + GIVEN_UP_NS)


def test_a_voice_that_is_late_though_it_is_alone_waits_until_its_way_is_dry() -> None:
    up, now = narrowed()
    now += TOLD_NS
    up.dry(DRY_NS, 0, now)
    rungs = []
    for late in (0, 2 * S, 2 * S, 2 * S):
        now += 4 * S // 10
        up.voice(late, 0.0, 0, now)
        rungs.append(up.rung)
    assert rungs == ["audio_only", "audio_only", "audio_only", "nothing"]


def test_a_picture_that_is_tried_again_is_stopped_by_the_first_voice_that_is_late() -> None:
    up, now = narrowed()
    up.dry(DRY_NS, 0, now + TOLD_NS)
    rungs = []
    for later, late in ((20, 0), (4, 0), (4, S // 2)):
        now += later * S
        up.voice(late, 0.0, 100_000, now)
        rungs.append(up.rung)
    assert rungs == ["low", "low", "audio_only"]


def test_a_voice_of_which_much_is_lost_loses_its_picture_and_nothing_else() -> None:
    up, now = Uplink(), 1000 * S
    for _ in range(20):
        now += 4 * S // 10
        if up.voice(0, 0.5, 100_000, now):
            break
    assert up.rung == "audio_only"


def test_a_voice_that_only_waits_on_a_full_way_is_not_taken_for_one_that_was_switched_off() -> None:
    """Half a second of picture and more lies between two packets of it."""
    up, now = Uplink(), 1000 * S
    for _ in range(20):
        now += 4 * S // 10
        assert not up.voice(0, 0.0, 1_000_000, now)
    looks = [
        up.silence(7 * S // 10, picture, now + look * 4 * S // 10)
        for look, picture in enumerate((40_000, 0, 35_000, 40_000))
    ]
    assert looks == [False, False, False, True]


def test_a_voice_that_is_switched_off_beside_its_picture_costs_no_picture() -> None:
    up, now, delay = Uplink(), 1000 * S, 0
    for _ in range(5):
        for _ in range(20):
            now += 4 * S // 10
            assert not up.voice(delay, 0.0, 1_000_000, now)
        for picture in (1_000_000, 600_000, 300_000, 900_000):
            now += 4 * S // 10
            assert not up.silence(S, picture, now)
        delay += 2 * S
    assert up.rung == "high"


def test_a_network_that_is_gone_is_no_narrow_way() -> None:
    up, now = Uplink(), 1000 * S
    for look in range(40):
        now += 4 * S // 10
        if 20 <= look < 30:
            assert not up.silence((look - 19) * 4 * S // 10, 0, now)
        else:
            assert not up.voice(0 if look < 20 else 5 * S, 0.0, 1_000_000, now)
    assert up.rung == "high"
