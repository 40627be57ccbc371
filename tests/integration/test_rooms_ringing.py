"""The office starts the call: the patient's open page rings, somebody answers or nobody does, and the log holds each try."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.access.ports import Entry
from server.base.ids import VisitId
from server.evidence.events import ActedAs, ContactAttempted, RingEnded, RingStarted, UrgentSet
from tests.integration.clinic import Clinic, clinic
from tests.protocol_client import ProtocolClient, Refused


async def listening(practice: Clinic, visit: VisitId) -> ProtocolClient:
    """The patient's page, open and not checked in."""
    page = await practice.page(f"patient@{visit}")
    await page.request("visit.listen", visit=visit)
    return page


async def watching(practice: Clinic, who: str = "office") -> ProtocolClient:
    page = await practice.page(who)
    await page.request("board.watch")
    return page


async def called(practice: Clinic, visit: VisitId) -> list[Entry]:
    """What the log says of calls."""
    async with practice.store.reading() as unit:
        entries = await unit.evidence(visit)
    return [entry for entry in entries if isinstance(entry.event, (RingStarted, RingEnded, ContactAttempted))]


async def test_an_open_page_rings_until_the_patient_answers(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        office = await watching(practice)
        assert office.rows[visit]["here"] is False
        with pytest.raises(Refused, match="not_now: The patient’s page is not open"):
            await office.request("ring", visit=visit)
        assert await called(practice, visit) == []

        patient = await listening(practice, visit)
        assert (await patient.sees(visit, state="scheduled"))["you"] is None
        await office.until(lambda: office.rows[visit]["here"], "the board shows that the page is open")
        assert office.rows[visit]["state"] == "scheduled"
        assert office.rows[visit]["camera"] is None

        await office.request("ring", visit=visit)
        await patient.until(lambda: patient.visits[visit]["ringing"], "the page rings")
        assert "answer_ring" in patient.visits[visit]["commands"]
        await office.until(lambda: office.rows[visit]["ringing"], "the board shows who rings")
        assert office.rows[visit]["ringing"]["by"] == "Olga Office"
        nurse = await practice.page("npc")
        with pytest.raises(Refused, match="Olga Office is calling this patient already"):
            await nurse.request("ring", visit=visit)
        with pytest.raises(Refused, match="You are calling this patient already"):
            await office.request("ring", visit=visit)

        await patient.request("ring.answer", visit=visit, accept=True)
        await patient.sees(visit, ringing=None)
        await office.until(lambda: office.rows[visit]["called_outcome"] == "answered", "the board shows the answer")
        row = office.rows[visit]
        assert (row["ringing"], row["calls"], row["called_way"]) == (None, 1, "page")
        with pytest.raises(Refused, match="not_now: Nobody is calling"):
            await office.request("ring.stop", visit=visit)

        started, ended = await called(practice, visit)
        assert started.actor == f"staff:{practice.staff['office']}"
        assert started.event == RingStarted(person=practice.staff["office"], role="office")
        assert started.event.capacity == "office"
        assert ended.actor.startswith("link:")
        assert ended.event == RingEnded(outcome="answered")


async def test_nobody_answers_and_the_other_ways_are_kept_too(tmp_path: Path) -> None:
    async with clinic(tmp_path, ring_s=0.05) as practice:
        visit = await practice.visit()
        office = await watching(practice)
        patient = await listening(practice, visit)
        await office.request("ring", visit=visit)
        await office.until(lambda: office.rows[visit]["called_outcome"] == "no_answer", "the ring ended by itself")
        assert (await patient.sees(visit, ringing=None))["state"] == "scheduled"

        await office.request("ring", visit=visit, way="phone")
        await office.request("ring", visit=visit, way="link")
        await office.until(lambda: office.rows[visit]["calls"] == 3, "each way is a try")
        row = office.rows[visit]
        assert (row["called_way"], row["called_outcome"]) == ("link", None)
        _, ended, phone, link = await called(practice, visit)
        assert ended.actor == "server"
        assert ended.event == RingEnded(outcome="no_answer")
        assert [phone.event.way, link.event.way] == ["phone", "link"]  # type: ignore[union-attr]

        # A server that starts again shows the same tries.
        await practice.restart(crash=False)
        again = await watching(practice)
        assert again.rows[visit]["calls"] == 3


async def test_declining_stopping_and_moving_on_end_the_ringing(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        office = await watching(practice)
        patient = await listening(practice, visit)

        async def rings() -> None:
            await office.request("ring", visit=visit)
            await patient.until(lambda: patient.visits[visit]["ringing"], "the page rings")

        await rings()
        await patient.request("ring.answer", visit=visit, accept=False)
        await rings()
        await office.request("ring.stop", visit=visit)
        await rings()
        # The page's own seat takes over from the listening one, and rings on.
        await patient.request("visit.open", visit=visit)
        assert (await patient.sees(visit, state="scheduled"))["ringing"]
        await patient.request("check_in", visit=visit)
        await patient.sees(visit, state="waiting", ringing=None)
        await rings()
        await office.request("admit", visit=visit, to="intake")
        await patient.sees(visit, state="intake", ringing=None)
        outcomes = [
            entry.event.outcome for entry in await called(practice, visit) if isinstance(entry.event, RingEnded)
        ]
        assert outcomes == ["declined", "stopped", "answered", "stopped"]
        await office.until(lambda: office.rows[visit]["calls"] == 4, "all of them were tries")


async def test_the_board_says_that_a_page_was_closed_before_check_in_and_rings_survive_a_reload(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        office = await watching(practice)
        patient = await listening(practice, visit)
        await office.request("ring", visit=visit)
        await patient.close()
        await office.until(lambda: office.rows[visit]["silent_since"], "the board says since when")
        assert office.rows[visit]["here"] is False
        again = await listening(practice, visit)
        assert (await again.sees(visit, state="scheduled"))["ringing"]
        await office.until(lambda: office.rows[visit]["here"], "the patient is back")
        assert office.rows[visit]["silent_since"] is None


async def test_two_who_admit_at_once_and_whoever_acts_from_the_board_is_named(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        await practice.waiting(visit)
        office, nurse, doctor = [await practice.page(who) for who in ("office", "npc", "dermatologist")]
        await office.request("urgent", visit=visit, on=True)
        await office.request("urgent", visit=visit, on=False)

        answers = await asyncio.gather(
            nurse.request("admit", visit=visit, to="intake"),
            doctor.request("admit", visit=visit, to="intake"),
            return_exceptions=True,
        )
        (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
        first = "Nora Nurse, RN" if isinstance(answers[1], Refused) else "Dr. Dana Derm, MD"
        assert refused.code == "not_now"
        assert refused.message == f"{first} has admitted this patient already. Open the visit to join."
        winner = nurse if isinstance(answers[1], Refused) else doctor
        with pytest.raises(Refused, match="You have admitted this patient already"):
            await winner.request("admit", visit=visit, to="intake")

        events = await practice.evidence(visit)
        place = events.index(UrgentSet(urgent=True))
        assert events[place - 1] == ActedAs(person=practice.staff["office"], role="office")
        assert sum(isinstance(event, ActedAs) for event in events) == 1
