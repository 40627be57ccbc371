"""How soon whoever lost the right to be in a visit is out of it: `python -m bench.revoke [TIMES]`, which writes
bench/results/DATE-revoke.md.

A patient and a nurse hear and see each other; then the patient's link is ended by the office, or the administrator ends the
nurse's sign-ins, or makes the nurse something else. Taken from the request on: the closed socket of whoever that was, and the last
packet of sound or picture that still reached them, or reached the other party from them.
"""

import asyncio
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import aioice
from aiortc import RTCSessionDescription

from bench.board import enter
from bench.report import Figure, write
from tests.e2e.practice import Practice
from tests.media.clients import Client, Grey, Tone, until
from tests.protocol_client import ProtocolClient

TIMES = 30
BAR = "≤ 1 s"
AFTER_S = 1.2
"""How long after the request packets are looked for: whoever is not cut by then shows as that much."""
WHAT = {
    "link": "the patient's link is ended",
    "sign-in": "the nurse's sign-ins are ended",
    "role": "the nurse becomes something else",
}


@dataclass(slots=True)
class Party:
    """A page and its media. `last` is when the newest packet came, on this process's clock, seconds."""

    page: ProtocolClient
    media: Client
    last: float = 0.0

    async def connect(self, visit: str) -> None:
        """Make the one media connection of the seat."""
        self.media.send(Tone(), Grey(120))
        self.media.receive(audio=5, video=4)
        answer = await self.page.request("media.offer", visit=visit, sdp=await self.media.offer())
        transport: Any = self.media.pc.getTransceivers()[0].receiver.transport
        took = transport._handle_rtp_data

        async def take(data: bytes, arrival_time_ms: int) -> None:
            self.last = time.perf_counter()
            await took(data, arrival_time_ms)

        transport._handle_rtp_data = take
        await self.media.pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))

    @property
    def served(self) -> bool:
        """Whether sound and picture of the other one were decoded."""
        return {one.kind for one in self.media.shown.values() if one.frames} == {"audio", "video"}

    async def closed(self) -> float:
        """When its socket was closed."""
        await self.page.until(lambda: self.page.closed, "the socket is closed")
        return time.perf_counter()


async def party(stack: AsyncExitStack, practice: Practice, cookies: dict[str, str], visit: str | None) -> Party:
    """A page with its seat to come."""
    page, media = ProtocolClient(), Client()
    await page.connect(practice.url, cookies=cookies, auth={"visit": visit, "tab": "a"} if visit else {"tab": "a"})
    stack.push_async_callback(page.close)
    stack.push_async_callback(media.close)
    return Party(page, media)


async def met(stack: AsyncExitStack, practice: Practice) -> tuple[str, Party, Party]:
    """A patient and a nurse who hear and see each other, and their visit."""
    booking = await practice.book()
    patient = await party(stack, practice, await enter(practice, booking), booking.id)
    await patient.page.request("visit.open", visit=booking.id)
    await patient.page.request("check_in", visit=booking.id)
    async with await practice.sign_in("RN") as session:
        cookies = {cookie.key: cookie.value for cookie in session.cookie_jar}
    nurse = await party(stack, practice, cookies, None)
    await nurse.page.request("visit.open", visit=booking.id)
    await nurse.page.request("admit", visit=booking.id, to="intake")
    await asyncio.gather(patient.connect(booking.id), nurse.connect(booking.id))
    await until(lambda: patient.served and nurse.served, "both are heard and seen")
    return booking.id, patient, nurse


async def revoked(practice: Practice, admin: aiohttp.ClientSession, nurse: dict[str, Any], how: str) -> list[float]:
    """One visit, and what ends somebody's right to it. Returns when the socket was closed, the last packet came to them, and the
    last of theirs to the other party, milliseconds after the request; 0 for none after it."""
    async with AsyncExitStack() as stack:
        visit, patient, clinician = await met(stack, practice)
        cut, other = (patient, clinician) if how == "link" else (clinician, patient)
        closed = asyncio.ensure_future(cut.closed())
        start = time.perf_counter()
        match how:
            case "link":
                await (await practice.office()).delete(f"/api/visits/{visit}/link", raise_for_status=True)
            case "sign-in":
                await admin.delete(f"/api/staff/{nurse['id']}/sign-ins", raise_for_status=True)
            case _:
                scribe = nurse | {"role": "scribe", "credential": None}
                await admin.put(f"/api/staff/{nurse['id']}", json=told(scribe), raise_for_status=True)
        at = [await closed]
        await asyncio.sleep(start + AFTER_S - time.perf_counter())
        at += [cut.last, other.last]
    if how == "role":
        await admin.put(f"/api/staff/{nurse['id']}", json=told(nurse), raise_for_status=True)
    return [max(0.0, one - start) * 1000 for one in at]


def told(nurse: dict[str, Any]) -> dict[str, Any]:
    """What an administrator sends of an account."""
    return {field: nurse[field] for field in ("name", "role", "credential", "npi", "specialty", "licensed_states")}


async def revocations(practice: Practice, repeats: int) -> list[Figure]:
    """Each way so often, in turns."""
    values: dict[str, list[list[float]]] = {how: [] for how in WHAT}
    async with await practice.sign_in("administrator") as admin:
        async with admin.get("/api/staff") as answer:
            staff = (await answer.json())["staff"]
        nurse = next(one for one in staff if one["credential"] == "RN")
        for _ in range(repeats):
            for how, found in values.items():
                found.append(await revoked(practice, admin, nurse, how))
    parts = (
        "their socket is closed",
        "the last packet that reaches them",
        "the last packet of theirs that is forwarded",
    )
    return [
        Figure(f"{WHAT[how]} → {part}", [one[place] for one in found], bar=BAR)
        for how, found in values.items()
        for place, part in enumerate(parts)
    ]


async def main(repeats: int) -> None:
    """Measure and write it down."""
    load = os.getloadavg()[0]
    # aioice never offers 127.0.0.1 of itself.
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
    with tempfile.TemporaryDirectory() as folder:
        practice = await Practice(Path(folder) / "home").start()
        try:
            figures = await revocations(practice, repeats)
        finally:
            await practice.stop()
    for figure in figures:
        print(figure.row)
    print(write("revoke", "Whoever lost the right to be in a visit", figures, (
        "Server and both parties (aiortc, picture and sound both ways) on the same machine; each time a visit of its own.",
        "From the office's or the administrator's request on. The event is on disk before anybody is cut.",
        f"Packets were looked for until {AFTER_S:g} s after the request; 0 is none after it.",
    ), load))  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else TIMES))
