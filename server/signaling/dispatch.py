"""Which frame is which call on which room. Nothing is decided here: the rooms' door decides."""

from __future__ import annotations

from typing import assert_never

from server.access.commands import Command
from server.base.errors import NotFound
from server.rooms.registry import Registry
from server.rooms.room import Room
from server.rooms.showing import StillWish
from server.signaling import client_frames as client
from server.signaling.peer import Peer
from server.signaling.server_frames import MediaAnswer, Ok
from server.visits.machine import Move


async def dispatch(registry: Registry, peer: Peer, frame: client.ClientFrame) -> Ok | MediaAnswer:
    """Run one frame of `peer` and return its answer. Raises `Refusal`s for the sender."""
    match frame:
        case client.BoardWatch():
            await registry.board.watch(peer.actor, peer)
        case client.BoardLeave():
            registry.board.unwatch(peer)
        case _:
            if peer.actor.kind == "link" and peer.actor.visit != frame.visit:
                raise NotFound()
            async with registry.room(frame.visit) as room:
                if isinstance(frame, client.MediaOffer):
                    return MediaAnswer(re=frame.id, sdp=await room.offer(peer.actor, peer, frame.sdp))
                if isinstance(frame, client.MediaRestart):
                    return MediaAnswer(re=frame.id, sdp=await room.restart(peer.actor, peer, frame.sdp))
                await _in_room(room, peer, frame)
    return Ok(re=frame.id)


async def _in_room(room: Room, peer: Peer, frame: client.ClientFrame) -> None:
    actor = peer.actor

    async def move(command: Command, which: Move) -> None:
        await room.move(actor, command, which, peer)

    match frame:
        case client.VisitOpen():
            await room.open(actor, peer, take_over=frame.take_over)
        case client.VisitListen():
            await room.listen(actor, peer)
        case client.RingAnswer():
            await room.answer_ring(actor, accept=frame.accept)
        case client.Ring():
            await room.ring(actor, frame.way)
        case client.RingStop():
            await room.stop_ring(actor)
        case client.VisitClose():
            await room.close(actor, peer)
        case client.CheckIn():
            await move("check_in", Move.CHECK_IN)
        case client.Admit(to="intake"):
            await move("admit_to_intake", Move.ADMIT_TO_INTAKE)
        case client.Admit():
            await move("admit_to_dermatologist", Move.ADMIT_TO_DERMATOLOGIST)
        case client.SendBack():
            await move("send_back", Move.SEND_BACK)
        case client.HandOver():
            await room.hand_over(actor, frame.note)
        case client.Recall():
            await move("recall", Move.RECALL)
        case client.Join():
            await room.join(actor, read=frame.read)
        case client.Leave():
            await room.leave(actor)
        case client.Hold(on=True):
            await move("hold", Move.HOLD)
        case client.Hold():
            await move("resume", Move.RESUME)
        case client.Huddle(on=True):
            await move("huddle", Move.HUDDLE)
        case client.Huddle():
            await move("end_huddle", Move.END_HUDDLE)
        case client.HandBack():
            await move("hand_back", Move.HAND_BACK)
        case client.End():
            await room.end(actor, frame.outcome)
        case client.Cancel():
            await move("cancel", Move.CANCEL)
        case client.NoShow():
            await move("no_show", Move.NO_SHOW)
        case client.Reopen():
            await move("reopen", Move.REOPEN)
        case client.Urgent():
            await room.urgent(actor, on=frame.on)
        case client.PhoneStep(step="reached"):
            await room.attest_phone(actor)
        case client.PhoneStep():
            await room.ask_phone(actor, on=frame.step == "ask")
        case client.MediaDevice():
            await room.device(actor, peer, frame.track, frame.state, frame.reason)
        case client.Camera():
            await room.ask_camera(actor, peer, frame.seat, frame.ask, skin=frame.track == "skin_camera")
        case client.Away():
            await room.away(actor, peer, on=frame.on)
        case client.Work():
            await room.work(actor, frame.activity, peer, on=frame.on)
        case client.PhotoShow():
            await room.show_photo(actor, peer, frame.photo)
        case client.PhotoPoint():
            await room.point(actor, peer, frame.at, frame.look)
        case client.StillRequest(step="ask"):
            await room.ask_still(actor, peer, StillWish(frame.view, frame.concern, frame.body_site))
        case client.StillRequest(step=("taken" | "refused" | "failed") as answer):
            await room.answer_still(actor, peer, answer)
        case client.StillRequest():
            raise AssertionError("every step is above")
        case client.BoardWatch() | client.BoardLeave() | client.MediaOffer() | client.MediaRestart():
            raise AssertionError("answered before a room is asked")
        case _:
            assert_never(frame)
