"""A code for a second camera: short-lived, for one phone, ended by either page and with the link; it opens a camera and nothing else."""

from __future__ import annotations

import asyncio

from server.api.context import CONTEXT
from server.base.clock import SystemClock
from server.base.ids import VisitId
from server.rooms.skin_camera import SkinCamera
from tests.integration import databases
from tests.integration.served import Answer, Client, Page, Served
from tests.media.clients import until


async def waiting(server: Served) -> tuple[Client, Page, str]:
    """A patient in the waiting room."""
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    page = await server.page(patient, visit=visit)
    await page.ok("visit.open", visit=visit)
    await page.ok("check_in", visit=visit)
    return patient, page, visit


async def pairs(phone: Client, secret: str) -> Answer:
    return await phone.post("/api/skin-camera/enter", {"token": secret})


async def test_a_code_is_for_one_phone_and_opens_nothing_but_its_camera(server: Served) -> None:
    patient, _, visit = await waiting(server)
    cameras, links = server.app[CONTEXT].skin_cameras, server.app[CONTEXT].links
    shown = await patient.post("/api/visit-pass/skin-camera", {"visit": visit})
    assert shown.status == 200
    assert shown.json["picture"].startswith("data:image/svg+xml")
    assert shown.json["seconds"] == 300
    assert (await server.browser().post("/api/visit-pass/skin-camera", {"visit": visit})).status == 401

    # The page gets a picture; a test that cannot see asks for the secret behind the next one.
    entered = await links.holder(VisitId(visit), next(iter(patient.cookies.values())))
    old, secret = cameras.offer(entered), cameras.offer(entered)
    one, other = server.browser(), server.browser()
    assert (await pairs(one, old)).status == 404, "a newer code ends the one before it"
    first, second = await asyncio.gather(pairs(one, secret), pairs(other, secret))
    assert sorted([first.status, second.status]) == [200, 404], "one phone, however fast two are"
    phone = one if first.status == 200 else other
    assert (first if first.status == 200 else second).json["visit"] == visit

    standing = await phone.get(f"/api/skin-camera?visit={visit}")
    assert standing.json["media"] is None
    assert standing.json["sending"] is False, "nobody has admitted the patient yet"
    [pass_] = phone.cookies.values()
    for refused in (f"/api/visit-pass?visit={visit}", f"/api/visit-pass/photos?visit={visit}"):
        assert (await phone.get(refused)).status == 401
    name = next(iter(patient.cookies))
    stolen = await server.browser().get(f"/api/visit-pass?visit={visit}", headers={"Cookie": f"{name}={pass_}"})
    assert stolen.status == 401, "under the other cookie's name it is no visit's pass either"
    assert (await phone.post("/api/skin-camera/offer", {"visit": visit, "sdp": "v=0"})).status == 422

    # Another phone takes the first one's place, which still films; ending it from the page ends its pass.
    again = server.browser()
    async with server.app[CONTEXT].room(VisitId(visit)) as room:
        [presence] = room._presences.values()
        presence.skin = SkinCamera("the first", SystemClock().mono_ns())
    assert (await pairs(again, cameras.offer(entered))).status == 200
    assert (await again.get(f"/api/skin-camera?visit={visit}")).json["media"] is None, "it is the one to offer now"
    late = await phone.get(f"/api/skin-camera?visit={visit}")
    assert (late.status, late.json["code"]) == (409, "seat_taken"), "and the first is told so"
    left = cameras.offer(entered)
    assert (await patient.post("/api/visit-pass/skin-camera/end", {"visit": visit})).status == 204
    assert (await again.get(f"/api/skin-camera?visit={visit}")).status == 401
    assert (await pairs(server.browser(), left)).status == 404, "nor does the code on the screen work any more"

    # A new link for the patient ends what came by the old one.
    last = server.browser()
    assert (await pairs(last, cameras.offer(entered))).status == 200
    pending = cameras.offer(entered)
    office = await server.signed_in("office")
    assert (await office.post(f"/api/visits/{visit}/link")).status in (200, 201)
    assert (await last.get(f"/api/skin-camera?visit={visit}")).status == 401
    assert (await pairs(server.browser(), pending)).status == 404


async def test_a_code_that_the_store_could_not_take_in_is_worth_what_it_was(server: Served) -> None:
    patient, _, visit = await waiting(server)
    cameras, links = server.app[CONTEXT].skin_cameras, server.app[CONTEXT].links
    secret = cameras.offer(await links.holder(VisitId(visit), next(iter(patient.cookies.values()))))
    with databases.locked(server.config.home):
        assert (await pairs(server.browser(), secret)).status == 503
    store = server.app[CONTEXT].store
    await until(lambda: store.keeping == "kept", "the database is back")
    assert (await pairs(server.browser(), secret)).status == 200


async def test_before_check_in_there_is_nothing_to_film_for(server: Served) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    refused = await patient.post("/api/visit-pass/skin-camera", {"visit": visit})
    assert (refused.status, refused.json["code"]) == (409, "not_now")
