"""Media in processes of their own: real processes, real peers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args

import pytest
from aiortc import RTCSessionDescription

from server.base.errors import BadOffer
from server.media.config import MediaConfig
from server.media.ladder import Rung
from server.media.workers.pool import Workers
from server.media.workers.remote import RemoteConnection
from server.media.workers.worker import Worker
from tests.media.clients import Client, Grey, Tone, until

RUNGS = get_args(Rung)


@asynccontextmanager
async def working(count: int, **settings: object) -> AsyncIterator[Workers]:
    """Started workers, each on a free port of 127.0.0.1."""
    workers = Workers([MediaConfig(port=0, **settings)] * count)  # type: ignore[arg-type]
    await workers.start()
    try:
        yield workers
    finally:
        await workers.stop()


async def joins(workers: Workers, scope: str, owner: str, grey: int) -> tuple[Client, RemoteConnection]:
    """A peer of that visit, once media can flow."""
    client = Client()
    client.send(Tone(6000), Grey(grey))
    client.receive(audio=2, video=2)
    connection = await workers.connect(
        scope=scope, owner=owner, offer=await client.offer(), on_state=client.states.append
    )
    await client.pc.setRemoteDescription(RTCSessionDescription(connection.answer, "answer"))
    await until(lambda: connection.state == "connected", f"{owner} is connected")
    return client, connection


def port_of(connection: RemoteConnection) -> int:
    """The port that the answer names."""
    return int(next(line for line in connection.answer.splitlines() if line.startswith("a=candidate")).split()[5])


def fingerprint_of(connection: RemoteConnection) -> str:
    return next(line for line in connection.answer.splitlines() if line.startswith("a=fingerprint"))


def meet(one: RemoteConnection, other: RemoteConnection) -> None:
    for sink, source in ((one, other), (other, one)):
        sink.bind("audio", 0, source, "microphone")
        sink.bind("video", 0, source, "camera")


async def test_two_visits_on_two_workers_and_one_of_them_dies(loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    async with working(2) as workers:
        patient, a = await joins(workers, "visit 1", "patient", 60)
        nurse, b = await joins(workers, "visit 1", "nurse", 200)
        other, c = await joins(workers, "visit 2", "another", 120)

        # Pinned by visit, each worker with a port and a certificate of its own.
        assert port_of(a) == port_of(b) != port_of(c)
        assert {port_of(a), port_of(c)} == set(workers.ports)
        assert fingerprint_of(a) == fingerprint_of(b) != fingerprint_of(c)

        meet(a, b)
        seen = patient.shown[a.slot_mids("video")[0]]
        heard = nurse.shown[b.slot_mids("audio")[0]]
        await until(lambda: seen.shows(200), "the patient sees the nurse")
        await until(lambda: heard.frames > 20, "the nurse hears the patient")
        with pytest.raises(ValueError, match="same visit"):
            a.bind("video", 1, c, "camera")
        with pytest.raises(ValueError, match="no video slot 7"):
            a.bind("video", 7, b, "camera")

        # What rooms read: counts up to the moment, arrivals, rungs, figures.
        await workers.up_to_date("visit 1")
        counts = [
            one for one in workers.take_counts()["visit 1"] if (one.source, one.track) == ("patient", "microphone")
        ]
        assert sum(one.packets for one in counts) > 20
        assert {one.sink for one in counts} == {"nurse"}
        await until(lambda: a.arrived_ns("camera") and a.sends in RUNGS and b.receives in RUNGS, "it is told of")
        await until(lambda: a.quality().kbps_down > 0, "and how it is")
        await until(lambda: workers.stats()["connected"] == 3, "and counted")

        with pytest.raises(BadOffer):
            await a.restart(await nurse.offer())

        # The worker of the first visit dies; the second visit notices nothing.
        index = workers.ports.index(port_of(a))
        before, frames = workers.pids[index], workers.stats()["forwarded"]
        assert before is not None
        spawn, may_start = Worker._spawn, asyncio.Event()

        async def held(worker: Worker) -> asyncio.StreamReader:
            await may_start.wait()
            return await spawn(worker)

        monkeypatch.setattr(Worker, "_spawn", held)
        os.kill(before, signal.SIGKILL)
        await until(lambda: a.state == b.state == "closed", "its connections are closed")
        await until(lambda: patient.states == ["connected", "closed"], "and the rooms are told")
        assert c.state == "connected"

        # Its parties come back, at once, on the worker that is left; the dead one comes back too, on its port.
        again, d = await joins(workers, "visit 1", "patient", 60)
        assert port_of(d) == port_of(c)
        may_start.set()
        await until(lambda: workers.pids[index] not in (None, before), "it is started again")
        await until(lambda: workers.stats()["workers"] == 2, "and up")
        assert workers.stats()["worker_restarts"] == 1
        assert workers.stats()["forwarded"] >= frames
        third, e = await joins(workers, "visit 3", "patient", 60)
        assert workers.ports.index(port_of(e)) == index

        for client in (patient, nurse, other, again, third):
            await client.close()
        await until(lambda: {c.state, d.state, e.state} == {"closed"}, "all ends are noticed")


async def test_a_device_check_gets_its_own_picture_back_from_a_worker(loopback) -> None:
    async with working(1) as workers:
        client = Client()
        client.send(Tone(6000), Grey(90), direction="sendrecv")
        connection = await workers.loop(owner="me", offer=await client.offer(), on_state=client.states.append)
        await client.pc.setRemoteDescription(RTCSessionDescription(connection.answer, "answer"))
        await until(lambda: any(shown.shows(90) for shown in client.shown.values()), "the own grey comes back")
        await workers.up_to_date()
        assert workers.take_counts() == {}
        connection.close()
        connection.close()
        await until(lambda: client.states == ["connected", "closed"], "it is over")
        await client.close()
