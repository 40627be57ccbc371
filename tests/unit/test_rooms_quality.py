"""How a connection is, in a word."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from server.api.context import Measured
from server.api.metrics import exposition
from server.evidence.events import Rung
from server.rooms.quality import party_quality, standing
from server.rooms.views import Standing

S = 1_000_000_000


@dataclass(frozen=True)
class Told:
    round_trip_ms: int | None = 40
    lost_up: int = 0
    lost_down: int | None = 0
    kbps_up: int = 1500
    kbps_down: int = 1500
    heard_ns: int = 100 * S


@pytest.mark.parametrize(
    ("told", "sends", "receives", "word"),
    [
        (Told(), "high", "high", "good"),
        (Told(round_trip_ms=None, lost_down=None), None, None, "good"),
        (Told(), "low", "high", "small_picture"),
        (Told(round_trip_ms=450), "low", "high", "slow"),
        (Told(lost_down=90, round_trip_ms=450), "high", "high", "lossy"),
        (Told(lost_up=300), "high", "held", "voice_only"),
        (Told(), "audio_only", "high", "voice_only"),
        (Told(), "nothing", "high", "gone"),
        (Told(heard_ns=90 * S), "high", "high", "gone"),
        (None, None, None, "gone"),
    ],
)
def test_a_connection_in_a_word(told: Told | None, sends: Rung | None, receives: Rung | None, word: Standing) -> None:
    assert standing(told, sends, receives, "all", 101 * S) == word


def test_media_that_stopped_are_said_before_the_connection_is_silent() -> None:
    assert standing(Told(), "high", "high", "nothing", 101 * S) == "gone"
    assert standing(Told(), "high", "high", "no_sound", 101 * S) == "good"


def test_why_a_picture_is_small_names_the_way() -> None:
    assert party_quality("s", Told(), "low", "high", None, 101 * S).why == "up"
    assert party_quality("s", Told(), "high", "audio_only", None, 101 * S).why == "down"
    assert party_quality("s", Told(), "high", "high", None, 101 * S).why is None


def test_the_metrics_are_counters_and_gauges_that_name_nobody() -> None:
    text = exposition(Measured({"forwarded": 7, "connections": 2}, {"lossy": 1}))
    assert "# TYPE vestibule_media_forwarded_total counter\nvestibule_media_forwarded_total 7\n" in text
    assert "# TYPE vestibule_media_connections gauge\nvestibule_media_connections 2\n" in text
    assert 'vestibule_parties{connection="lossy"} 1\n' in text
    assert 'vestibule_parties{connection="good"} 0\n' in text
