"""The one door, cell by cell: role x command x state, generated from tests/cases/authorisation.json, not from the code."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from server.access import commands
from server.access.policy import Actor, allowed, commands_for, publishes, require, required
from server.base.errors import NotFound, NotNow
from server.base.ids import PatientId, StaffId, VisitId
from server.evidence.events import Credential
from server.visits.machine import Outcome, State, Visit
from server.visits.records import Appointment
from tests.cases.decided import DECIDED, in_time

OWN, STAFF = DECIDED["roles"]["own"], DECIDED["roles"]["staff"]
VISIT, OTHER = VisitId("v1"), VisitId("v2")


def visits() -> list[Visit]:
    """Every state, in the live ones every mixture of hold and huddle, and a visit whose photos were answered without a call."""
    return [Visit(State.ENDED, outcome=Outcome.ANSWERED)] + [
        Visit(State(state), held=held, huddle=huddle)
        for state in DECIDED["states"]
        for held, huddle in itertools.product(*[[False, True] if state in DECIDED["live"] else [False]] * 2)
    ]


def appointment(visit: Visit, rendering: str | None = None) -> Appointment:
    return Appointment(
        id=VISIT,
        patient=PatientId("p"),
        scheduled_at=datetime(2026, 3, 2, 15, tzinfo=UTC),
        reason="rash",
        payer=None,
        patient_status="new",
        rendering=None if rendering is None else StaffId(rendering),
        visit=visit,
    )


def staff(role: str, person: str = "me") -> Actor:
    return Actor(person, "staff", role)  # type: ignore[arg-type]


def holder(role: str, visit: VisitId = VISIT) -> Actor:
    return Actor("link", "link", role, visit=visit)  # type: ignore[arg-type]


def test_the_decided_table_names_every_command() -> None:
    every = set(get_args(commands.VisitCommand)) | set(get_args(commands.OtherCommand))
    assert set(DECIDED["commands"]) | set(DECIDED["anywhere"]) == every


@pytest.mark.parametrize("command", DECIDED["commands"])
def test_every_role_and_state_is_allowed_or_refused_as_decided(command: Any) -> None:
    rule = DECIDED["commands"][command]
    cells = 0
    for visit in visits():
        here = appointment(visit)
        for actor in [*map(holder, OWN), *map(staff, STAFF)]:
            may = actor.role in rule["by"]
            due = may and (
                in_time(rule, visit) or (visit.outcome is Outcome.ANSWERED and command in DECIDED["answered"])
            )
            assert allowed(actor, command, here) is due, (actor.role, command, visit)
            if due:
                require(actor, command, here)
                assert required(actor, command, here) is here
            else:
                with pytest.raises(NotNow if may else NotFound):
                    require(actor, command, here)
            assert (command in commands_for(actor, here)) is (due and command in get_args(commands.VisitCommand))
            cells += 1
    assert cells == len(visits()) * 10


@pytest.mark.parametrize("command", DECIDED["commands"])
def test_where_no_call_is_planned_nothing_of_a_call_can_be_done(command: Any) -> None:
    rule = DECIDED["commands"][command]
    here = replace(appointment(Visit()), without_call=True)
    for actor in [*map(holder, OWN), *map(staff, STAFF)]:
        due = actor.role in rule["by"] and in_time(rule, Visit()) and command not in DECIDED["calls"]
        assert allowed(actor, command, here) is due, (actor.role, command)
    if command in DECIDED["calls"]:
        role = rule["by"][0]
        with pytest.raises(NotNow, match="no call is planned"):
            require(holder(role) if role in OWN else staff(role), command, here)


def test_a_visit_that_is_wanted_and_has_no_time_can_be_given_one_and_nothing_of_a_call() -> None:
    here = replace(appointment(Visit()), without_call=True, visit_wanted_at=datetime(2026, 3, 1, tzinfo=UTC))
    by = set(DECIDED["commands"]["set_time"]["by"])
    assert {role for role in STAFF if allowed(staff(role), "set_time", here)} == by
    assert not allowed(holder("patient"), "set_time", here)
    for command in set(DECIDED["calls"]) - {"set_time"}:
        role = DECIDED["commands"][command]["by"][0]
        with pytest.raises(NotNow, match="has no time yet"):
            require(holder(role) if role in OWN else staff(role), command, here)


@pytest.mark.parametrize("command", DECIDED["anywhere"])
def test_what_concerns_no_visit_goes_by_the_role_alone(command: Any) -> None:
    for actor in [*map(holder, OWN), *map(staff, STAFF)]:
        due = actor.role in DECIDED["anywhere"][command]
        assert allowed(actor, command) is due
        if not due:
            with pytest.raises(NotFound):
                require(actor, command)


@pytest.mark.parametrize("command", DECIDED["commands"])
def test_a_link_to_another_visit_opens_nothing(command: Any) -> None:
    for visit in visits():
        for role in OWN:
            assert not allowed(holder(role, OTHER), command, appointment(visit))
            with pytest.raises(NotFound):
                require(holder(role, OTHER), command, appointment(visit))


@pytest.mark.parametrize("command", DECIDED["commands"])
def test_a_visit_that_does_not_exist_looks_like_a_forbidden_one(command: Any) -> None:
    for actor in [*map(holder, OWN), *map(staff, STAFF)]:
        with pytest.raises(NotFound) as absent:
            require(actor, command, None)
        with pytest.raises(NotFound) as forbidden:
            require(holder("patient", OTHER), command, appointment(Visit()))
        assert absent.value.message == forbidden.value.message


@pytest.mark.parametrize("role", [*OWN, *STAFF])
def test_a_role_of_the_other_kind_opens_nothing(role: str) -> None:
    """A link never makes a member of staff, nor a sign-in a patient, whatever role it claims."""
    swapped = holder(role) if role in STAFF else staff(role)
    for visit in visits():
        assert not any(allowed(swapped, command, appointment(visit)) for command in DECIDED["commands"])
    assert not any(allowed(swapped, command) for command in DECIDED["anywhere"])


def test_only_the_rendering_dermatologist_accepts_a_proposal() -> None:
    ended = Visit(State.ENDED)
    assert allowed(staff("dermatologist"), "accept_proposal", appointment(ended, rendering="me"))
    assert allowed(staff("dermatologist"), "accept_proposal", appointment(ended, rendering=None))
    assert not allowed(staff("dermatologist"), "accept_proposal", appointment(ended, rendering="another"))
    assert not allowed(staff("npc"), "accept_proposal", appointment(ended, rendering="me"))


@pytest.mark.parametrize("credential", get_args(Credential))
@pytest.mark.parametrize("role", STAFF)
def test_who_bills_in_their_own_name_from_a_nurse_s_seat(role: str, credential: Any) -> None:
    """The role alone opens nothing; the credential opens what `bills` names, and a proposal only where they render it."""
    who = replace(staff(role), credential=credential)
    qualified = role == "npc" and credential in ("MD", "DO", "NP", "PA")
    for command, rule in DECIDED["commands"].items():
        for visit in visits():
            mine, nobodys, anothers = (appointment(visit, rendering=one) for one in ("me", None, "another"))
            by_role, timely = role in rule["by"], in_time(rule, visit)
            timely = timely or (visit.outcome is Outcome.ANSWERED and command in DECIDED["answered"])
            billing = qualified and "npc" in rule.get("bills", ())
            assert allowed(who, command, mine) is ((by_role or billing) and timely)
            if "rendering" in rule:
                assert allowed(who, command, nobodys) is (by_role and timely)
                assert not allowed(who, command, anothers)
            elif billing:
                assert allowed(who, command, anothers) is timely


def test_a_scribe_listens_and_is_never_heard() -> None:
    live = appointment(Visit(State.WITH_DERMATOLOGIST))
    assert allowed(staff("scribe"), "join", live)
    assert not publishes("scribe")
    assert all(
        publishes(role) for role in ("patient", "caregiver", "interpreter", "family", "office", "npc", "dermatologist")
    )
    assert not any(publishes(role) for role in ("biller", "administrator"))


def test_a_refusal_says_how_the_visit_stands() -> None:
    with pytest.raises(NotNow, match="waiting room"):
        require(staff("npc"), "hand_over", appointment(Visit(State.WAITING)))


def test_an_unknown_command_is_refused() -> None:
    assert not allowed(staff("dermatologist"), "delete_evidence", appointment(Visit()))  # type: ignore[arg-type]
