"""Role x command x state, in full, against the running server over the socket. What is right stands in
tests/cases/authorisation.json; nothing of the code under test decides it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.base.ids import VisitId
from server.visits.machine import State, Visit
from tests.cases.decided import DECIDED, in_time
from tests.integration.clinic import Clinic, clinic
from tests.protocol_client import ProtocolClient, Refused

OWN, STAFF = DECIDED["roles"]["own"], DECIDED["roles"]["staff"]

FRAMES: dict[str, dict[str, Any]] = {
    "check_in": {"type": "check_in"},
    "cancel": {"type": "cancel"},
    "no_show": {"type": "no_show"},
    "reopen": {"type": "reopen"},
    "urgent": {"type": "urgent", "on": True},
    "admit_to_intake": {"type": "admit", "to": "intake"},
    "admit_to_dermatologist": {"type": "admit", "to": "dermatologist"},
    "send_back": {"type": "send_back"},
    "recall": {"type": "recall"},
    "take_seat": {"type": "visit.open"},
    "set_device": {"type": "media.device", "track": "microphone", "state": "on"},
    "join": {"type": "join", "read": True},
    "leave": {"type": "leave"},
    "ask_phone": {"type": "phone", "step": "ask"},
    "attest_phone": {"type": "phone", "step": "reached"},
    "listen": {"type": "visit.listen"},
    "ring": {"type": "ring", "way": "phone"},
    "answer_ring": {"type": "ring.answer", "accept": False},
    "show_photo": {"type": "photo.show", "photo": "00000000-0000-4000-8000-000000000000"},
    "point_at_photo": {"type": "photo.point", "at": [0.5, 0.5]},
    "ask_still": {"type": "still", "step": "ask"},
    "answer_still": {"type": "still", "step": "refused"},
    "work": {"type": "work", "activity": "documentation", "on": True},
    "hold": {"type": "hold", "on": True},
    "resume": {"type": "hold", "on": False},
    "huddle": {"type": "huddle", "on": True},
    "end_huddle": {"type": "huddle", "on": False},
    "ask_camera": {"type": "camera", "seat": "nobody", "ask": "sharper"},
    "hand_over": {"type": "hand_over", "note": ""},
    "end": {"type": "end"},
    "hand_back": {"type": "hand_back"},
}
"""Every command that the socket carries, as a frame. The others are HTTP's."""

HTTP = {
    "consent", "manage_link", "write_intake", "read_intake", "read_chart", "draft_chart", "sign_chart",
    "accept_proposal", "release_claim", "note_consultation", "see_visit", "read_evidence", "read_proposal",
    "read_arrival", "write_patient_note", "break_glass",
    "submit_photos", "see_own_photos", "read_photos", "ask_retake", "arrange_photos", "export_photo", "annotate_photo",
    "use_skin_camera",
    "answer_photos", "answer_again", "plan_call", "set_time", "ask_back", "tell_answered",
}  # fmt: skip

VISITS = [
    Visit(State(state), held=held, huddle=huddle)
    for state in DECIDED["states"]
    for held, huddle in itertools.product(*[[False, True] if state in DECIDED["live"] else [False]] * 2)
]


def name(visit: Visit) -> str:
    return " ".join([visit.state, *["held"] * visit.held, *["in a huddle"] * visit.huddle])


def expected(role: str, command: str, visit: Visit) -> str:
    rule = DECIDED["commands"][command]
    if role not in rule["by"]:
        return "not_found"
    return "ok" if in_time(rule, visit) else "not_now"


async def answer(page: ProtocolClient, visit: VisitId, command: str) -> str:
    try:
        await page.request(visit=visit, **FRAMES[command])
    except Refused as refused:
        return refused.code
    return "ok"


async def stands(practice: Clinic, visit: VisitId, as_it: Visit) -> None:
    """Put the visit back to where this row of the matrix wants it."""
    async with practice.store.unit() as unit:
        now = await unit.appointment(visit)
        assert now is not None
        if now.visit == as_it and not now.urgent:
            return
        await unit.save_appointment(replace(now, visit=as_it, urgent=False))
    await practice.server.live.changed(visit)


def test_every_decided_command_is_tried_here_or_is_http() -> None:
    assert set(DECIDED["commands"]) == set(FRAMES) | HTTP


@pytest.mark.parametrize("as_it", VISITS, ids=name)
async def test_every_role_may_do_over_the_socket_what_was_decided_and_nothing_else(
    tmp_path: Path, as_it: Visit
) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        pages = {role: await practice.page(f"{role}@{visit}" if role in OWN else role) for role in OWN + STAFF}
        await stands(practice, visit, as_it)
        wrong: list[str] = []
        for command in FRAMES:
            allowed = [role for role in pages if expected(role, command, as_it) == "ok"]
            # First those who are refused: whether one of them changed something is asked before anybody else may.
            refused = [role for role in pages if role not in allowed]
            answers = await asyncio.gather(*(answer(pages[role], visit, command) for role in refused))
            for role, did in zip(refused, answers, strict=True):
                if did != (should := expected(role, command, as_it)):
                    wrong.append(f"{role} {command}: {did} instead of {should}")
            if refused and (await practice.appointment(visit)).visit != as_it:
                wrong.append(f"{command}: everybody was refused, and yet something changed")
                await stands(practice, visit, as_it)
            for role in allowed:
                page = pages[role]
                if command != "take_seat":
                    await ready_for(command, role, page, practice, visit, as_it)
                if (did := await answer(page, visit, command)) != "ok":
                    wrong.append(f"{role} {command}: {did} instead of ok")
                    continue
                if role in STAFF and page.visits.get(visit, {}).get("you"):
                    await page.request("visit.close", visit=visit)
                    page.visits.clear()
                await stands(practice, visit, as_it)
        assert wrong == []


async def ready_for(
    command: str, role: str, page: ProtocolClient, practice: Clinic, visit: VisitId, as_it: Visit
) -> None:
    """What a page has done before it offers the command: a seat, and a place in the call to leave, or none to join."""
    if expected(role, "take_seat", as_it) == "ok":
        assert await answer(page, visit, "take_seat") == "ok"
        if role in OWN:
            # Four companions' pictures and a clinician's would be one too many.
            await page.request("media.device", visit=visit, track="camera", state="none", reason="none")
    if command == "show_photo":
        await answer(page, visit, "join")
    if command == "join":
        await answer(page, visit, "leave")
    if command == "leave":
        await answer(page, visit, "join")
    if command == "answer_ring":
        office = await practice.page("office")
        assert await answer(page, visit, "listen") == "ok"
        await office.request("ring", visit=visit)
    await stands(practice, visit, as_it)


async def test_the_board_is_shown_to_whom_it_was_decided(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        shown = []
        for role in OWN + STAFF:
            page = await practice.page(f"{role}@{visit}" if role in OWN else role)
            with contextlib.suppress(Refused):
                await page.request("board.watch")
                shown.append(role)
        assert shown == DECIDED["anywhere"]["see_board"]
