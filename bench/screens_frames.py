"""What hardly ever stands on the board or in a visit: the socket's frames, altered on their way so that the page has to say it. As
bench.screens_states: `python -m bench.screens_frames FOLDER [WALK…]`."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Page, WebSocketRoute, expect

from bench.screens import DESK, PICTURES
from bench.screens_around import Chromiums, Looks, walked
from bench.screens_patients import in_a_visit
from bench.screens_rare import altered
from bench.screens_states import BROWSERS
from tests.e2e.people import StaffPage
from tests.e2e.practice import Practice

Frame = dict[str, Any]
EVENT = '42["frame",'


@asynccontextmanager
async def told(page: Page, alter: Callable[[Frame], list[Frame]]) -> AsyncIterator[None]:
    """From its next socket on the page is told these frames in the place of each."""

    def onward(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def hear(said: str | bytes) -> None:
            words = said if isinstance(said, str) else said.decode(errors="replace")
            if not words.startswith(EVENT):
                route.send(said)
                return
            for frame in alter(json.loads(words[len(EVENT) : -1])):
                route.send(f"{EVENT}{json.dumps(frame)}]")

        server.on_message(hear)

    await page.route_web_socket(re.compile("socket.io"), onward)
    try:
        yield
    finally:
        await page.unroute_all()


def _rows(one: Frame) -> Iterator[Frame]:
    """A waiting patient in each standing that a row can name."""
    ago = (datetime.now(UTC) - timedelta(minutes=12)).isoformat()
    waits: Frame = {
        "state": "waiting", "waiting_since": ago, "camera": "on", "microphone": "on", "media": "connected", "here": True,
        "commands": ["admit_to_intake", "admit_to_dermatologist", "cancel", "no_show", "urgent", "manage_link"],
    }  # fmt: skip
    standings: dict[str, Frame] = {
        "Ana Unknown": {"licence": {"state": "NV", "status": "unknown", "licensed": []}, "interpreter": "vi"},
        "Ben Asks": {"phone": "asked_by_patient", "network": "poor"},
        "Cora Expects": {"phone": "asked_by_practice", "network": "none"},
        "Dan Chose": {"camera": "off", "camera_reason": "chosen", "network": "sound_only"},
        "Eve Lost": {"camera": "none", "camera_reason": "lost", "urgent": True},
        "Fay Used": {"camera": "none", "camera_reason": "in_use", "microphone_reason": "silent"},
        "Gus Gone": {"silent_since": ago, "here": False, "media": "closed"},
        "Hal Full": {"no_room": True, "media": "new"},
    }
    for name, more in standings.items():
        yield one | waits | {"visit": name, "patient_name": name} | more
    before = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    yield one | {"visit": "Kim Earlier", "patient_name": "Kim Earlier", "scheduled_at": before}
    yield one | {"visit": "Ida Due", "patient_name": "Ida Due", "patient_status": "derive"}
    yield one | {
        "visit": "Jan Live",
        "patient_name": "Jan Live",
        "state": "with_dermatologist",
        "with_names": ["Priya Raman"],
    }


async def board(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Each standing of a row; the day that is over with visits open; a disk that is full."""
    await practice.book("Wes Waits")
    full = {"type": "evidence", "keeping": "spooled", "disk_full": True}
    for name, shift, more in (
        ("standings", timedelta(), []),
        ("day-over", -timedelta(hours=3), []),
        ("disk-full", timedelta(), [full]),
    ):  # fmt: skip
        nurse = StaffPage(await chromiums["nurse"].window(viewport=DESK))
        await nurse.sign_in(practice, "RN")

        def alter(frame: Frame, shift: timedelta = shift, more: list[Frame] = more) -> list[Frame]:
            if frame["type"] == "board.row":
                return []
            if frame["type"] != "board":
                return [frame]
            one = frame["rows"][0] | {"scheduled_at": (datetime.now(UTC) + shift).isoformat()}
            return [frame | {"rows": list(_rows(one))}, *more]

        async with told(nurse.page, alter):
            await nurse.page.reload()
            await expect(nurse.page.get_by_role("row").nth(2)).to_be_visible()
            await looks.staff(nurse.page, f"rare-board-{name}")
            if name == "standings":
                await nurse.button("Sound is off, turn on").click()
                await nurse.page.get_by_role("button", name="More").first.click()
                await looks.staff(nurse.page, "rare-board-menu-and-sound")
        await nurse.page.context.close()


def _parties() -> dict[str, Frame]:
    """A patient in each standing that a tile can name."""
    off = {"camera": "none", "arriving": "no_picture"}
    return {
        "no-camera": off | {"camera_reason": "none"},
        "camera-denied": off | {"camera_reason": "denied"},
        "camera-lost": off | {"camera_reason": "lost"},
        "no-picture": {"arriving": "no_picture"},
        "no-sound": {"arriving": "no_sound", "asked": "torch"},
        "nothing": {"arriving": "nothing", "asked": "phone"},
        "asked-light": {"asked": "torch"},
        "asked-phone": {"asked": "phone"},
        "small": {"sends": "low", "receives": "low"},
        "held": {"sends": "held"},
        "not-heard": {"receives": "nothing"},
    }


async def visit(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Each standing of the patient's tile, of one's own connection, and of what the patient said."""
    _, nurse = await in_a_visit(chromiums, practice, "Rae Rare")
    page = nurse.page
    kinds: dict[str, tuple[str, Frame]] = {name: ("patient", more) for name, more in _parties().items()}
    kinds |= {f"own-{rung}": ("npc", {"sends": rung, "receives": rung}) for rung in ("held", "audio_only", "nothing")}
    now: dict[str, Any] = {}

    def alter(frame: Frame) -> list[Frame]:
        if frame["type"] != "visit":
            return [frame]
        parties = [one | now["more"] if one["role"] == now["who"] else one for one in frame["parties"]]
        licence = {"state": "NV", "status": now["licence"], "licensed": ["Priya Raman, MD"]}
        return [frame | {"parties": parties, "licence": licence, "phone": now["phone"], "network": now["network"]}]

    def record(told: Any) -> Any:
        arrival = told["arrival"] | now["arrival"]
        return told | {"arrival": arrival}

    arrivals: tuple[Frame, ...] = (
        {"minor": True, "guardian": None, "company": "others", "company_names": None, "interpreter": "none"},
        {"minor": True, "guardian": {"name": "Gina Small", "relation": "legal_guardian"}},
        {"minor": True, "guardian": {"name": "Gina Small", "relation": "other"}},
    )
    async with told(page, alter), altered(page, re.compile(r"/api/visits/[^/]+$"), record):
        for number, (name, (who, more)) in enumerate(kinds.items()):
            licence = ("unknown", "licensed", "not_licensed")[number % 3]
            phone = (None, *({"status": one, "number": None} for one in ("asked_by_patient", "asked_by_practice")))[
                number % 3
            ]
            network = ("good", "poor", "sound_only", "none")[number % 4]
            now |= {
                "who": who, "more": more, "arrival": arrivals[number % 3], "licence": licence, "phone": phone, "network": network,
            }  # fmt: skip
            await page.reload()
            await expect(nurse.party("patient")).to_be_visible()
            await page.wait_for_function(PICTURES, arg=0)
            if more.get("asked"):
                await nurse.party("patient").locator(".tile-tools > summary").click()
            if name == "small":
                await nurse.party("patient").get_by_text("Their connection").click()
            await looks.staff(page, f"rare-visit-{name}")
    await page.reload()
    await nurse.end()


WALKS = {"board": board, "visit": visit}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
