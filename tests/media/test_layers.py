"""A picture in two layers: which one a slot shows, and that turning between them is one stream for whoever looks."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from server.base.errors import BadOffer
from server.media.arrivals import TICK_NS
from server.media.negotiation import plan
from server.media.server import MediaServer, boottime_ns
from server.media.session import Session
from tests.media.clients import serving, until
from tests.media.raw import DELTA, H264_TYPE, KEY, VIDEO_TYPE, RawPeer, offer_text, vp8

SENDS = [("audio", "sendonly"), ("video", "sendonly")]
RECEIVES = [("video", "recvonly")]
HIGH, LOW = 5001, 5002
LAYERS = ("h", "l")


class Camera:
    """Sends frames of both layers, each with numbers of its own."""

    def __init__(self, peer: RawPeer) -> None:
        self.peer = peer
        self.next = {HIGH: [100, 7000, 9], LOW: [60000, 4_294_966_000, 32700]}

    def play(self, ssrc: int, frame: bytes) -> None:
        sequence, timestamp, picture = self.next[ssrc]
        rid = "h" if ssrc == HIGH else "l"
        payload = vp8(picture & 0x7FFF, frame)
        self.peer.send(ssrc, sequence, timestamp & 0xFFFFFFFF, payload, VIDEO_TYPE, mid="1", rid=rid)
        self.next[ssrc] = [sequence + 1, timestamp + 3000, picture + 1]

    def asked(self, ssrc: int) -> int:
        """How many PLIs for this layer have come."""
        return sum(
            getattr(p, "fmt", 0) == 1 and getattr(p, "media_ssrc", 0) == ssrc
            for p in self.peer.rtcp
            if hasattr(p, "fci")
        )


@asynccontextmanager
async def camera_and_viewer() -> AsyncIterator[tuple[MediaServer, Camera, Session, RawPeer, Session]]:
    async with serving() as server:
        peer, viewer = RawPeer(server), RawPeer(server)
        source = await peer.join(server, "visit", "camera", SENDS, layers=LAYERS)
        sink = await viewer.join(server, "visit", "viewer", RECEIVES)
        try:
            yield server, Camera(peer), source, viewer, sink
        finally:
            await peer.close()
            await viewer.close()


def test_layers_are_taken_of_vp8_and_answered() -> None:
    (_, line) = plan(offer_text(SENDS, layers=LAYERS)).lines
    assert line.layers == LAYERS
    assert (line.rid_extension, line.repaired_extension) == (5, 6)
    (_, line) = plan(offer_text(SENDS, layers=("h", "m", "l"))).lines
    assert line.layers == ("h", "l")
    (_, line) = plan(offer_text(SENDS, layers=LAYERS, video="H264", types=(111, H264_TYPE))).lines
    assert line.layers == ()
    (_, line) = plan(offer_text(SENDS, layers=LAYERS).replace("rtp-stream-id", "rtp-something")).lines
    assert line.layers == (), "packets that do not say their layer cannot be told apart"


async def test_the_answer_names_the_layers_and_a_peer_without_them_none() -> None:
    async with camera_and_viewer() as (_, _, source, _, sink):
        assert "a=simulcast:recv h;l\r\n" in source.answer
        assert "a=rid:h recv\r\na=rid:l recv\r\n" in source.answer
        assert "simulcast" not in sink.answer


async def test_turning_between_layers_is_one_stream() -> None:
    async with camera_and_viewer() as (server, camera, source, viewer, sink):
        slot = sink.slots["video"][0]
        sink.bind("video", 0, source, "camera")

        # The smaller layer is the first to begin: it is shown until the larger one comes.
        camera.play(LOW, KEY)
        await until(lambda: len(viewer.of("0")) == 1, "shown")

        def high_is_asked() -> bool:
            camera.play(HIGH, DELTA)
            camera.play(LOW, DELTA)
            return slot.pending is not None and camera.asked(HIGH) > 1

        await until(high_is_asked, "the larger layer is asked for a key frame")
        assert slot.source is not None
        assert slot.source.ssrc == LOW, "the smaller goes on meanwhile"
        camera.play(HIGH, KEY)
        await until(lambda: slot.source is not None and slot.source.ssrc == HIGH, "the slot has turned")
        camera.play(HIGH, DELTA)

        # The peer can take less: down, at the smaller layer's key frame.
        sink.egress.downlink.heard = True
        slot.share = 200_000

        def low_is_asked() -> bool:
            camera.play(LOW, DELTA)
            camera.play(HIGH, DELTA)
            return camera.asked(LOW) > 0

        await until(low_is_asked, "the smaller layer is asked")
        camera.play(LOW, KEY)
        await until(lambda: slot.source is not None and slot.source.ssrc == LOW, "the slot has turned")
        camera.play(LOW, DELTA)
        await until(lambda: viewer.of("0")[-1].payload[6:] == DELTA, "shown")

        packets = viewer.of("0")
        assert {packet.ssrc for packet in packets} == {viewer.slots["0"]}
        assert {(y.sequence_number - x.sequence_number) & 0xFFFF for x, y in itertools.pairwise(packets)} == {1}
        assert all(0 < (y.timestamp - x.timestamp) & 0xFFFFFFFF < 900_000 for x, y in itertools.pairwise(packets))
        pictures = [(p.payload[2] & 0x7F) << 8 | p.payload[3] for p in packets]
        assert {(y - x) & 0x7FFF for x, y in itertools.pairwise(pictures)} == {1}
        (count,) = server.take_counts()["visit"]
        assert (count.track, count.packets) == ("camera", len(packets)), "two layers are one picture"


async def test_a_layer_that_its_sender_drops_is_left_and_a_dead_network_sends_no_picture() -> None:
    async with camera_and_viewer() as (_, camera, source, viewer, sink):
        slot = sink.slots["video"][0]
        sink.bind("video", 0, source, "camera")
        camera.play(HIGH, KEY)
        await until(lambda: len(viewer.of("0")) == 1, "shown")

        def asked() -> bool:
            camera.play(LOW, DELTA)
            return camera.asked(LOW) > 0

        await until(asked, "the larger layer comes no more: the smaller is asked")
        camera.play(LOW, KEY)
        await until(lambda: len(viewer.of("0")) == 2, "and shown")

        sink.egress.downlink.heard = True
        slot.share = 20_000
        await until(lambda: slot.paused, "no picture is sent")
        assert sink.receives == "held"
        camera.play(LOW, KEY)
        camera.play(LOW, DELTA)
        await until(
            lambda: source.publications["camera"].layers[1].reception.highest == 60000 + len(frames(camera)) - 1,
            "heard",
        )
        assert len(viewer.of("0")) == 2
        sink.bind("video", 0, None, "camera")
        sink.bind("video", 0, source, "camera")
        source.close()
        assert slot.source is None


async def test_a_peer_whose_feedback_stays_away_is_sent_no_picture_until_it_comes() -> None:
    async with camera_and_viewer() as (_, camera, source, viewer, sink):
        slot, down = sink.slots["video"][0], sink.egress.downlink
        sink.bind("video", 0, source, "camera")
        camera.play(HIGH, KEY)
        await until(lambda: len(viewer.of("0")) == 1, "shown")

        def tell() -> None:
            number = down.number(100, boottime_ns())
            down.hear([(number, boottime_ns() // TICK_NS)], boottime_ns())

        down.pushback.waited(1, 1)
        tell()
        down.number(100, boottime_ns())
        await until(lambda: slot.paused, "no picture is sent")
        assert sink.receives == "high", "nothing at all comes from the peer: that is no narrow way"
        slot.resend(range(1 << 16), boottime_ns())
        camera.play(HIGH, KEY)
        await until(lambda: source.publications["camera"].layers[0].reception.highest == 101, "heard")
        assert len(viewer.of("0")) == 1
        tell()
        await until(lambda: not slot.paused, "pictures are sent again")


def frames(camera: Camera) -> range:
    return range(60000, camera.next[LOW][0])


@pytest.mark.parametrize("line", ["send h;h", "send " + "a;" * 9, "send h;\x01"])
def test_a_malformed_simulcast_line_is_refused_in_words(line: str) -> None:
    with pytest.raises(BadOffer, match="simulcast"):
        plan(offer_text(SENDS, layers=LAYERS).replace("send h;l", line))
