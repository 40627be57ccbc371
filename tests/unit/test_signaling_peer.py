"""A peer's two mailboxes, with a socket whose reading the test owns."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import BaseModel

from server.access.policy import Actor
from server.base.errors import NotNow
from server.rooms.views import VisitView
from server.signaling.client_frames import BoardLeave, BoardWatch, ClientFrame
from server.signaling.outbox import CAPACITY
from server.signaling.peer import Caller, Peer
from server.signaling.server_frames import Ok, Welcome
from server.visits.machine import State
from tests.patience import PATIENCE_S

WELCOME = Welcome(protocol=1, person="n", role="npc", credential=None, name="N", visit=None)


class Wire:
    """A socket that passes on what it is sent while `reading` is set."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.closed = asyncio.Event()

    async def send(self, payload: dict[str, Any]) -> None:
        await self.reading.wait()
        self.sent.append(payload)

    async def close(self) -> None:
        self.closed.set()

    @property
    def types(self) -> list[str]:
        return [frame["type"] for frame in self.sent]


class Desk:
    """Runs a peer's commands, and remembers them."""

    def __init__(self) -> None:
        self.ran: list[int] = []
        self.left = asyncio.Event()
        self.at_once = 0
        self.most_at_once = 0

    async def run(self, peer: Peer, frame: ClientFrame) -> BaseModel:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        self.ran.append(frame.id)
        if isinstance(frame, BoardLeave):
            raise NotNow("Not now.")
        if frame.id == 13:
            raise ZeroDivisionError
        return Ok(re=frame.id)

    async def gone(self, peer: Peer) -> None:
        self.left.set()


def started() -> tuple[Peer, Wire, Desk]:
    wire, desk = Wire(), Desk()
    peer = Peer("s", Caller(Actor("n", "staff", "npc")), None, wire, desk.run, desk.gone)
    peer.start(WELCOME)
    return peer, wire, desk


def view(version: int) -> VisitView:
    return VisitView(
        visit="v",
        version=version,
        state=State.WAITING,
        held=False,
        huddle=False,
        urgent=False,
        outcome=None,
        you=None,
        patient_name="",
        birth_year=None,
        parties=(),
        next_up=None,
        sending=False,
        slots=(),
        commands=(),
        intake_version=0,
        note=None,
    )


async def settled() -> None:
    """Let everything that can run without the outside world run."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_commands_run_one_after_another_and_each_is_answered_once() -> None:
    peer, wire, desk = started()
    for number in range(10):
        peer.receive({"type": "board.watch", "id": number})
    peer.receive({"type": "board.leave", "id": 12})
    peer.receive({"type": "board.watch", "id": 13})
    peer.receive({"type": "board.watch", "id": 14})
    await settled()
    assert desk.ran == [*range(10), 12, 13, 14]
    assert desk.most_at_once == 1
    assert wire.types[0] == "welcome"
    assert [frame["re"] for frame in wire.sent[1:]] == [*range(10), 12, 13, 14]
    codes = {frame["re"]: frame.get("code") for frame in wire.sent[1:]}
    assert codes[12] == "not_now"
    assert codes[13] == "internal"
    assert codes[14] is None
    await peer.lost()


async def test_a_slow_reader_gets_the_newest_visit_and_not_every_one() -> None:
    peer, wire, _ = started()
    await settled()
    wire.reading.clear()
    for version in range(1000):
        peer.show(view(version))
    wire.reading.set()
    await settled()
    versions = [frame["version"] for frame in wire.sent if frame["type"] == "visit"]
    assert versions[-1] == 999
    assert len(versions) <= 2
    await peer.lost()


async def test_a_peer_that_never_reads_is_cut() -> None:
    peer, wire, desk = started()
    await settled()
    wire.reading.clear()
    for number in range(2 * CAPACITY):
        peer.receive({"type": "board.watch", "id": number})
        await settled()
        if wire.closed.is_set():
            break
    assert wire.closed.is_set()
    assert len(desk.ran) <= CAPACITY + 3


async def test_goodbye_is_the_last_frame_and_nothing_runs_after_it() -> None:
    peer, wire, desk = started()
    await settled()
    peer.receive({"type": "board.watch", "id": 1})
    peer.dismiss("revoked")
    peer.receive({"type": "board.watch", "id": 2})
    peer.show(view(1))
    await asyncio.wait_for(wire.closed.wait(), PATIENCE_S)
    assert wire.sent[-1] == {"type": "bye", "reason": "revoked"}
    assert desk.ran == []
    await peer.lost()
    assert desk.left.is_set()


async def test_what_was_received_is_done_before_the_loss_is_told() -> None:
    peer, _, desk = started()
    for number in range(5):
        peer.receive(BoardWatch(id=number).model_dump())
    await peer.lost()
    assert desk.ran == list(range(5))
    assert desk.left.is_set()
