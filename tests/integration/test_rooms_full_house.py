"""A server that carries as much as it can: who finds no room is said, and comes in when there is some."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCSessionDescription

from server.base.ids import VisitId
from tests.integration.clinic import clinic
from tests.media.clients import Client, Tone, loopback_only
from tests.protocol_client import ProtocolClient, Refused


async def offered(page: ProtocolClient, visit: VisitId) -> Client:
    """The page's media, taken by the server."""
    media = Client()
    media.send(Tone())
    media.receive(audio=5, video=4)
    try:
        answer = await page.request("media.offer", visit=visit, sdp=await media.offer())
    except Refused:
        await media.close()
        raise
    await media.pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
    return media


async def test_whoever_finds_no_room_is_said_on_the_board_until_there_is_some(tmp_path: Path, monkeypatch: Any) -> None:
    loopback_only(monkeypatch)
    async with clinic(tmp_path, connections=1) as practice:
        carried, visit = await practice.visit(), await practice.visit()
        await practice.waiting(carried)
        nurse, patient = await practice.seated("npc", carried), await practice.waiting(visit)
        board = await practice.page("office")
        await board.request("board.watch")
        media = await offered(nurse, carried)
        with pytest.raises(Refused, match="too_many"):
            await offered(patient, visit)
        await board.until(lambda: board.rows[visit]["no_room"], "the board says who has no room")
        assert not board.rows[carried]["no_room"]
        await nurse.request("visit.close", visit=carried)
        await media.close()
        media = await offered(patient, visit)
        await board.until(lambda: not board.rows[visit]["no_room"], "there is room again")
        await media.close()
