"""What leaves together: datagrams of one size to one address, and feedback with what is forwarded."""

from __future__ import annotations

import random
import socket
from typing import Any

import pytest

from server.media import feedback
from server.media.arrivals import TELL_EVERY_NS
from server.media.native.library import Library
from server.media.native.socket import NativeSocket
from tests.media.clients import serving, until
from tests.media.raw import AUDIO_TYPE, RawPeer

SECOND = 1_000_000_000
SO_NO_CHECK = 11
WIDE = 3


@pytest.mark.parametrize("way", ["together", "one by one", "refused by the kernel"])
def test_datagrams_that_leave_together_come_as_they_were(compiled: Library, way: str) -> None:
    chance = random.Random(way)
    sender = NativeSocket("127.0.0.1", 0, compiled)
    receivers = [RawPeer.new_socket() for _ in range(3)]
    names = [
        bytes((2, 0)) + one.getsockname()[1].to_bytes(2, "big") + socket.inet_aton("127.0.0.1") + bytes(8)
        for one in receivers
    ]
    if way == "one by one":
        sender.native.together = 0
    elif way == "refused by the kernel":  # it cuts nothing that it does not sum up
        sender._socket.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)
    try:
        for _ in range(40):
            wanted: list[list[bytes]] = [[] for _ in receivers]
            calls, count = sender.calls, 0
            while count < 60:
                place, size = chance.randrange(len(receivers)), chance.randrange(1, 1400)
                for _ in range(chance.randrange(1, 9)):
                    if chance.random() < 0.2:
                        size = chance.randrange(1, 1400)
                    wanted[place].append(chance.randbytes(size))
                    sender.queue(wanted[place][-1], names[place])
                    count += 1
            sender.flush()
            assert [[one.recv(2048) for _ in sent] for one, sent in zip(receivers, wanted, strict=True)] == wanted
            if way != "refused by the kernel":
                assert sender.calls - calls <= 2
        assert sender.sent > 2000
        assert sender.dropped == 0
    finally:
        sender.close()
        for one in receivers:
            with pytest.raises(BlockingIOError):
                one.recv(2048)
            one.close()


async def test_feedback_leaves_with_the_first_packet_that_comes_when_it_is_due(
    compiled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [SECOND]
    async with serving(now_ns=lambda: now[0]) as server:
        a = RawPeer(server)
        source = await a.join(server, "visit", "a", [("audio", "sendonly")], ssrcs={0: 7}, numbered=WIDE)

        def told() -> list[Any]:
            return [one for one in a.rtcp if getattr(one, "fmt", None) == 15]

        async def speak(number: int) -> None:
            before = source.last_media_ns()
            now[0] += 1_000_000
            a.send(7, number, number * 960, b"word", AUDIO_TYPE, wide=(WIDE, number))
            await until(lambda: source.last_media_ns() > before, "it came")

        monkeypatch.setattr(feedback, "tell_arrivals", lambda *_: None)  # what is told, C tells
        await speak(1)  # Python settles it
        await speak(2)
        await until(told, "nothing was told before")
        await speak(3)
        now[0] += TELL_EVERY_NS
        await speak(4)
        await until(lambda: len(told()) > 1, "it is due")
        await speak(5)
        assert server.stats()["datagrams_forwarded_by_c"] == 4
        assert len(told()) == 2
        assert {(one.ssrc, one.media_ssrc) for one in told()} == {(source.feedback_ssrc, 7)}
        await a.close()
