"""How long a change takes to be on every board, with 200 patients in the waiting room: at the protocol, without browsers."""

import asyncio
import time
from contextlib import AsyncExitStack

import aiohttp

from bench.report import Figure
from tests.e2e.practice import Booking, Practice
from tests.protocol_client import ProtocolClient

PATIENTS = 200
CHANGES = 200
AT_ONCE = 10


async def enter(practice: Practice, booking: Booking) -> dict[str, str]:
    """Take the patient's link as the page does, agree, and return the cookies."""
    origin = {"Origin": practice.url}
    jar = aiohttp.CookieJar(treat_as_secure_origin=[practice.url])
    async with aiohttp.ClientSession(practice.url, headers=origin, cookie_jar=jar, raise_for_status=True) as client:
        token = booking.link.partition("#")[2]
        await client.post("/api/visit-link/enter", json={"token": token, "date_of_birth": booking.date_of_birth})
        async with client.get("/api/consent-text", params={"visit": booking.id}) as answer:
            version = (await answer.json())["version"]
        agreed = {"visit": booking.id, "consent": "telehealth", "text_version": version}
        await client.post("/api/visit-pass/consent", json=agreed)
        return {cookie.key: cookie.value for cookie in jar}


async def staff_client(practice: Practice, role: str) -> ProtocolClient:
    """A member of staff's socket."""
    async with await practice.sign_in(role) as session:
        cookies = {cookie.key: cookie.value for cookie in session.cookie_jar}
    client = ProtocolClient()
    await client.connect(practice.url, cookies=cookies)
    return client


async def wait_in(practice: Practice, patients: list[ProtocolClient], gate: asyncio.Semaphore) -> str:
    """One patient comes into the waiting room and stays there. Returns the visit."""
    async with gate:
        booking = await practice.book()
        client = ProtocolClient()
        await client.connect(
            practice.url, cookies=await enter(practice, booking), auth={"visit": booking.id, "tab": booking.id}
        )
        patients.append(client)
        await client.request("visit.open", visit=booking.id)
        await client.request("check_in", visit=booking.id)
    return booking.id


async def board_latency(practice: Practice) -> Figure:
    """From the office's request to the changed row at a nurse's board, in milliseconds."""
    values = []
    async with AsyncExitStack() as stack:
        patients: list[ProtocolClient] = []
        gate = asyncio.Semaphore(AT_ONCE)
        office, nurse = await staff_client(practice, "office"), await staff_client(practice, "RN")
        stack.push_async_callback(office.close)
        stack.push_async_callback(nurse.close)
        visits = await asyncio.gather(*(wait_in(practice, patients, gate) for _ in range(PATIENTS)))
        for patient in patients:
            stack.push_async_callback(patient.close)
        await nurse.request("board.watch")
        waiting = [row for row in nurse.rows.values() if row["state"] == "waiting"]
        assert len(waiting) >= PATIENTS
        for change in range(CHANGES):
            visit, on = visits[change % PATIENTS], change < PATIENTS
            start = time.perf_counter()
            request = asyncio.ensure_future(office.request("urgent", visit=visit, on=on))
            await nurse.until(lambda visit=visit, on=on: nurse.rows[visit]["urgent"] is on, "the row changed")  # type: ignore[misc]
            values.append((time.perf_counter() - start) * 1000)
            await request
    return Figure(f"a change → another board's row, {PATIENTS} patients waiting", values, bar="≤ 200 ms p99")
