"""What should arrive from a party, and what is said of it when it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.base.ids import SeatId
from server.rooms.arrivals import SILENT_NS, arriving, tracks_due
from server.rooms.seats import Devices, Seat
from server.rooms.views import Arriving

PATIENT = Seat(SeatId("p"), "person", "link:1", "patient", None, "Maria", place="call")
S = 1_000_000_000


@pytest.mark.parametrize(
    ("seat", "due"),
    [
        (PATIENT, ("microphone", "camera")),
        (replace(PATIENT, place="out"), ()),
        (replace(PATIENT, role="scribe"), ()),
        (replace(PATIENT, devices=Devices(camera="off")), ("microphone",)),
        (replace(PATIENT, devices=Devices(microphone="off", camera="on")), ("microphone", "camera")),
        (replace(PATIENT, devices=Devices(microphone="none", camera="none")), ()),
    ],
    ids=["says nothing yet", "waiting", "listens", "camera off", "muted microphones send", "has neither"],
)
def test_what_is_due_follows_from_the_place_and_the_devices(seat: Seat, due: tuple[str, ...]) -> None:
    assert tracks_due(seat) == due


def test_what_was_told_not_to_be_sent_is_not_due() -> None:
    assert tracks_due(PATIENT, "low") == ("microphone", "camera")
    assert tracks_due(PATIENT, "audio_only") == ("microphone",)
    assert tracks_due(PATIENT, "nothing") == ()


@pytest.mark.parametrize(
    ("microphone", "camera", "said"),
    [
        (10 * S, 10 * S, "all"),
        (10 * S, 10 * S - SILENT_NS, "all"),
        (10 * S, 10 * S - SILENT_NS - 1, "no_picture"),
        (8 * S, 10 * S, "no_sound"),
        (8 * S, 8 * S, "nothing"),
        (0, 0, "nothing"),
    ],
)
def test_a_track_counts_as_missing_after_a_silence(microphone: int, camera: int, said: Arriving) -> None:
    due = {"microphone": 0, "camera": 0}
    assert arriving(due, {"microphone": microphone, "camera": camera}, 10 * S) == said  # type: ignore[arg-type]


def test_silence_is_counted_from_when_something_was_due() -> None:
    assert arriving({"camera": 9 * S}, {"camera": 1 * S}, 10 * S) == "all"
    assert arriving({"camera": 9 * S}, {"camera": 1 * S}, 12 * S) == "nothing"
    assert arriving({}, {}, 12 * S) is None
