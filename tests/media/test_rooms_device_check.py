"""The device check: one's own media back, for a limited time, and for as many at once as was said."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from aiortc import RTCSessionDescription

from server.base.errors import BadOffer, NotFound, TooMany
from server.media.here import Here
from server.media.server import MediaServer, boottime_ns
from server.rooms.device_check import CONNECTING_NS, SILENT_NS, DeviceCheck, DeviceChecks
from tests.media.clients import Client, Grey, Tone, serving, until


def checks(server: MediaServer, now_ns: Callable[[], int] = boottime_ns) -> DeviceChecks:
    numbers = itertools.count(1)
    return DeviceChecks(Here(server), lambda: f"check {next(numbers)}", now_ns)


async def looking(running: DeviceChecks, *, owner: str = "me", at_once: int = 2, seconds: float = 60) -> Any:
    client = Client()
    client.send(Tone(6000), Grey(120), direction="sendrecv")
    check = await running.start(await client.offer(), owner=owner, at_once=at_once, seconds=seconds)
    await client.pc.setRemoteDescription(RTCSessionDescription(check.answer, "answer"))
    return client, check


async def test_a_page_gets_its_own_picture_and_voice_back(loopback: Any) -> None:
    async with serving() as server:
        running = checks(server)
        client, check = await looking(running)
        assert isinstance(check, DeviceCheck)
        await until(lambda: any(shown.shows(120) for shown in client.shown.values()), "its own grey comes back")
        await until(
            lambda: any(shown.kind == "audio" and shown.frames > 20 for shown in client.shown.values()), "and its voice"
        )
        assert server.take_counts() == {}
        with pytest.raises(NotFound):
            running.stop(check.id, owner="somebody else")
        running.stop(check.id, owner="me")
        assert len(running) == 0
        with pytest.raises(NotFound):
            running.stop(check.id, owner="me")
        assert server.stats()["connections"] == 0
        await client.close()


async def test_a_check_ends_by_itself(loopback: Any) -> None:
    async with serving() as server:
        running = checks(server)
        client, _ = await looking(running, seconds=0.2)
        await until(lambda: len(running) == 0, "its time is over")
        assert server.stats()["connections"] == 0
        await client.close()


async def test_so_many_at_once_and_no_more(loopback: Any) -> None:
    async with serving() as server:
        running = checks(server)
        clients = [(await looking(running, at_once=2))[0] for _ in range(2)]
        with pytest.raises(TooMany):
            await looking(running, at_once=2)
        clients.append((await looking(running, owner="another", at_once=1))[0])
        with pytest.raises(BadOffer):
            await running.start("v=0", owner="third", at_once=1, seconds=60)
        running.close()
        assert len(running) == 0
        assert server.stats()["connections"] == 0
        for client in clients:
            await client.close()


async def test_a_page_that_went_away_without_a_word_gives_its_place_to_the_next(loopback: Any) -> None:
    later = 0

    def now_ns() -> int:
        return boottime_ns() + later

    async with serving(now_ns=now_ns) as server:
        running = checks(server, now_ns)
        staying, kept = await looking(running, at_once=2)
        await until(lambda: any(shown.frames for shown in staying.shown.values()), "the first check runs")
        leaving = Client()
        leaving.send(Tone(1000), direction="sendrecv")
        await running.start(await leaving.offer(), owner="me", at_once=2, seconds=60)
        with pytest.raises(TooMany):
            await looking(running, at_once=2)

        later = CONNECTING_NS + SILENT_NS
        received = server.stats()["datagrams_received"]
        await until(lambda: server.stats()["datagrams_received"] > received + 20, "the first check goes on")
        arriving, _ = await looking(running, at_once=2)
        assert len(running) == 2
        running.stop(kept.id, owner="me")
        for client in (staying, leaving, arriving):
            await client.close()


async def test_a_place_that_is_about_to_be_free_is_waited_for(loopback: Any) -> None:
    later = 0

    def now_ns() -> int:
        return boottime_ns() + later

    async with serving(now_ns=now_ns) as server:
        running = checks(server, now_ns)
        leaving = Client()
        leaving.send(Tone(1000), direction="sendrecv")
        gone = await running.start(await leaving.offer(), owner="me", at_once=1, seconds=60)
        later = CONNECTING_NS + SILENT_NS // 2
        arriving, check = await looking(running, at_once=1)
        assert len(running) == 1
        with pytest.raises(NotFound):
            running.stop(gone.id, owner="me")
        running.stop(check.id, owner="me")
        for client in (leaving, arriving):
            await client.close()
