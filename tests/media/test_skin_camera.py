"""A phone beside the patient's page: another picture of the same seat, for those who look at skin, and evidence of no second party."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCSessionDescription

from server.access.policy import Actor
from server.base.errors import NotFound, NotNow, SeatTaken
from server.base.ids import VisitId
from server.evidence.events import DeviceSet, MediaTick
from server.evidence.facts import MediaInterval
from server.evidence.fold import fold
from server.media.negotiation import plan
from tests.integration.clinic import Clinic, clinic
from tests.media.clients import Client, Grey, Tone, until
from tests.media.test_rooms_media import Person, comes

SKIN = 230


async def films(practice: Clinic, actor: Actor, visit: VisitId, phone: str = "phone", grey: int = SKIN) -> Client:
    """A phone that offers a picture."""
    media = Client()
    media.send(Grey(grey))
    async with practice.server.registry.room(visit) as room:
        answer = await room.offer_skin_camera(actor, phone, await media.offer())
        await media.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await until(lambda: room.skin_camera_stands(actor, phone).media == "connected", "the phone is connected")
    return media


def slot(person: Person, track: str) -> str | None:
    """The section that carries that track of anybody's."""
    return next((one["mid"] for one in person.page.visits[person.visit]["slots"] if one["track"] == track), None)


async def shows(person: Person, track: str, grey: int) -> None:
    await until(lambda: (mid := slot(person, track)) and person.media.shown[mid].shows(grey), f"{track} shows {grey}")


async def test_a_phone_shows_skin_beside_the_face_and_is_nobody(tmp_path: Path, loopback: Any) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await comes(practice, "patient", visit), await comes(practice, "npc", visit)
        await patient.page.request("check_in", visit=visit)
        actor = practice.callers[f"patient@{visit}"].actor
        phone = await films(practice, actor, visit)
        await nurse.page.request("admit", visit=visit, to="intake")
        await shows(nurse, "camera", 60)
        await shows(nurse, "skin_camera", SKIN)
        frame = nurse.page.visits[visit]
        assert sorted(one["role"] for one in frame["parties"]) == ["npc", "patient"], "no party more"
        assert [one["kind"] for one in frame["slots"]].count("audio") == 1, "no voice more"
        assert slot(patient, "skin_camera") is None, "the page beside it does not see it"

        # Detail of the phone's picture and light there are asked of the phone, not of the page's camera.
        seat = next(one["seat"] for one in frame["parties"] if one["role"] == "patient")
        async with practice.server.registry.room(visit) as room:

            def arrives() -> bool:
                room.look_at_arrivals(practice.clock.mono_ns())
                shown = nurse.page.party(visit, "patient")["skin_camera"]
                return bool(shown == {"arriving": True, "sharper": False, "asked": None})

            await until(arrives, "the nurse is told that the phone's picture arrives")
        for ask in ("sharper", "torch"):
            await nurse.page.request("camera", visit=visit, seat=seat, ask=ask, track="skin_camera")
        async with practice.server.registry.room(visit) as room:
            standing = room.skin_camera_stands(actor, "phone")
            assert (standing.seen, standing.sending, standing.sharper, standing.asked) == (True, True, True, "torch")
            room.answer_skin_camera(actor, "phone")
            assert room.skin_camera_stands(actor, "phone").asked is None
            assert not next(one for one in nurse.page.visits[visit]["parties"] if one["seat"] == seat)["sharper"]

            # Another phone is paired, asks first how things stand, and takes over; the first is told so, and its picture goes.
            room.await_skin_camera(actor, "other")
            standing = room.skin_camera_stands(actor, "other")
            assert (standing.media, standing.sharper) == (None, True)
            other = await films(practice, actor, visit, "other", 16)
            await shows(nurse, "skin_camera", 16)
            with pytest.raises(SeatTaken):
                room.skin_camera_stands(actor, "phone")
            await practice.server.ticker.tick()

            await room.end_skin_camera(actor)
            await until(lambda: slot(nurse, "skin_camera") is None, "its picture is gone")
            await room.end_skin_camera(actor)  # Saying it twice changes nothing.
        await shows(nurse, "camera", 60)
        await nurse.page.request("end", visit=visit)

        events = await practice.evidence(visit)
        switched = [(one.on, one.reason) for one in events if isinstance(one, DeviceSet) and one.track == "skin_camera"]
        assert switched == [(True, "chosen"), (False, "chosen")]
        pairs = [pair for one in events if isinstance(one, MediaTick) for pair in one.pairs]
        assert {(pair.source, pair.track) for pair in pairs if pair.source == seat} == {
            (seat, "microphone"), (seat, "camera"), (seat, "skin_camera"),
        }  # fmt: skip
        async with practice.store.reading() as unit:
            facts = fold(await unit.evidence(visit))
        assert len(facts.participants) == 2
        seen = [one for one in facts.events if isinstance(one, MediaInterval) and one.kind == "video"]
        spans = sorted((one.start, one.end) for one in seen if one.who != practice.staff["npc"])
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans)), "counted once"
        for media in (patient.media, nurse.media, phone, other):
            await media.close()


async def test_a_phone_that_falls_silent_is_the_camera_no_more_until_it_is_back(tmp_path: Path, loopback: Any) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await comes(practice, "patient", visit), await comes(practice, "npc", visit)
        await patient.page.request("check_in", visit=visit)
        actor = practice.callers[f"patient@{visit}"].actor
        await nurse.page.request("admit", visit=visit, to="intake")
        phone = await films(practice, actor, visit)
        await shows(nurse, "skin_camera", SKIN)
        await phone.close()
        async with practice.server.registry.room(visit) as room:
            now_ns = practice.clock.mono_ns()
            await room.look_at_skin_cameras(now_ns + 5_000_000_000)
            assert slot(nurse, "skin_camera") is not None, "a reload is waited for"
            room.look_at_arrivals(now_ns + 5_000_000_000)
            silent = {"arriving": False, "sharper": False, "asked": None}
            await nurse.page.sees_party(visit, "patient", skin_camera=silent)
            await room.look_at_skin_cameras(now_ns + 30_000_000_000)
            await until(lambda: slot(nurse, "skin_camera") is None, "its picture is gone")
        again = await films(practice, actor, visit)
        await shows(nurse, "skin_camera", SKIN)

        # Whoever is not the patient's side has no such camera, and one without a seat beside it has nobody to film for.
        async with practice.server.registry.room(visit) as room:
            with pytest.raises(NotFound):
                room.skin_camera_stands(practice.callers["npc"].actor, "phone")
            with pytest.raises(NotNow):
                room.skin_camera_stands(practice.callers[f"caregiver@{visit}"].actor, "phone")
            await nurse.page.request("end", visit=visit)
            with pytest.raises(NotNow):
                room.skin_camera_stands(actor, "phone")
        await until(lambda: practice.media.stats()["connections"] == 0, "the phone's media end with the visit")
        for media in (patient.media, nurse.media, again):
            await media.close()


async def test_only_the_picture_of_a_second_device_is_taken() -> None:
    media = Client()
    media.send(Tone(), Grey(100), Grey(101))
    media.receive(audio=1, video=1)
    lines = plan(await media.offer(), skin=True).lines
    assert [(line.track, line.receives, bool(line.codecs)) for line in lines] == [
        (None, False, False), ("skin_camera", False, True), (None, False, False), (None, False, False), (None, False, False),
    ]  # fmt: skip
    await media.close()
