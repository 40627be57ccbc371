"""Which frame is which call on which room. Nothing is decided here: the rooms' door decides."""

from __future__ import annotations

from typing import assert_never

from server.access.policy import Command
from server.base.errors import NotFound
from server.rooms.registry import Registry
from server.rooms.room import Room
from server.rooms.showing import StillWish
from server.signaling import messages as m
from server.signaling.peer import Peer
from server.visits.machine import Move


async def dispatch(registry: Registry, peer: Peer, frame: m.ClientFrame) -> m.Ok | m.MediaAnswer:
    """Run one frame of `peer` and return its answer. Raises `Refusal`s for the sender."""
    match frame:
        case m.BoardWatch():
            await registry.board.watch(peer.actor, peer)
        case m.BoardLeave():
            registry.board.unwatch(peer)
        case _:
            if peer.actor.kind == "link" and peer.actor.visit != frame.visit:
                raise NotFound()
            async with registry.room(frame.visit) as room:
                if isinstance(frame, m.MediaOffer):
                    return m.MediaAnswer(re=frame.id, sdp=await room.offer(peer.actor, peer, frame.sdp))
                if isinstance(frame, m.MediaRestart):
                    return m.MediaAnswer(re=frame.id, sdp=await room.restart(peer.actor, peer, frame.sdp))
                await _in_room(room, peer, frame)
    return m.Ok(re=frame.id)


async def _in_room(room: Room, peer: Peer, frame: m.ClientFrame) -> None:
    actor = peer.actor

    async def move(command: Command, which: Move) -> None:
        await room.move(actor, command, which, peer)

    match frame:
        case m.VisitOpen():
            await room.open(actor, peer, take_over=frame.take_over)
        case m.VisitListen():
            await room.listen(actor, peer)
        case m.RingAnswer():
            await room.answer_ring(actor, accept=frame.accept)
        case m.Ring():
            await room.ring(actor, frame.way)
        case m.RingStop():
            await room.stop_ring(actor)
        case m.VisitClose():
            await room.close(actor, peer)
        case m.CheckIn():
            await move("check_in", Move.CHECK_IN)
        case m.Admit(to="intake"):
            await move("admit_to_intake", Move.ADMIT_TO_INTAKE)
        case m.Admit():
            await move("admit_to_dermatologist", Move.ADMIT_TO_DERMATOLOGIST)
        case m.SendBack():
            await move("send_back", Move.SEND_BACK)
        case m.HandOver():
            await room.hand_over(actor, frame.note)
        case m.Recall():
            await move("recall", Move.RECALL)
        case m.Join():
            await room.join(actor, read=frame.read)
        case m.Leave():
            await room.leave(actor)
        case m.Hold(on=True):
            await move("hold", Move.HOLD)
        case m.Hold():
            await move("resume", Move.RESUME)
        case m.Huddle(on=True):
            await move("huddle", Move.HUDDLE)
        case m.Huddle():
            await move("end_huddle", Move.END_HUDDLE)
        case m.HandBack():
            await move("hand_back", Move.HAND_BACK)
        case m.End():
            await room.end(actor, frame.outcome)
        case m.Cancel():
            await move("cancel", Move.CANCEL)
        case m.NoShow():
            await move("no_show", Move.NO_SHOW)
        case m.Reopen():
            await move("reopen", Move.REOPEN)
        case m.Urgent():
            await room.urgent(actor, on=frame.on)
        case m.PhoneStep(step="reached"):
            await room.attest_phone(actor)
        case m.PhoneStep():
            await room.ask_phone(actor, on=frame.step == "ask")
        case m.MediaDevice():
            await room.device(actor, peer, frame.track, frame.state, frame.reason)
        case m.Camera():
            await room.ask_camera(actor, peer, frame.seat, frame.ask, skin=frame.track == "skin_camera")
        case m.Away():
            await room.away(actor, peer, on=frame.on)
        case m.Work():
            await room.work(actor, frame.activity, peer, on=frame.on)
        case m.PhotoShow():
            await room.show_photo(actor, peer, frame.photo)
        case m.PhotoPoint():
            await room.point(actor, peer, frame.at, frame.look)
        case m.StillRequest(step="ask"):
            await room.ask_still(actor, peer, StillWish(frame.view, frame.concern, frame.body_site))
        case m.StillRequest(step=("taken" | "refused" | "failed") as answer):
            await room.answer_still(actor, peer, answer)
        case m.StillRequest():
            raise AssertionError("every step is above")
        case m.BoardWatch() | m.BoardLeave() | m.MediaOffer() | m.MediaRestart():
            raise AssertionError("answered before a room is asked")
        case _:
            assert_never(frame)
