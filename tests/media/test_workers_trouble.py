"""Workers that are full, hang, or do not answer: real processes, real packets."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterable
from types import SimpleNamespace

import pytest

from server.base.errors import TooMany
from server.media.config import MediaConfig
from server.media.limits import PACKETS
from server.media.workers import child
from server.media.workers import worker as module
from server.media.workers.pool import Workers
from server.media.workers.remote import RemoteConnection
from server.media.workers.worker import Gone, Worker
from tests.media.clients import ended, until
from tests.media.raw import AUDIO_TYPE, RawPeer, offer_text
from tests.media.test_workers import port_of, working

SECTIONS = [("audio", "sendonly"), ("audio", "recvonly")]
LIMIT = 0.03
"""Without C a packet costs enough to fill this share of a core soon."""
DEAF = """
import json, socket, sys, time
pair = socket.socket(fileno=int(sys.argv[1]))
def say(**frame):
    body = json.dumps(frame).encode()
    pair.sendall(len(body).to_bytes(4, "big") + body)
say(port=9999, tcp=False)
while True:
    time.sleep(0.1)
    say(load=[0, False])
"""
"""A worker that says how it is and answers nothing."""


async def joins(workers: Workers, scope: str) -> tuple[RawPeer, RemoteConnection]:
    """A peer of that visit, once media can flow. It hears itself."""
    peer = RawPeer(SimpleNamespace(port=0))  # type: ignore[arg-type]
    offer = offer_text(SECTIONS, ufrag=peer.ufrag)
    try:
        connection = await workers.connect(scope=scope, owner=scope, offer=offer, on_state=peer.states.append)
    except BaseException:
        await peer.close()
        raise
    peer.port = port_of(connection)
    peer.read_answer(connection.answer)
    peer.check()
    await peer.handshake(connection)
    connection.bind("audio", 0, connection, "microphone")
    return peer, connection


async def joins_where_there_is_room(
    workers: Workers, scope: str, where: Callable[[Iterable[bool]], bool] = all
) -> tuple[RawPeer, RemoteConnection]:
    """As `joins`, once a worker takes it, or where `any` that is full is one too many: on a busy machine all of them are late, and
    full, for a moment."""
    while True:
        await until(lambda: not where(worker.full for worker in workers._workers), "there is room")
        with contextlib.suppress(TooMany):
            return await joins(workers, scope)


async def floods(peer: RawPeer, worker: Worker) -> None:
    """So many packets that the worker is just full, and stays so, until cancelled: by the clock, however seldom this gets its turn,
    and below the rate at which a peer is dropped."""
    loop, sequence = asyncio.get_running_loop(), 0
    before = loop.time()
    while True:
        now = loop.time()
        rate = 0.45 * PACKETS if worker.load < 1.1 * LIMIT else 200
        for _ in range(min(int((now - before) * rate) + 1, int(rate))):
            sequence += 1
            peer.send(7, sequence, sequence * 960, b"word", AUDIO_TYPE, mid="0")
        before = now
        await asyncio.sleep(0.005)


async def talks(peer: RawPeer) -> None:
    """A packet every 20 ms, until cancelled: a single one would be lost where it overtakes the worker's word of who hears it."""
    sequence = 0
    while True:
        sequence += 1
        peer.send(7, sequence, sequence * 960, b"word", AUDIO_TYPE, mid="0")
        await asyncio.sleep(0.02)


async def test_a_full_worker_is_given_no_new_visit_and_where_all_are_full_the_next_gets_a_sentence() -> None:
    async with working(2, native=False, load_limit=LIMIT) as workers:
        one, first = await joins_where_there_is_room(workers, "visit 1", any)
        two, second = await joins_where_there_is_room(workers, "visit 2", any)
        full = {worker.port: worker for worker in workers._workers}
        assert port_of(first) != port_of(second)
        flood = asyncio.create_task(floods(one, full[port_of(first)]))
        await until(lambda: full[port_of(first)].full, "the first worker is full")
        # The other one takes whoever comes.
        three, third = await joins_where_there_is_room(workers, "visit 3")
        assert port_of(third) == port_of(second)
        another = asyncio.create_task(floods(two, full[port_of(second)]))
        await until(lambda: all(worker.full for worker in full.values()), "all workers are full")
        with pytest.raises(TooMany, match="as many visits as it can without harm"):
            await joins(workers, "visit 4")
        # Whoever belongs to a visit that goes on is taken, and that one's sound goes on.
        four, fourth = await joins(workers, "visit 1")
        assert port_of(fourth) == port_of(first)
        heard = len(one.of("1"))
        await until(lambda: len(one.of("1")) > heard + 50, "it is heard as before")
        await until(lambda: workers.stats()["refused_for_load"] > 0, "the refusal is counted")
        await ended(flood)
        await ended(another)
        five, _ = await joins_where_there_is_room(workers, "visit 4")
        for peer in (one, two, three, four, five):
            await peer.close()


async def test_a_worker_that_hangs_is_killed_and_its_visit_comes_back() -> None:
    async with working(2) as workers:
        one, first = await joins(workers, "visit 1")
        two, second = await joins(workers, "visit 2")
        index = workers.ports.index(port_of(first))
        before = workers.pids[index]
        assert before is not None
        os.kill(before, signal.SIGSTOP)

        def long_ago() -> bool:
            workers._workers[index]._heard_s -= module.SILENT_S
            return first.state == "closed"

        await until(long_ago, "its connections are closed")
        await until(lambda: one.states == ["connected", "closed"], "and the rooms are told")
        again, back = await joins(workers, "visit 1")
        talk = asyncio.create_task(talks(again))
        await until(lambda: again.of("1"), "the visit goes on")
        await ended(talk)
        await until(lambda: workers.pids[index] not in (None, before), "another process is there")
        assert second.state == back.state == "connected"
        assert two.states == ["connected"]
        for peer in (one, two, again):
            await peer.close()


async def test_a_worker_that_leaves_a_question_without_an_answer_hangs_too(monkeypatch) -> None:
    monkeypatch.setattr(module, "SILENT_S", 1.0)
    monkeypatch.setattr(child, "PROGRAM", ("-c", DEAF))
    gone: list[Worker] = []
    worker = Worker(0, MediaConfig(port=0), gone.append)
    await worker.start()
    try:
        with pytest.raises(Gone):
            await worker.ask(do="count")
        await until(lambda: gone == [worker], "it is told of")
    finally:
        await worker.stop()
