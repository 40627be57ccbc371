"""What is put into the store comes back equal, and what must not go in is refused. On real databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio
from alembic import command
from alembic.script import ScriptDirectory
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from server.access.ports import Store, Unit
from server.base.errors import Invalid, NotFound, NotNow, Unavailable
from server.base.ids import PatientId, StaffId, VisitId
from server.store import SqlStore, load_or_create_signing_key, migrate, open_store
from server.store.unit import SqlUnit
from server.visits.machine import LIVE, Outcome, State, Visit
from server.visits.records import DocumentKind
from tests.integration import databases
from tests.integration.store_samples import (
    DOCTOR,
    LINK,
    NOON,
    PASS,
    PATIENT,
    PRACTICE,
    SESSION,
    VISIT,
    appointment,
)

KEY = Ed25519PrivateKey.generate()


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = await open_store(databases.url(tmp_path), key=KEY)
    yield opened
    await opened.close()


def held_to_the_port(store: SqlStore, unit: SqlUnit) -> tuple[Store, Unit]:
    """mypy holds the adapter to the port here."""
    return store, unit


async def fill(unit: Unit) -> None:
    await unit.save_practice(PRACTICE)
    await unit.save_staff(DOCTOR)
    await unit.add_session(SESSION)
    await unit.save_patient(PATIENT)
    await unit.add_appointment(appointment())
    await unit.add_link(LINK)
    await unit.add_pass(PASS)


async def test_records_come_back_as_they_went_in(store: SqlStore) -> None:
    async with store.unit() as unit:
        assert await unit.practice() is None
        await fill(unit)
    async with store.reading() as unit:
        assert await unit.practice() == PRACTICE
        assert await unit.staff(DOCTOR.id) == DOCTOR
        assert await unit.staff_by_email("LEE@ELM.example") == DOCTOR
        assert await unit.all_staff() == [DOCTOR]
        assert await unit.session(SESSION.digest) == SESSION
        assert await unit.patient(PATIENT.id) == PATIENT
        assert await unit.all_patients() == [PATIENT]
        assert await unit.appointment(VISIT) == appointment()
        assert await unit.appointments_of(PATIENT.id) == [appointment()]
        assert await unit.link_by_digest(LINK.digest) == LINK
        assert await unit.links_of(VISIT) == [LINK]
        assert await unit.visit_pass(PASS.digest) == PASS


async def test_what_is_not_there_is_none(store: SqlStore) -> None:
    async with store.reading() as unit:
        assert await unit.staff(StaffId("x")) is None
        assert await unit.staff_by_email("x@x") is None
        assert await unit.session("x") is None
        assert await unit.patient(PatientId("x")) is None
        assert await unit.appointment(VisitId("x")) is None
        assert await unit.link_by_digest("x") is None
        assert await unit.visit_pass("x") is None
        assert await unit.document(VISIT, "intake") is None
        assert await unit.evidence(VisitId("x")) == []


async def test_saving_again_changes_and_does_not_add(store: SqlStore) -> None:
    async with store.unit() as unit:
        await fill(unit)
        await unit.save_practice(replace(PRACTICE, name="Oak"))
        await unit.save_staff(replace(DOCTOR, active=False, licensed_states=()))
        await unit.save_session(replace(SESSION, seen_at=NOON + timedelta(minutes=1)))
        await unit.save_patient(replace(PATIENT, phone="+1"))
        await unit.save_link(replace(LINK, failures=5, paused_until=NOON))
    async with store.reading() as unit:
        practice, link = await unit.practice(), await unit.link_by_digest(LINK.digest)
        assert practice is not None
        assert practice.name == "Oak"
        assert await unit.all_staff() == [replace(DOCTOR, active=False, licensed_states=())]
        assert await unit.all_patients() == [replace(PATIENT, phone="+1")]
        assert await unit.session(SESSION.digest) == replace(SESSION, seen_at=NOON + timedelta(minutes=1))
        assert link == replace(LINK, failures=5, paused_until=NOON)


async def test_a_session_ends_and_passes_are_revoked_once(store: SqlStore) -> None:
    async with store.unit() as unit:
        await fill(unit)
        await unit.end_session(SESSION.digest)
        await unit.revoke_passes(LINK.id, NOON)
        await unit.revoke_passes(LINK.id, NOON + timedelta(days=1))
    async with store.reading() as unit:
        assert await unit.session(SESSION.digest) is None
        assert await unit.visit_pass(PASS.digest) == replace(PASS, revoked_at=NOON)


async def test_two_members_cannot_share_an_address_in_any_case_of_letters(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.save_staff(DOCTOR)
    with pytest.raises(Invalid, match="email"):
        async with store.unit() as unit:
            await unit.save_staff(replace(DOCTOR, id=StaffId("other"), email="lee@ELM.example"))


@pytest.mark.parametrize("state", State)
async def test_every_state_of_a_visit_survives(store: SqlStore, state: State) -> None:
    live = state in LIVE
    visit = Visit(state, held=live, huddle=live, outcome=Outcome.PATIENT_LEFT if state is State.ENDED else None)
    async with store.unit() as unit:
        await unit.save_patient(PATIENT)
        await unit.add_appointment(appointment(visit))
    async with store.reading() as unit:
        assert await unit.appointment(VISIT) == appointment(visit)
        looked_after = live or state is State.WAITING
        assert await unit.live_appointments() == ([appointment(visit)] if looked_after else [])


async def test_a_day_is_half_open_and_in_order_whatever_zone_asks(store: SqlStore) -> None:
    there = timezone(timedelta(hours=-5))
    times = [NOON + timedelta(hours=hours) for hours in (5, 0, 24, -1)]
    async with store.unit() as unit:
        await unit.save_patient(PATIENT)
        for number, at in enumerate(times):
            await unit.add_appointment(appointment(name=f"v{number}", at=at.astimezone(there)))
    async with store.reading() as unit:
        found = await unit.appointments_between(NOON.astimezone(there), NOON + timedelta(hours=24))
    assert [(item.id, item.scheduled_at) for item in found] == [("v1", times[1]), ("v0", times[0])]
    assert all(item.scheduled_at.tzinfo is UTC for item in found)


async def test_an_instant_without_a_zone_is_refused(store: SqlStore) -> None:
    async with store.reading() as unit:
        with pytest.raises(Exception, match="time zone"):
            await unit.appointments_between(datetime(2026, 3, 2), NOON)


async def test_a_stale_save_is_refused_and_changes_nothing(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.save_patient(PATIENT)
        await unit.add_appointment(appointment())
    async with store.unit() as unit:
        saved = await unit.save_appointment(replace(appointment(), urgent=True))
    assert saved.version == 1
    with pytest.raises(NotNow, match="Somebody else"):
        async with store.unit() as unit:
            await unit.save_appointment(replace(appointment(), reason="mole"))
    with pytest.raises(NotFound):
        async with store.unit() as unit:
            await unit.save_appointment(appointment(name="nowhere"))
    async with store.reading() as unit:
        assert await unit.appointment(VISIT) == saved


async def test_documents_are_added_in_versions_of_their_kind(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.save_patient(PATIENT)
        await unit.add_appointment(appointment())
        for number in (1, 2):
            added = await unit.add_document(
                VISIT, "intake", "staff:np", NOON, {"reason": f"rash {number}", "list": [1]}
            )
            assert added.version == number
        assert (await unit.add_document(VISIT, "handover_note", "staff:np", NOON, {"text": "é"})).version == 1
    async with store.reading() as unit:
        newest = await unit.document(VISIT, "intake")
        assert newest is not None
        assert (newest.version, newest.body, newest.at) == (2, {"reason": "rash 2", "list": [1]}, NOON)
        assert [document.version for document in await unit.documents(VISIT, "intake")] == [1, 2]
        counts = {kind: len(await unit.documents(VISIT, kind)) for kind in get_args(DocumentKind)}
        assert {kind: count for kind, count in counts.items() if count} == {"intake": 2, "handover_note": 1}


async def test_an_exception_rolls_everything_back(store: SqlStore) -> None:
    async def fails() -> None:
        async with store.unit() as unit:
            await fill(unit)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await fails()
    async with store.reading() as unit:
        assert await unit.practice() is None
        assert await unit.all_patients() == []


async def test_a_reading_sees_one_snapshot_and_cannot_write(store: SqlStore) -> None:
    async with store.reading() as before:
        assert await before.practice() is None
        async with store.unit() as unit:
            await unit.save_practice(PRACTICE)
        assert await before.practice() is None, "a snapshot changed under its reader"
    async with store.reading() as after:
        assert await after.practice() == PRACTICE
    with pytest.raises(Unavailable):
        async with store.reading() as unit:
            await unit.save_practice(PRACTICE)


async def test_writers_follow_one_another_and_none_is_lost(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.save_patient(PATIENT)
        await unit.add_appointment(appointment())

    async def raise_version() -> None:
        async with store.unit() as unit:
            found = await unit.appointment(VISIT)
            assert found is not None
            await unit.save_appointment(found)

    await asyncio.gather(*(raise_version() for _ in range(20)))
    async with store.reading() as unit:
        found = await unit.appointment(VISIT)
    assert found is not None
    assert found.version == 20


async def test_a_caller_that_is_cancelled_leaves_the_store_whole(store: SqlStore) -> None:
    inside = asyncio.Event()

    async def never_ends() -> None:
        async with store.unit() as unit:
            await unit.save_practice(PRACTICE)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.unit() as unit:
        assert await unit.practice() is None
        await unit.save_practice(PRACTICE)


async def test_a_second_process_on_the_file_waits_its_turn(store: SqlStore, tmp_path: Path) -> None:
    other = await open_store(databases.url(tmp_path), key=KEY)

    async def add(which: SqlStore, name: str) -> None:
        async with which.unit() as unit:
            await unit.save_patient(replace(PATIENT, id=PatientId(name)))

    await asyncio.gather(
        *(add(which, f"{number}-{n}") for n, which in enumerate((store, other)) for number in range(10))
    )
    await other.close()
    async with store.reading() as unit:
        assert len(await unit.all_patients()) == 20


# ---- how the database is set up -------------------------------------------------------------------------------------


@pytest.mark.databases("sqlite")
async def test_the_settings_that_durability_needs_are_on(store: SqlStore) -> None:
    due = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    for engine in (store._writer, store._readers):
        async with engine.connect() as connection:
            for name, value in due.items():
                assert await connection.scalar(text(f"PRAGMA {name}")) == value


async def test_foreign_keys_are_enforced(store: SqlStore) -> None:
    with pytest.raises(IntegrityError):
        async with store.unit() as unit:
            await unit.add_appointment(appointment())


@pytest.mark.databases
async def test_a_database_without_a_file_is_refused_and_so_is_another_kind() -> None:
    with pytest.raises(ValueError, match="file"):
        await open_store("sqlite+aiosqlite://", key=KEY)
    with pytest.raises(ValueError, match="mysql"):
        await open_store("mysql://localhost/v", key=KEY)


@pytest.mark.databases("sqlite")
async def test_what_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / databases.FILE).write_bytes(b"not a database, but long enough to be taken for a header" * 100)
    with pytest.raises(Unavailable, match="try again"):
        await open_store(databases.url(tmp_path), key=KEY)


@pytest.mark.databases("sqlite")
async def test_only_the_owner_can_read_the_database(store: SqlStore, tmp_path: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()}  # noqa: ASYNC240
    assert modes == {"vestibule.db": 0, "vestibule.db-wal": 0, "vestibule.db-shm": 0}


async def test_the_tables_are_what_the_migrations_build(store: SqlStore) -> None:
    async with store._writer.connect() as connection:
        await connection.run_sync(lambda sync: command.check(migrate.config(sync)))
        newest = await connection.run_sync(lambda sync: ScriptDirectory.from_config(migrate.config(sync)).get_heads())
    assert newest == [migrate.NEWEST], "a start must notice a database that is behind"


async def test_opening_again_keeps_everything(store: SqlStore, tmp_path: Path) -> None:
    async with store.unit() as unit:
        await fill(unit)
    await store.close()
    again = await open_store(databases.url(tmp_path), key=KEY)
    async with again.reading() as unit:
        assert await unit.appointment(VISIT) == appointment()
    await again.close()
    await again.close()


@pytest.mark.databases
def test_the_signing_key_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "evidence.key"
    first = load_or_create_signing_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_signing_key(path).private_bytes_raw() == first.private_bytes_raw()
    assert [file.name for file in path.parent.iterdir()] == ["evidence.key"]
    path.chmod(0o644)
    with pytest.raises(Unavailable, match="0600"):
        load_or_create_signing_key(path)
    path.chmod(0o600)
    path.write_text("no key")
    with pytest.raises(Unavailable, match="does not hold"):
        load_or_create_signing_key(path)


async def test_a_database_that_a_newer_version_has_used_is_left_alone(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    await (await open_store(databases.url(tmp_path), key=key)).close()
    databases.sql(tmp_path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match=r"A newer version of Vestibule has used this database \(tables 9999\)"):
        await open_store(databases.url(tmp_path), key=key)
