"""Every flag, question and kind of minute that a proposal can have: worked cases, answered by the engine in the place of what the server
witnessed, the fewest that have them all. As bench.screens_states: `python -m bench.screens_worked FOLDER`."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from playwright.async_api import expect

from bench.screens import DESK
from bench.screens_around import Chromiums, Looks, walked
from bench.screens_coding import COURSES, booked, read
from bench.screens_states import BROWSERS
from server.access.ports import Unit
from server.base.ids import PatientId, StaffId
from server.claims.record import CodedVisit
from server.coding.case import read_case
from server.coding.loader import load_profiles
from server.coding.note import Note
from server.coding.profiles import Profile
from server.coding.proposal import Proposal
from server.coding.propose import propose, rules_for
from server.evidence.facts import Facts
from server.practice.coding import Coding
from server.visits.records import Appointment
from tests.cases.coding.further_services import SERVICES
from tests.cases.coding.further_visits import VISITS
from tests.e2e.practice import ROOT, Practice
from tests.e2e.test_billing import signed_in as signed_in_at
from tests.integration.served import served
from tests.integration.witnessed import held, talk

Case = dict[str, Any]
PROFILES = load_profiles()


def answered(case: Case) -> tuple[Facts, Note, Profile | None, Proposal]:
    """Facts, note, rules and proposal of a case."""
    facts, note = read_case(case)
    profile = rules_for(PROFILES, facts, note)
    return facts, note, profile, propose(facts, note, profile)


def words_of(proposal: Proposal) -> set[tuple[str, Any]]:
    """What of its page's fixed words the proposal has."""
    told = proposal.to_json()
    found = {("flag", one) for one in told["flags"]}
    found |= {("activity", one["activity"]) for one in told["minutes"]}
    found |= {("question", one["field"]) for one in told["questions"]}
    found |= {("stretch", one["kind"]) for one in told["timeline"]}
    return found | {(name, told[name]) for name in ("modality", "disposition", "basis", "pos")}


def fewest(cases: list[Case]) -> Iterator[Case]:
    """Cases that together have all words that any of them has: always the one that adds most."""
    words = {index: words_of(answered(case)[3]) for index, case in enumerate(cases)}
    left = set().union(*words.values())
    while left:
        best = max(words, key=lambda index: len(words[index] & left))
        left -= words[best]
        yield cases[best]


def answers_of(note: Note) -> dict[str, Any]:
    """What of the case's note stands as a person's answer."""
    said = ("initiated_by", "purpose", "longitudinal_relationship", "provider_video_capable", "audio_only_reason")
    consent = {"consent_telehealth": note.consent.telehealth, "consent_audio_only": note.consent.audio_only}
    return consent | {name: getattr(note, name) for name in said}


@contextmanager
def instead(case: Case) -> Iterator[None]:
    """Every visit's coding is the case's meanwhile, people included."""
    facts, note, profile, proposal = answered(case)
    whole = Coding.coded

    async def coded(self: Coding, unit: Unit, appointment: Appointment) -> CodedVisit:
        real = await whole(self, unit, appointment)
        patient = next((one.id for one in facts.participants if one.role == "patient"), real.patient.id)
        return replace(
            real,
            facts=facts,
            note=note,
            profile=profile,
            proposal=proposal,
            answers=answers_of(note),
            patient=replace(real.patient, id=PatientId(patient)),
            people=tuple(
                replace(real.people[0], id=StaffId(one.id), name=f"Casey {one.id}", credential=one.credential)
                for one in facts.participants
                if one.role == "clinician"
            ),
        )

    with patch.object(Coding, "coded", coded):
        yield


async def worked(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """Each case as the clinician reads it."""
    written = json.loads((ROOT / "server/coding/cases.json").read_text())
    with tempfile.TemporaryDirectory() as name:
        async with served(Path(name) / "home", dist=ROOT / "web/dist") as server:
            page = (await chromiums["dermatologist"].window(viewport=DESK)).page
            await signed_in_at(page, server, "MD")
            visit = await held(server, await booked(server, COURSES[1]), talk(1200, 0))
            for case in fewest([*written, *VISITS, *SERVICES]):
                with instead(case):
                    await read(page, server, visit)
                    await expect(page.get_by_role("heading", name="Why this code")).to_be_visible()
                    await page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
                    await looks.staff(page, f"worked-{case['id'].lower()}")


WALKS = {"worked": worked}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
