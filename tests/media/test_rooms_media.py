"""A visit with real media: which source arrives at which sink, at every step, through rooms, router and one UDP port."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCSessionDescription

from server.base.ids import VisitId
from server.evidence.events import LadderStepped, MediaTick, VisitMoved
from server.evidence.fold import fold
from server.media.here import Here
from server.rooms.quality_watch import QualityWatch
from server.rooms.views import PartyQuality
from server.visits.machine import Move
from tests.integration.clinic import Clinic, clinic
from tests.media.clients import Client, Grey, Tone, until
from tests.patience import PATIENCE_S
from tests.protocol_client import ProtocolClient, Refused

GREYS = {"patient": 60, "npc": 130, "dermatologist": 200}


@dataclass
class Person:
    """A page with its media connection."""

    role: str
    page: ProtocolClient
    media: Client
    visit: VisitId

    def mid(self, of: str, kind: str) -> str | None:
        """The section of this person's that carries that party's medium now, as the newest frame says."""
        frame = self.page.visits[self.visit]
        seats = {party["seat"]: party["role"] for party in frame["parties"]}
        return next(
            (slot["mid"] for slot in frame["slots"] if slot["kind"] == kind and seats.get(slot["seat"]) == of), None
        )

    async def gets(self, *others: str) -> None:
        """Wait until the pictures and voices of exactly these parties arrive here, each where the slots say."""

        def arrives() -> bool:
            named = {role for role in GREYS if self.mid(role, "video")}
            if named != set(others) or named != {role for role in GREYS if self.mid(role, "audio")}:
                return False
            return all(self.media.shown[str(self.mid(role, "video"))].shows(GREYS[role]) for role in others)

        await until(arrives, f"{self.role} sees {others}")
        heard = {role: self.media.shown[str(self.mid(role, "audio"))] for role in others}
        before = {role: shown.frames for role, shown in heard.items()}
        await until(
            lambda: all(shown.frames > before[role] + 10 for role, shown in heard.items()), f"and hears {others}"
        )


async def comes(practice: Clinic, role: str, visit: VisitId) -> Person:
    """A page of that role opens the visit and connects its media."""
    page = await practice.seated(role, visit)
    media = Client()
    media.send(Tone(6000), Grey(GREYS[role]))
    media.receive(audio=5, video=4)
    answer = await page.request("media.offer", visit=visit, sdp=await media.offer())
    await media.pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
    await page.sees(visit, media="connected")
    return Person(role, page, media, visit)


def packets(ticks: list[MediaTick]) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for tick in ticks:
        for pair in tick.pairs:
            key = (pair.source, pair.sink, pair.track)
            found[key] = found.get(key, 0) + pair.packets
    return found


@pytest.mark.parametrize("workers", [0, 2])
async def test_two_parties_see_and_hear_each_other_from_admission_to_the_end(
    tmp_path: Path, loopback: Any, workers: int
) -> None:
    async with clinic(tmp_path, workers=workers) as practice:
        visit = await practice.visit()
        patient, nurse = await comes(practice, "patient", visit), await comes(practice, "npc", visit)
        await patient.page.request("check_in", visit=visit)
        assert patient.page.visits[visit]["slots"] == []
        connection = patient.media.pc.localDescription.sdp

        await nurse.page.request("admit", visit=visit, to="intake")
        await patient.page.sees(visit, state="intake")
        await patient.gets("npc")
        await nurse.gets("patient")
        await practice.server.ticker.tick()
        await nurse.page.request("end", visit=visit)
        await patient.page.sees(visit, state="ended", slots=[], media=None)
        await until(lambda: practice.media.stats()["connections"] == 0, "the visit's media are closed")
        assert patient.media.pc.localDescription.sdp == connection

        events = await practice.evidence(visit)
        ticks = [event for event in events if isinstance(event, MediaTick)]
        assert len(ticks) == 2, "one of five seconds, one before the end"
        place = events.index(ticks[-1])
        end = events[place + 1]
        assert isinstance(end, VisitMoved)
        assert end.move is Move.END
        counted = packets(ticks)
        assert len(counted) == 4
        assert all(counted.values())
        async with practice.store.reading() as unit:
            facts = fold(await unit.evidence(visit))
        assert len([one for one in facts.events if getattr(one, "kind", "") == "video"]) >= 2
        for person in (patient, nurse):
            await person.media.close()


async def test_three_parties_hold_and_huddle(tmp_path: Path, loopback: Any) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await comes(practice, "patient", visit), await comes(practice, "npc", visit)
        await patient.page.request("check_in", visit=visit)
        await nurse.page.request("admit", visit=visit, to="intake")
        await patient.gets("npc")
        await nurse.page.request("hand_over", visit=visit, note="")
        derm = await comes(practice, "dermatologist", visit)
        await patient.gets("npc")
        assert derm.page.visits[visit]["slots"] == []

        await derm.page.request("huddle", visit=visit, on=True)
        await derm.gets("npc")
        await nurse.gets("dermatologist")
        await patient.gets()

        nurses_slot = nurse.mid("dermatologist", "video")
        await derm.page.request("join", visit=visit)
        await patient.gets("npc", "dermatologist")
        await nurse.gets("patient", "dermatologist")
        await derm.gets("patient", "npc")
        assert nurse.mid("dermatologist", "video") == nurses_slot

        await nurse.page.request("hold", visit=visit, on=True)
        await patient.gets()
        await nurse.gets("dermatologist")
        await nurse.page.request("hold", visit=visit, on=False)
        await patient.gets("npc", "dermatologist")

        await nurse.page.request("leave", visit=visit)
        await patient.gets("dermatologist")
        await derm.gets("patient")
        await nurse.gets()

        # A new connection for the same seat: everything is bound anew, nobody else does anything.
        await patient.media.close()
        patient.media = Client()
        patient.media.send(Tone(6000), Grey(GREYS["patient"]))
        patient.media.receive(audio=5, video=4)
        answer = await patient.page.request("media.offer", visit=visit, sdp=await patient.media.offer())
        await patient.media.pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
        await patient.gets("dermatologist")
        shown = derm.media.shown[str(derm.mid("patient", "video"))]
        before = shown.frames
        await until(lambda: shown.frames > before + 10, "the dermatologist sees the patient again")

        # A page's word goes no further than its media: a revoked link ends both at once.
        link = practice.callers[f"patient@{visit}"].actor.person
        await practice.server.live.link_revoked(visit, link)
        await patient.page.until(lambda: patient.page.bye == "revoked", "the patient is told")
        await derm.gets()
        for person in (patient, nurse, derm):
            await person.media.close()


async def test_a_silence_is_said_to_everybody_and_so_is_its_end(tmp_path: Path, loopback: Any) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await comes(practice, "patient", visit), await comes(practice, "npc", visit)
        await patient.page.request("check_in", visit=visit)

        def look() -> None:
            for room in practice.server.registry.rooms:
                room.look_at_arrivals(practice.clock.mono_ns())

        async def told(**fields: Any) -> None:
            def fits() -> bool:
                look()
                parties = [page.party(visit, "patient") for page in (nurse.page, patient.page)]
                return all(party[name] == value for party in parties for name, value in fields.items())

            await until(fits, f"both pages are told {fields}")

        look()
        assert nurse.page.party(visit, "patient")["arriving"] is None, "nothing is due in the waiting room"
        await nurse.page.request("admit", visit=visit, to="intake")
        await nurse.gets("patient")
        await told(arriving="all")
        practice.clock.ahead_s += 60
        await told(arriving="nothing")
        practice.clock.ahead_s -= 60
        await told(arriving="all")

        # What the party says of its devices goes to the others in its own words, and is no silence.
        await patient.page.request("media.device", visit=visit, track="camera", state="none", reason="interrupted")
        await patient.page.request("media.device", visit=visit, track="microphone", state="on", reason="silent")
        await patient.page.request("away", visit=visit, on=True)
        await told(camera="none", camera_reason="interrupted", microphone="on", microphone_reason="silent", away=True)
        await told(arriving="all")
        await patient.page.request("away", visit=visit, on=False)
        await told(away=False)
        for person in (patient, nurse):
            await person.media.close()


async def test_a_rung_of_the_ladder_is_in_the_log_and_said_to_both_sides(tmp_path: Path, loopback: Any) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await comes(practice, "patient", visit), await comes(practice, "npc", visit)
        await patient.page.request("check_in", visit=visit)
        await nurse.page.request("admit", visit=visit, to="intake")
        await nurse.gets("patient")
        async with practice.server.registry.room(visit) as room:
            assert isinstance(practice.media, Here)
            media = practice.media.server
            sessions = {session.owner: session for session in media._sessions}
            seat = nurse.page.party(visit, "patient")["seat"]
            session = sessions[seat]

            # The clock that moves the rungs stands still: what they are is the test's to say.
            media.rounds.stop()
            for one in sessions.values():
                one.uplink.rung = one.ladder.rung = "high"
            await room.look_at_ladders()
            await told(patient, nurse, sends="high", receives="high")
            session.uplink.rung = "audio_only"
            session.ladder.rung = "held"
            await room.look_at_ladders()
            await told(patient, nurse, sends="audio_only", receives="held")
            assert all(page.visits[visit]["lean"] for page in (patient.page, nurse.page))
            # No reading by the clock came yet: another word than the visit's would stand beside it.
            await until(lambda: standings(nurse.page, visit).get(seat) == "voice_only", "how the connection is, too")
            room.look_at_arrivals(practice.clock.mono_ns() + 60_000_000_000)
            session.uplink.rung, session.ladder.rung = "low", "high"
            await room.look_at_ladders()
            await told(patient, nurse, sends="low", receives="high")

        steps = [(e.way, e.rung) for e in await practice.evidence(visit) if isinstance(e, LadderStepped)]
        assert steps == [("up", "audio_only"), ("down", "held"), ("up", "low"), ("down", "high")]
        for person in (patient, nurse):
            await person.media.close()


def standings(page: ProtocolClient, visit: str) -> dict[str, str]:
    """What the page was told last of each connection."""
    frames = [frame for frame in page.frames if frame["type"] == "quality" and frame["visit"] == visit]
    return {party["seat"]: party["standing"] for party in frames[-1]["parties"]} if frames else {}


async def told(*people: Person, **fields: Any) -> None:
    def fits() -> bool:
        parties = [one.page.party(one.visit, "patient") for one in people]
        return all(party[name] == value for party in parties for name, value in fields.items())

    await until(fits, f"both pages are told {fields}")


async def test_a_clinician_asks_for_detail_and_for_the_other_camera(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.seated("patient", visit), await practice.seated("npc", visit)
        await patient.request("check_in", visit=visit)
        await nurse.request("admit", visit=visit, to="intake")
        seat = nurse.party(visit, "patient")["seat"]

        async def stands(sharper: bool, asked: str | None) -> None:
            for page in (patient, nurse):
                await page.sees_party(visit, "patient", sharper=sharper, asked=asked)

        await nurse.request("camera", visit=visit, seat=seat, ask="sharper")
        await nurse.request("camera", visit=visit, seat=seat, ask="turn")
        await stands(True, "turn")
        with pytest.raises(Refused, match="not_found"):
            await nurse.request("camera", visit=visit, seat=seat, ask="answered")
        with pytest.raises(Refused, match="not_found"):
            await patient.request("camera", visit=visit, seat=seat, ask="usual")
        await patient.request("camera", visit=visit, seat=seat, ask="answered")
        await nurse.request("camera", visit=visit, seat=seat, ask="usual")
        await stands(False, None)
        with pytest.raises(Refused, match="not_now"):
            await patient.request("media.restart", visit=visit, sdp="v=0")


@pytest.mark.parametrize("workers", [0, 2])
async def test_how_connections_are_is_said_and_kept_in_steps(tmp_path: Path, loopback: Any, workers: int) -> None:
    async with clinic(tmp_path, workers=workers) as practice:
        visit = await practice.visit()
        patient, nurse = await comes(practice, "patient", visit), await comes(practice, "npc", visit)
        await patient.page.request("check_in", visit=visit)
        watch = QualityWatch(practice.server.registry, practice.store, practice.clock)
        await watch.look()
        assert watch.standings == {}, "nobody is in a call"
        await nurse.page.request("admit", visit=visit, to="intake")
        await nurse.gets("patient")
        async with asyncio.timeout(PATIENCE_S):
            while watch.standings != {"good": 2}:  # a busy machine loses packets and steps down, and comes back
                async with practice.server.registry.room(visit) as room:
                    await room.look_at_ladders()
                await watch.look()
        practice.clock.ahead_s += 60
        await watch.look()
        assert watch.standings == {"gone": 2}
        practice.clock.ahead_s -= 60

        def said(page: ProtocolClient) -> list[dict[str, Any]]:
            return [frame for frame in page.frames if frame["type"] == "quality"]

        def gone() -> bool:
            newest = [said(page)[-1:] for page in (patient.page, nurse.page)]
            return all(frames and frames[0]["parties"][0]["standing"] == "gone" for frames in newest)

        await until(gone, "both pages are told")
        assert {len(frame["parties"]) for frame in said(patient.page)} == {1}
        assert {len(frame["parties"]) for frame in said(nurse.page)} == {2}
        async with practice.store.reading() as unit:
            steps = await unit.quality(visit)
        assert [[one["standing"] for one in parties] for _, parties in steps[-2:]] == [
            ["good", "good"],
            ["gone", "gone"],
        ]
        assert set(steps[0][1][0]) == set(PartyQuality.model_fields)
        for person in (patient, nurse):
            await person.media.close()
