"""The socket's door: who gets in, what is refused, and that nobody's mess reaches anybody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.integration.clinic import Clinic, clinic
from tests.patience import PATIENCE_S
from tests.protocol_client import ProtocolClient, Refused


@asynccontextmanager
async def raw(practice: Clinic, who: str, *, connect: bool = True) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare WebSocket that speaks Engine.IO by hand, signed in and past `welcome`."""
    url = practice.server.url
    async with (
        aiohttp.ClientSession(headers={"Origin": url, "Cookie": f"who={who}"}) as session,
        session.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket", max_msg_size=0) as socket,
    ):
        await socket.receive_str()
        if connect:
            await socket.send_str("40")
            await frame(socket, "welcome")
        yield socket


async def frame(socket: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next frame of that type, answering pings on the way."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            text = await socket.receive_str()
            if text == "2":
                await socket.send_str("3")
            elif text.startswith("42"):
                found: dict[str, Any] = json.loads(text[2:])[1]
                if found["type"] == kind:
                    return found


async def next_frame(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """The next frame of any type."""
    async with asyncio.timeout(PATIENCE_S):
        while not (text := await socket.receive_str()).startswith("42"):
            if text == "2":
                await socket.send_str("3")
    found: dict[str, Any] = json.loads(text[2:])[1]
    return found


async def closed(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Read until the server has closed."""
    async with asyncio.timeout(PATIENCE_S):
        while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
            if message.data == "2":
                await socket.send_str("3")
    assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING)


async def test_welcome_says_who_the_server_takes_one_for(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        nurse = await practice.page("npc")
        assert nurse.frames[0] == {
            "type": "welcome",
            "protocol": 1,
            "person": practice.staff["npc"],
            "role": "npc",
            "credential": "RN",
            "name": "Nora Nurse",
            "visit": None,
            "relays": [],
        }
        patient = await practice.page(f"patient@{visit}")
        assert patient.frames[0]["visit"] == visit
        assert patient.frames[0]["name"] == "Maria Garcia"


@pytest.mark.parametrize(
    ("cookies", "origin", "code"),
    [
        ({}, "", "not_signed_in"),
        ({"who": "nobody"}, "", "not_signed_in"),
        ({"who": "npc"}, None, "not_connected"),
        ({"who": "npc"}, "https://evil.example", "not_connected"),
        ({"who": "npc"}, "null", "not_connected"),
    ],
    ids=["no cookie", "unknown cookie", "no origin", "foreign origin", "null origin"],
)
async def test_a_stranger_is_not_let_in(tmp_path: Path, cookies: dict[str, str], origin: str | None, code: str) -> None:
    async with clinic(tmp_path) as practice:
        page = ProtocolClient()
        with pytest.raises(Refused, match=code):
            await page.connect(practice.server.url, cookies=cookies, origin=origin)
        assert len(practice.server.peers) == 0
        await page.close()


async def test_polling_is_refused(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice, aiohttp.ClientSession() as session:
        url = practice.server.url
        async with session.get(f"{url}/socket.io/?EIO=4&transport=polling", headers={"Origin": url}) as answer:
            assert answer.status == 400


async def test_a_patient_reaches_no_visit_but_its_own(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        own, other = await practice.visit(), await practice.visit(name="Somebody Else")
        patient = await practice.seated("patient", own)
        for visit in (other, "00000000-0000-4000-8000-000000000000"):
            with pytest.raises(Refused) as refused:
                await patient.request("visit.open", visit=visit)
            assert refused.value.code == "not_found"
        assert set(patient.visits) == {own}
        assert "Somebody" not in json.dumps(patient.frames)
        with pytest.raises(Refused, match="not_found"):
            await patient.request("board.watch")


async def test_three_frames_that_nobody_can_read_end_the_connection(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        nurse, other = await practice.page("npc"), await practice.seated("dermatologist", visit)
        await nurse.emit({"type": "fly", "id": 1})
        await nurse.emit(["not an object"])
        await nurse.until(lambda: [one["type"] for one in nurse.frames].count("error") == 2, "both are answered")
        assert [one["re"] for one in nurse.frames if one["type"] == "error"] == [1, None]
        await nurse.request("board.watch")
        await nurse.emit({"type": "admit", "id": 2, "visit": visit, "to": "the moon"})
        await nurse.until(lambda: nurse.bye == "misbehaved" and nurse.closed, "the third ends it")
        await other.request("visit.open", visit=visit)


async def test_attachments_are_refused_in_words_once_and_never_waited_for(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice, raw(practice, "npc") as socket:
        await socket.send_str('451-["frame",{"_placeholder":true,"num":0}]')
        await socket.send_bytes(b"2" * 1000)
        assert (await frame(socket, "error"))["message"] == "Attachments are not accepted."
        await socket.send_str('42["frame",{"type":"board.leave","id":5}]')
        assert (await next_frame(socket)) == {"type": "ok", "re": 5}, "the attachment itself was not a second fault"
        await socket.send_bytes(b"one that nothing announced")
        assert (await frame(socket, "error"))["code"] == "bad_frame"
        await socket.send_str('459999999999-["frame"]')
        assert (await frame(socket, "bye"))["reason"] == "misbehaved"
        await closed(socket)


async def test_an_event_that_is_not_of_the_protocol_is_answered_with_an_error(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        nurse = await practice.page("npc")
        await nurse.emit({"type": "board.watch", "id": 1}, event="admit_everybody")
        await nurse.until(lambda: nurse.frames[-1]["type"] == "error", "the answer")
        assert (nurse.frames[-1]["code"], nurse.frames[-1]["re"]) == ("bad_frame", None)
        assert "no such event" in nurse.frames[-1]["message"]
        await nurse.request("board.watch")


@pytest.mark.parametrize(
    "text",
    ['42["frame",{"type":"board.watch","id":1}]', '42/other,["frame",{}]', "41", "garbage", "43[]"],
    ids=lambda text: ascii(text[:12]),
)
async def test_whoever_speaks_before_saying_who_they_are_is_cut(tmp_path: Path, text: str) -> None:
    async with clinic(tmp_path) as practice:
        other = await practice.page("npc")
        async with raw(practice, "npc", connect=False) as socket:
            await socket.send_str(text if text == "garbage" else f"4{text.removeprefix('4')}")
            await closed(socket)
        await other.request("board.watch")
        assert len(practice.server.peers) == 1


async def test_a_connection_says_who_it_is_once(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice, raw(practice, "npc") as socket:
        await socket.send_str("40")
        assert "once" in (await frame(socket, "error"))["message"]
        assert len(practice.server.peers) == 1
        for _ in range(2):
            with contextlib.suppress(ConnectionResetError):
                await socket.send_str("40")
        assert (await frame(socket, "bye"))["reason"] == "misbehaved"
        await closed(socket)


@pytest.mark.parametrize("tab", ["t" * 65, 7, ["t"], {}], ids=["too long", "number", "list", "object"])
async def test_a_tab_that_is_no_short_text_is_refused_in_words(tmp_path: Path, tab: Any) -> None:
    async with clinic(tmp_path) as practice:
        page = ProtocolClient()
        with pytest.raises(Refused, match=r"invalid: `tab` is a text of up to 64 characters\."):
            await page.connect(practice.server.url, cookies={"who": "npc"}, auth={"tab": tab})
        await page.close()
        await (await practice.page("npc", tab="t" * 64)).request("board.watch")
        assert len(practice.server.peers) == 1


async def test_guessing_cookies_on_one_connection_ends_it(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice, raw(practice, "nobody", connect=False) as socket:
        for _ in range(4):
            await socket.send_str("40")
        await closed(socket)
        assert len(practice.server.peers) == 0


@pytest.mark.parametrize(
    "text",
    [
        '42["frame",' + "[" * 3000 + "]" * 3000 + "]",
        '42["frame",{"type":"board.watch","id":' + "9" * 6000 + "}]",
        '42["frame",{"type":"' + "x" * 70_000 + '"}]',
        '42["frame",{},{}]',
        "42[",
        "42",
        "4",
        "49",
        "42[[]]",
        '42["other",{}]',
        '42/admin,["frame",{}]',
        "43[]",
        "☃",
    ],
    ids=lambda text: ascii(text[:24]),
)
async def test_broken_packets_end_nobody_elses_connection(tmp_path: Path, text: str) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        other = await practice.seated("npc", visit)
        async with raw(practice, "dermatologist") as socket:
            for _ in range(5):
                if not socket.closed:
                    await socket.send_str(text)
            await other.request("visit.open", visit=visit)
        another = await practice.page("dermatologist")
        await another.request("board.watch")


async def test_a_payload_far_above_the_limit_ends_its_own_connection_only(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        other = await practice.page("npc")
        async with raw(practice, "dermatologist") as socket:
            await socket.send_str("42" + json.dumps(["frame", "x" * 400_000]))
            await closed(socket)
        await other.request("board.watch")


async def test_more_waiting_requests_than_any_page_has_end_the_connection(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice, raw(practice, "npc") as socket:
        visit = await practice.visit()
        # The first of them waits for the writer, so that the others wait for the first however fast the database is.
        async with practice.store.unit():
            for number in range(200):
                await socket.send_str(f'42["frame",{{"type":"urgent","id":{number},"visit":"{visit}","on":true}}]')
            assert (await frame(socket, "bye"))["reason"] == "misbehaved"
        await closed(socket)


async def test_what_was_sent_before_leaving_is_still_done(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        async with raw(practice, f"patient@{visit}") as socket:
            for number, kind in enumerate(("visit.open", "check_in")):
                await socket.send_str(f'42["frame",{{"type":"{kind}","id":{number},"visit":"{visit}"}}]')
        nurse = await practice.seated("npc", visit)
        await nurse.sees(visit, state="waiting")
        await nurse.until(lambda: nurse.party(visit, "patient").get("connected") is False, "the patient's page is gone")


async def test_one_person_has_so_many_windows_and_no_more(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        for _ in range(16):
            await practice.page("npc")
        with pytest.raises(Refused, match="too_many"):
            await practice.page("npc")
        await practice.page("office")


async def test_whoever_never_says_who_they_are_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with clinic(tmp_path) as practice:
        other = await practice.page("npc")
        with monkeypatch.context() as patch:
            patch.setattr("server.signaling.socket_server.SIGN_IN_S", 0.0)
            async with raw(practice, "npc", connect=False) as socket:
                await closed(socket)
        await other.request("board.watch")
        assert not other.closed
