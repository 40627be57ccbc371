"""The longest gap in a call's media while others send photos to the same server.

Two parties of a visit on the running server: a patient and a dermatologist, joined by the protocol, each sending a packet of
Opus every 20 ms and VP8 at 30 frames a second, each counting what of the other arrives. The kernel stamps an arrival, so that
this program's own waiting is not in the gap; what its sending was late is, and is told beside it.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field

import aiohttp

from bench.media_load import clips, packetize
from bench.media_peer import Peer
from tests.e2e.practice import Practice
from tests.protocol_client import ProtocolClient

SETTLE_S = 3.0
_NS_PER_MS = 1_000_000


class Party(Peer):
    """A peer that keeps when each packet of the other's voice arrived and when it had been sent, nanoseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[int, int]] = []

    def _voice(self, came: int, sent: int) -> None:
        self.heard.append((came, sent))


@dataclass
class Gaps:
    """Between one packet of voice and the next, milliseconds: as they arrived, as they were sent, and each one's way."""

    arrived: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    way: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, parties: list[Party]) -> Gaps:
        """Of everything heard since `heard` was emptied."""
        found = cls()
        for party in parties:
            ordered = sorted(party.heard)
            found.way += [(came - sent) / _NS_PER_MS for came, sent in ordered]
            for (came, sent), (next_came, next_sent) in itertools.pairwise(ordered):
                found.arrived.append((next_came - came) / _NS_PER_MS)
                found.sent.append((next_sent - sent) / _NS_PER_MS)
        return found


class Call:
    """A visit with two parties in it. `close` ends both."""

    def __init__(self, pages: list[ProtocolClient], parties: list[Party]) -> None:
        self._pages, self._parties = pages, parties

    @classmethod
    async def begin(cls, practice: Practice, which: int) -> Call:
        """The `which`-th visit of the demonstration practice, its patient admitted to the dermatologist, both heard."""
        known = practice.demo["visits"][which]
        visit, token = known["id"], known["link"].partition("#")[2]
        jar = aiohttp.CookieJar(treat_as_secure_origin=[practice.url])
        async with aiohttp.ClientSession(practice.url, headers={"Origin": practice.url}, cookie_jar=jar) as http:
            entering = {"token": token, "date_of_birth": known["date_of_birth"]}
            (await http.post("/api/visit-link/enter", json=entering)).raise_for_status()
            passes = {cookie.key: cookie.value for cookie in jar}
        client = await practice.sign_in("dermatologist")
        cookies = {cookie.key: cookie.value for cookie in client.cookie_jar}
        await client.close()
        patient, doctor = ProtocolClient(), ProtocolClient()
        await patient.connect(practice.url, cookies=passes, auth={"visit": visit, "tab": "bench patient"})
        await doctor.connect(practice.url, cookies=cookies, auth={"tab": "bench doctor"})
        for page in (patient, doctor):
            await page.request("visit.open", visit=visit)
        await patient.request("check_in", visit=visit)
        await doctor.request("admit", visit=visit, to="dermatologist")
        parties = []
        sound, picture = clips()
        for page in (patient, doctor):
            party = Party()
            answer = await page.request("media.offer", visit=visit, sdp=party.offer())
            await party.connect(answer["sdp"])
            parties.append(party)
        for number, party in enumerate(parties):
            party.play(sound, [packetize(frame) for frame in picture], number * 0.0137)
        await asyncio.sleep(SETTLE_S)
        if not all(party.heard for party in parties):
            raise SystemExit("the two do not hear each other")
        return cls([patient, doctor], parties)

    async def gaps(self, during: Awaitable[None]) -> Gaps:
        """What they heard of each other meanwhile."""
        for party in self._parties:
            party.heard.clear()
        begun = time.time_ns()
        await during
        # What was never heard again is a gap, too.
        ended = time.time_ns()
        found = Gaps.of(self._parties)
        for party in self._parties:
            last = max(came for came, _ in party.heard) if party.heard else begun
            found.arrived.append((ended - last) / _NS_PER_MS)
        return found

    async def close(self) -> None:
        """Both hang up."""
        for page in self._pages:
            await page.close()
        for party in self._parties:
            party.stop()
