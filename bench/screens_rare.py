"""What hardly ever happens to a page of the staff's: the server's own answer, altered on its way so that the page has to say it. As
bench.screens_states: `python -m bench.screens_rare FOLDER [WALK…]`."""

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route, expect

from bench.screens import DESK
from bench.screens_around import Chromiums, Looks, walked
from bench.screens_coding import COURSES, booked, read
from bench.screens_states import BROWSERS
from tests.e2e.practice import ROOT, Practice
from tests.e2e.test_billing import signed_in as signed_in_at
from tests.integration.pictures import encoded, skin
from tests.integration.served import Served, served
from tests.integration.test_photo_answers import answered, asked_for, came
from tests.integration.test_photos import sent
from tests.integration.witnessed import held, talk

Alter = Callable[[Any], Any]
QUESTION = {"kind": "yes_no", "choices": [], "why": "Answer it.", "needed": True}
QUESTIONS = [
    "consent_telehealth", "consent_audio_only", "prior_em_related", "later_em_related", "later_em_soonest",
    "same_day_in_person", "longitudinal_relationship",
]  # fmt: skip
ACTIVITIES = (
    "talk", "image_review", "chart_review", "history_review", "documentation", "ordering", "care_coordination",
    "counseling_caregiver", "independent_interpretation_unbilled", "results_communication", "travel", "teaching",
    "separately_reported", "tech_setup", "scheduling", "waiting", "digital_review", "digital_reply", "digital_plan",
)  # fmt: skip
WHO = {"name": "Priya Raman", "credential": "MD"}
SINCE = "2026-11-20T17:00:00Z"
SOON = "2026-12-01T17:00:00Z"


@asynccontextmanager
async def altered(page: Page, path: str | re.Pattern[str], alter: Alter) -> AsyncIterator[None]:
    """The page's answers from there are these meanwhile."""

    async def answer(route: Route) -> None:
        real = await route.fetch()
        await route.fulfill(response=real, json=alter(await real.json()))

    await page.route(path, answer)
    try:
        yield
    finally:
        await page.unroute(path)


async def coding(looks: Looks, page: Page, server: Served) -> None:
    """A visit that goes on, evidence that was kept badly, a proposal that moved, a decision that waits."""
    visit = await held(server, await booked(server, COURSES[1]), talk(1200, 0))
    kinds: dict[str, Alter] = {
        "going-on": lambda told: told | {"visit_state": "in_intake"},
        "spooled": lambda told: told | {"evidence_kept": "spool"},
        "from-memory": lambda told: told | {"evidence_kept": "memory"},
        "strangers": lambda told: told | {"people": []},
        "every-activity": lambda told: (
            told | {"minutes": [told["minutes"][0] | {"activity": one} for one in ACTIVITIES]}
        ),
        "every-question": lambda told: (
            told | {"answered": [], "questions": [QUESTION | {"field": one} for one in QUESTIONS]}
        ),
        "every-answer": lambda told: (
            told | {"answered": QUESTIONS, "answers": told["answers"] | dict.fromkeys(QUESTIONS, True)}
        ),
    }
    for name, alter in kinds.items():
        async with altered(page, f"**/api/visits/{visit}/proposal", alter):
            await read(page, server, visit)
            await looks.staff(page, f"rare-coding-{name}")
    await read(page, server, visit)
    decide = page.get_by_role("button", name="Accept", exact=True).first
    refusals: dict[str, tuple[Callable[[Route], Awaitable[None]], str]] = {
        "stale": (
            lambda route: route.fulfill(status=409, json={"code": "stale", "detail": "stale"}),
            "proposal changed",
        ),
        "mistake": (
            lambda route: route.fulfill(status=500, json={"code": "internal", "detail": "internal"}),
            "internal",
        ),
        "cut-off": (lambda route: route.abort(), "could not be reached"),
    }
    for name, (refused, said) in refusals.items():
        await page.route("**/proposal/decision", refused)
        await decide.click()
        await expect(page.get_by_text(said).first).to_be_visible()
        await looks.staff(page, f"rare-coding-{name}")
        await page.unroute("**/proposal/decision")

    await read(page, server, visit)
    await decide.click()
    await expect(page.get_by_text("Accepted. The decision is on record.")).to_be_visible()
    async with altered(page, f"**/api/visits/{visit}/proposal", lambda told: told | {"code": "98006"}):
        await read(page, server, visit)
        await page.get_by_role("button", name="Accept as it is now").click()
        await expect(page.get_by_text("This visit has a decision already.")).to_be_visible()
        await looks.staff(page, "rare-coding-to-amend")


async def billing(looks: Looks, page: Page, server: Served) -> None:
    """A line for each standing and each thing that it may wait for, on the second page of three."""
    await held(server, await booked(server, COURSES[0]), talk(1200, 0))
    waits: list[dict[str, str | None]] = [
        {"kind": "element", "name": f"N{number}"} for number in (1, 2, 3, 4, 5, 7, 8, 9, 14, 16)
    ]
    waits += [{"kind": kind, "name": None} for kind in ("changed", "decision", "answer", "review")]

    def lines(told: Any) -> Any:
        one = told["visits"][0]
        standings = [one | {"status": "hold", "waits": [wait], "visit": f"{n}"} for n, wait in enumerate(waits)]
        standings += [
            one | {"status": status, "waits": [], "visit": status}
            for status in ("manual_review", "ready", "released", "closed")
        ]
        return told | {"visits": standings, "page": 2, "pages": 3, "total": 75}

    async with altered(page, "**/api/billing*", lines):
        await page.goto(f"{server.base}/staff/billing")
        await expect(page.get_by_role("row").nth(3)).to_be_visible()
        await looks.staff(page, "rare-billing-everything")


async def answers(looks: Looks, page: Page, server: Served) -> None:
    """Photos without a call in each standing, and what was written about them."""
    visit, token, _ = await asked_for(server)
    me = await came(server, token)
    await sent(me, visit, encoded(skin(800, 600)))
    doctor = await server.signed_in("MD")
    assert (await answered(doctor, visit)).status == 200
    clock = {"since": SINCE, "due": None, "left_s": 3600, "urgency": "near"}

    def queue(told: Any) -> Any:
        one = told["lines"][0] | {"photos": 2, "open_by": [WHO], "clinician": WHO}
        kinds: tuple[dict[str, Any], ...] = (
            {"standing": "to_answer", "clock": clock, "question": True},
            {"standing": "to_answer", "clock": clock | {"due": SINCE, "left_s": -3600, "urgency": "late"}},
            {"standing": "needs_visit", "clock": None},
            {"standing": "no_photos", "clock": None, "photos": 0, "open_by": []},
            {"standing": "answered", "clock": None, "read": True, "told": True, "replied_at": SINCE},
            {"standing": "answered", "clock": None, "read": False, "told": True, "replied_at": SINCE},
        )
        return {
            "lines": [
                one | kind | {"visit": f"{n}", "question": kind.get("question", False)} for n, kind in enumerate(kinds)
            ]
        }

    async with altered(page, "**/api/photo-queue", queue):
        await page.goto(f"{server.base}/staff/answers")
        await expect(page.get_by_text("Priya Raman").first).to_be_visible()
        await looks.staff(page, "rare-answers-queue")

    def panel(**more: Any) -> Alter:
        def alter(told: Any) -> Any:
            gone = told["messages"][0] | {"erased": True, "text": "", "read_at": SINCE, "id": "gone", "number": 0}
            return (
                told | {"messages": [gone, *told["messages"]], "may_take_plan_back": True, "state": "scheduled"} | more
            )

        return alter

    standings: dict[str, dict[str, Any]] = {
        "to-schedule": {"to_schedule": True},
        "planned": {"to_schedule": False, "scheduled_at": SOON},
    }
    for name, more in standings.items():
        async with altered(page, f"**/api/visits/{visit}/answer", panel(**more)):
            await page.goto(f"{server.base}/staff/visits/{visit}/photos")
            await expect(page.get_by_role("heading", name="Answer in writing")).to_be_visible()
            await looks.staff(page, f"rare-answer-{name}")


async def photos(looks: Looks, page: Page, server: Served) -> None:
    """What a patient may have told, in every word; the reader's own time on other days; a picture that cannot be had."""
    visit, token, _ = await asked_for(server, without_call=False, scheduled_at=SOON)
    me = await came(server, token)
    await sent(me, visit, encoded(skin(800, 600)))
    concern = {"number": 1, "body_site": None, "version": 1, "at": SINCE}
    stories: tuple[dict[str, Any], ...] = (
        {"since": "unsure", "changes": ["shape", "feel", "spreading"], "itch": 0, "bleeding": "unsure"},
        {"since": "always", "changes": ["none"], "pain": 10, "bleeding": "no"},
    )
    empty = {"itch": None, "pain": None, "bleeding": None} | dict.fromkeys(
        ("tried", "history", "medications", "allergies", "words"), ""
    )

    def told_of(told: Any) -> Any:
        one = told["photos"][0]
        concerns = [concern | {"id": f"c{n}", "story": empty | story} for n, story in enumerate(stories)]
        return told | {"concerns": concerns, "photos": [one | {"concern": "c0"}]}

    def read_on(told: Any) -> Any:
        return told | {"today": False, "day": "2026-12-01", "counts": True, "other_days_s": 725, "written": False}

    async with (
        altered(page, f"**/api/visits/{visit}/photos", told_of),
        altered(page, f"**/api/visits/{visit}/reading-time", read_on),
    ):
        await page.goto(f"{server.base}/staff/visits/{visit}/photos")
        await expect(page.get_by_text("how it feels").first).to_be_visible()
        await looks.staff(page, "rare-photos-stories")


async def office(looks: Looks, page: Page, server: Served) -> None:
    """Photos asked for, by somebody whose own clock is another."""
    ask = page.get_by_role("button", name="Ask for photos")
    await page.goto(f"{server.base}/staff/visits/new")
    await page.get_by_label("New to this server").check()
    await page.get_by_label("Photos, answered in writing").check()
    await ask.click()
    await looks.staff(page, "rare-photos-asked-wrong")
    await page.get_by_label("Full name").fill("Phil Photo")
    await page.get_by_label("Date of birth").fill("1970-01-01")
    await page.get_by_label("Reason for the visit").fill("Rash")
    await page.get_by_label("Established", exact=True).check()
    await page.get_by_label("Payer").select_option("PRIV_98000")
    await ask.click()
    await expect(page.get_by_text("Photos asked for").first).to_be_visible()
    await looks.staff(page, "rare-photos-asked")


async def administration(looks: Looks, page: Page, server: Served) -> None:
    """A preview of payer rules as it hardly ever is."""
    cases: dict[str, dict[str, Any]] = {
        "none": {"changes": [], "asked": 159, "in_force": 159, "borrowed": False},
        "part": {"changes": [], "asked": 159, "in_force": 12, "borrowed": True},
    }
    for name, more in cases.items():

        def alter(told: Any, more: dict[str, Any] = more) -> Any:
            return told | more

        async with altered(page, "**/api/payers/preview", alter):
            await page.goto(f"{server.base}/staff/payers")
            await page.get_by_role("link", name="Texas Medicaid").click()
            await page.get_by_role("button", name="Change these rules").first.click()
            await page.get_by_label("First date of service").fill("2026-06-01")
            await page.get_by_role("button", name="Show what would change").click()
            await expect(page.get_by_role("button", name="Record this version")).to_be_visible()
            await looks.staff(page, f"rare-preview-{name}")


async def rare(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """All of them, each on the server of its own."""
    walks = (
        (coding, "MD"), (billing, "biller"), (answers, "MD"), (photos, "MD"), (office, "office"), (administration, "administrator"),
    )  # fmt: skip
    for walk, role in walks:
        with tempfile.TemporaryDirectory() as name:
            async with served(Path(name) / "home", dist=ROOT / "web/dist") as server:
                # Away from the practice's clock, as a clinician at home may be.
                page = (await chromiums["dermatologist"].window(viewport=DESK, timezone_id="America/New_York")).page
                await signed_in_at(page, server, role)
                try:
                    await walk(looks, page, server)
                except Exception as error:
                    print(walk.__name__, repr(error)[:1200])
                await page.context.close()


WALKS = {"rare": rare}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
