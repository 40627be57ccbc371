"""A photo that both sides look at, with a pointer each, and a still that the patient may refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.base.ids import VisitId
from tests.integration.clinic import clinic
from tests.protocol_client import ProtocolClient, Refused

PHOTO = "7e0e2c7c-8a60-4a63-9a4e-0b7e2f3a0001"


async def until(page: ProtocolClient, visit: VisitId, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The visit's newest frame at this page, once it is as it should be."""
    await page.until(lambda: visit in page.visits and holds(page.visits[visit]), "the visit's frame")
    return page.visits[visit]


async def pointed(page: ProtocolClient) -> dict[str, Any]:
    """The newest word of where somebody else points."""
    await page.until(lambda: any(frame["type"] == "photo.pointed" for frame in page.frames), "photo.pointed")
    return next(frame for frame in reversed(page.frames) if frame["type"] == "photo.pointed")


async def test_both_sides_look_at_one_photo_point_in_it_and_either_ends_it(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        nurse = await practice.page("npc")
        doctor = await practice.seated("dermatologist", visit)
        await nurse.request("admit", visit=visit, to="intake")
        with pytest.raises(Refused, match="Join"):
            await doctor.request("photo.show", visit=visit, photo=PHOTO)
        await nurse.request("photo.show", visit=visit, photo=PHOTO)
        shown = await until(patient, visit, lambda frame: frame["showing"] is not None)
        assert shown["showing"]["photo"] == PHOTO
        assert shown["showing"]["name"].startswith("Nora Nurse")
        assert doctor.visits[visit]["showing"] is None, "who is not in the call is shown nothing"

        look = {"x": 0.4, "y": 0.6, "scale": 3.0}
        await nurse.request("photo.point", visit=visit, at=[0.25, 0.75], look=look)
        there = await pointed(patient)
        assert (there["at"], there["look"], there["photo"]) == ([0.25, 0.75], look, PHOTO)
        await patient.request("photo.point", visit=visit, at=[0.5, 0.5])
        assert (await pointed(nurse))["at"] == [0.5, 0.5]
        for wrong in ([1.5, 0.5], [0.5], "here"):
            with pytest.raises(Refused):
                await (await practice.seated("caregiver", visit)).request("photo.point", visit=visit, at=wrong)

        await nurse.request("hold", visit=visit, on=True)
        await until(patient, visit, lambda frame: frame["showing"] is None)
        await nurse.request("hold", visit=visit, on=False)
        await until(patient, visit, lambda frame: frame["showing"] is not None)
        with pytest.raises(Refused):
            await patient.request("photo.show", visit=visit, photo=PHOTO)
        await patient.request("photo.show", visit=visit, photo=None)
        await until(nurse, visit, lambda frame: frame["showing"] is None)
        await nurse.request("photo.show", visit=visit, photo=PHOTO)
        await until(patient, visit, lambda frame: frame["showing"] is not None)
        await nurse.request("leave", visit=visit)
        await until(patient, visit, lambda frame: frame["showing"] is None)


async def test_a_still_is_asked_for_told_to_the_patient_and_may_be_refused(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        nurse = await practice.page("npc")
        await nurse.request("admit", visit=visit, to="intake")
        await nurse.request("still", visit=visit, step="ask", view="scale", body_site="cheek-left")
        asked = (await until(patient, visit, lambda frame: frame["still"] is not None))["still"]
        assert (asked["number"], asked["view"], asked["body_site"], asked["state"]) == (
            1,
            "scale",
            "cheek-left",
            "asked",
        )
        await patient.request("still", visit=visit, step="refused")
        answered = (await until(nurse, visit, lambda frame: frame["still"]["state"] != "asked"))["still"]
        assert answered["state"] == "refused"
        await nurse.request("still", visit=visit, step="ask")
        again = await until(patient, visit, lambda frame: frame["still"]["state"] == "asked")
        assert again["still"]["number"] == 2
        await patient.request("still", visit=visit, step="taken")
        told = [event for event in await practice.evidence(visit) if event.type.startswith("still_")]
        assert [event.model_dump(mode="json").get("answer", "asked") for event in told] == [
            "asked", "refused", "asked", "taken",
        ]  # fmt: skip
        with pytest.raises(Refused):
            await nurse.request("still", visit=visit, step="taken")
