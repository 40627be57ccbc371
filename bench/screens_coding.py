"""What a proposal and the biller's queue may say: visits that were held in many ways, each with its flags; a decision with mistakes, in
review, asked about, amended. As bench.screens_states: `python -m bench.screens_coding FOLDER [WALK…]`."""

import asyncio
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from bench.screens import DESK
from bench.screens_around import Chromiums, Looks, walked
from bench.screens_states import BROWSERS
from server.practice.demo import ZONE
from tests.e2e.practice import ROOT, Practice
from tests.e2e.test_billing import signed_in as signed_in_at
from tests.integration.served import Served, served
from tests.integration.witnessed import Sends, held, talk
from tests.midnight import soon


@dataclass(frozen=True)
class Course:
    """How a visit went, and for whom it is coded."""

    name: str
    payer: str | None
    sends: Sends
    status: str = "established"
    more: dict[str, Any] = field(default_factory=dict)


def one_way(role: str) -> Sends:
    """Ten minutes of one side alone."""
    sends: Sends = {"patient": (), "clinician": ()}
    sends["patient" if role == "patient" else "clinician"] = ((0, 600, "microphone"), (0, 600, "camera"))
    return sends


COURSES = (
    Course("Nell Nothing", "PRIV_98000", {"patient": (), "clinician": ()}),
    Course("Olga Oneway", "PRIV_98000", one_way("patient")),
    Course("Vic Voice", "MEDICARE_FFS", talk(0, 900)),
    Course("Walt Without", "PRIV_NO_AUDIO", talk(0, 900)),
    Course("Hal Half", "PRIV_98000", talk(450, 450), "new"),
    Course("Una Unknown", "MEDICAID_CA", talk(900, 0), more={"consented": False, "located": False}),
    Course("Lou Long", "PRIV_98000", talk(5400, 0)),
    Course("Sid Short", "PRIV_992_95", talk(240, 0), "new"),
    Course("Paul Payshimself", None, talk(1200, 0), "derive"),
)


async def booked(server: Served, course: Course) -> int:
    """The office makes the visit; its number among the server's."""
    office = await server.signed_in("office")
    staff = (await office.get("/api/staff")).json["staff"]
    answer = await office.post("/api/visits", {
        "patient": {"name": course.name, "date_of_birth": "1961-02-01", "language": "en", "state": "CA"},
        "scheduled_at": soon().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "reason": "A rash",
        "payer": course.payer,
        "patient_status": course.status,
        "rendering": next(one["id"] for one in staff if one["role"] == "dermatologist"),
    })  # fmt: skip
    assert answer.status == 201, answer.text
    server.demo["visits"].append({"id": answer.json["id"]})
    return len(server.demo["visits"]) - 1


async def proposals(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """Each course of a visit as its clinician reads it, then the queue of all of them."""
    with tempfile.TemporaryDirectory() as name:
        async with served(Path(name) / "home", dist=ROOT / "web/dist") as server:
            page = (await chromiums["dermatologist"].window(viewport=DESK)).page
            await signed_in_at(page, server, "MD")
            midnight = datetime.combine(datetime.now(ZoneInfo(ZONE)).date(), time(), ZoneInfo(ZONE))
            late = Course(
                "Mia Midnight", "MEDICARE_FFS", talk(1200, 0), more={"begun": midnight - timedelta(minutes=8)}
            )
            for course in (*COURSES, late):
                visit = await held(server, await booked(server, course), course.sends, **course.more)
                await read(page, server, visit)
                await looks.staff(page, f"coding-{course.name.split()[1].lower()}")
            biller = (await chromiums["nurse"].window(viewport=DESK)).page
            await signed_in_at(biller, server, "biller")
            await expect(biller.get_by_role("row").nth(3)).to_be_visible()
            await looks.staff(biller, "billing-many")
            await biller.get_by_label("Patient’s name").fill("Nobody")
            await expect(biller.get_by_text("No line here is of a patient named")).to_be_visible()
            await looks.staff(biller, "billing-nobody")
            await biller.get_by_label("Patient’s name").fill("")
            await biller.get_by_label("Show").select_option("released")
            await expect(biller.get_by_text("Nothing here.")).to_be_visible()
            await looks.staff(biller, "billing-none-released")


async def read(page: Page, server: Served, visit: str) -> None:
    """Open the visit's proposal."""
    await page.goto(f"{server.base}/staff/visits/{visit}/coding")
    await expect(page.get_by_role("region", name="Coding proposal")).to_be_visible()


async def decisions(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """An override with every mistake, sent to review, asked about, answered, about to be amended."""
    with tempfile.TemporaryDirectory() as name:
        async with served(Path(name) / "home", dist=ROOT / "web/dist") as server:
            visit = await held(
                server, await booked(server, Course("Dee Decided", "PRIV_98000", talk(1200, 0))), talk(1200, 0)
            )
            page = (await chromiums["dermatologist"].window(viewport=DESK)).page
            biller = (await chromiums["nurse"].window(viewport=DESK)).page
            await signed_in_at(page, server, "MD")
            await signed_in_at(biller, server, "biller")
            await read(page, server, visit)
            await page.get_by_role("button", name="Override", exact=True).click()
            for label, words in (
                ("Code", "98"), ("Modifiers", "9, 95, 95"), ("Place of service", "home"), ("Units", "0"), ("Add-on codes", "99"),
            ):  # fmt: skip
                await page.get_by_label(label, exact=True).fill(words)
            await page.get_by_role("button", name="Save the override").click()
            await expect(page.get_by_role("alert").first).to_be_visible()
            await looks.staff(page, "override-mistakes")
            await read(page, server, visit)
            await page.get_by_role("button", name="Send to review").click()
            await page.get_by_label("What is in doubt").fill("Is this level right?")
            await page.get_by_role("button", name="Send it to review").click()
            await expect(page.get_by_text("Sent to review.").first).to_be_visible()
            await looks.staff(page, "decision-in-review")
            await read(biller, server, visit)
            await biller.get_by_role("button", name="Ask the clinician").click()
            await biller.get_by_label("Question").fill("Was a prescription managed?")
            await looks.staff(biller, "billing-asks")
            await biller.get_by_role("button", name="Send it back").click()
            await expect(biller.get_by_text("Was a prescription managed?").first).to_be_visible()
            await read(page, server, visit)
            await looks.staff(page, "decision-asked")
            await page.get_by_role("button", name="Accept", exact=True).click()
            await looks.staff(page, "decision-answer")
            await page.get_by_label("Answer").fill("No.")
            await page.get_by_role("button", name="Accept and answer").click()
            await expect(page.get_by_text("Accepted. The decision is on record.").first).to_be_visible()
            await page.get_by_role("button", name="Override", exact=True).click()
            await looks.staff(page, "decision-amended")


WALKS = {"proposals": proposals, "decisions": decisions}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
