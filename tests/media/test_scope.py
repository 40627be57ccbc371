"""No packet crosses from one visit to another: refused where it is bound, and again where it is sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.egress import Egress
from server.media.meter import Meter
from server.media.negotiation import Codec
from server.media.publication import Publication
from server.media.slot import Slot
from server.media.totals import Totals
from tests.media.clients import serving, until
from tests.media.raw import AUDIO_TYPE, RawPeer

pytestmark = pytest.mark.usefixtures("either_way")

OPUS = (Codec("opus", 111, 48000, "", ()),)
BOTH = [("audio", "sendonly"), ("audio", "recvonly")]


async def test_binding_across_visits_is_refused_and_counted() -> None:
    async with serving() as server:
        a, b = RawPeer(server), RawPeer(server)
        first, second = await a.join(server, "visit 1", "a", BOTH), await b.join(server, "visit 2", "b", BOTH)
        with pytest.raises(ValueError, match="same visit"):
            second.bind("audio", 0, first, "microphone")
        assert server.stats()["cross_scope_refused"] == 1
        assert second.slots["audio"][0].source is None
        await a.close()
        await b.close()


async def test_a_graph_that_is_wrong_all_the_same_sends_nothing() -> None:
    async with serving() as server:
        a, b = RawPeer(server), RawPeer(server)
        first, second = await a.join(server, "visit 1", "a", BOTH), await b.join(server, "visit 2", "b", BOTH)
        # As if a later fault put a slot of one visit into the list of another visit's source.
        first.publications["microphone"].slots.append(second.slots["audio"][0])
        for sequence in range(20):
            a.send(5, sequence, 0, b"word", AUDIO_TYPE, mid="0")
        await until(lambda: server.stats()["cross_scope_refused"] == 20, "each packet is refused at the send edge")
        assert b.rtp == []
        assert server.stats()["forwarded"] == 0
        await a.close()
        await b.close()


@pytest.mark.parametrize(
    ("kind", "slot", "track", "sentence"),
    [
        ("audio", 1, "microphone", "no audio slot 1"),
        ("audio", -1, "microphone", "no audio slot"),
        ("audio", 0, "camera", "does not go"),
    ],
)
async def test_bindings_that_make_no_sense_are_refused(kind, slot: int, track, sentence: str) -> None:
    async with serving() as server:
        a = RawPeer(server)
        connection = a.introduce(server, "visit", "a", BOTH)
        with pytest.raises(ValueError, match=sentence):
            connection.bind(kind, slot, connection, track)
        with pytest.raises(ValueError, match="no connection of this media server"):
            connection.bind("audio", 0, object(), "microphone")
        await a.close()


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30),
    st.lists(st.integers(0, 2), min_size=12, max_size=12),
)
def test_whatever_the_graph_no_packet_reaches_another_scope(edges: list[tuple[int, int]], scopes: list[int]) -> None:
    totals, meter = Totals(), Meter()
    sources = [
        Publication(f"v{scopes[i]}", f"s{i}", "microphone", "audio", OPUS, totals, lambda _: None) for i in range(6)
    ]
    slots = [
        Slot(f"v{scopes[6 + i]}", f"k{i}", "audio", "0", "c", OPUS, 100 + i, (0, 0, 0), Egress(), totals, 0, (0, 0))
        for i in range(6)
    ]
    for begin, end in edges:
        slots[end].feed(sources[begin], meter, 0)  # the pure graph does not check: the edge must
    ring = bytearray(b"\x80\x6f\x00\x01" + bytes(8) + b"word")
    within = across = 0
    for source in sources:
        source.forward(ring, memoryview(ring), 0, len(ring), 1)
        within += sum(slot.scope == source.scope for slot in source.slots)
        across += sum(slot.scope != source.scope for slot in source.slots)
    # These sinks have no path yet: a packet of the own scope gets as far as that, one of another never does.
    assert totals.cross_scope_refused == across
    assert totals.not_sendable == within
    assert totals.forwarded == 0
