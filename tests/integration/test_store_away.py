"""The database goes away in the middle of visits: they go on, nothing that was acknowledged is lost, staff know."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from socketio.exceptions import ConnectionError as ConnectionRefused

from server.base.errors import DiskFull, StoreAway
from server.base.ids import VisitId
from server.evidence.events import Event, EvidenceDegraded, EvidenceRestored, VisitMoved
from server.rooms.registry import Registry
from server.store.carried import Record
from server.store.carrying import CarryingStore
from server.store.spool import Spool
from server.store.store import open_store
from server.store.unit import SqlUnit
from server.visits.machine import Move
from tests.integration import databases
from tests.integration.clinic import Clinic, clinic
from tests.integration.served import Served
from tests.media.clients import until
from tests.protocol_client import ProtocolClient

ADMITTED = [Move.CHECK_IN, Move.ADMIT_TO_INTAKE, Move.HAND_OVER]
WHOLE = [*ADMITTED, Move.DERMATOLOGIST_JOINS, Move.END]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 8 MiB. Skips where this user may not mount one."""
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("a file system that is full needs the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path) -> Path:
    """Take the last free byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
    assert shutil.disk_usage(disk).free == 0
    return filler


def moves(events: list[Event]) -> list[Move]:
    return [event.move for event in events if isinstance(event, VisitMoved)]


async def state(practice: Clinic, keeping: str) -> None:
    await until(lambda: practice.store.keeping == keeping, f"the store is {keeping}")


async def staff_are_told(page: ProtocolClient, keeping: str) -> None:
    def newest() -> str:
        said = [frame["keeping"] for frame in page.frames if frame["type"] == "evidence"]
        return str(said[-1]) if said else "kept"

    await page.until(lambda: newest() == keeping, f"staff are told: {keeping}")


async def from_waiting_to_end(practice: Clinic, visit: VisitId, nurse: ProtocolClient, derm: ProtocolClient) -> None:
    """What has to be possible without a database: admit, hand over, join, end."""
    await nurse.request("admit", visit=visit, to="intake")
    await nurse.request("hand_over", visit=visit, note="The mole on the left arm.")
    await derm.request("visit.open", visit=visit)
    await derm.request("join", visit=visit, read=True)
    assert derm.visits[visit]["note"] == "The mole on the left arm."
    await derm.request("end", visit=visit, outcome="done")


async def holds(practice: Clinic, visit: VisitId) -> list[Event]:
    """The visit's log, which holds together and tells the whole visit once; its record and note beside it."""
    events = await practice.evidence(visit)
    assert moves(events) == WHOLE
    assert await practice.store.evidence_break(visit) is None
    assert (await practice.appointment(visit)).visit.state == "ended"
    assert (await practice.appointment(visit)).rendering == practice.staff["dermatologist"]
    async with practice.store.reading() as unit:
        notes = await unit.documents(visit, "handover_note")
    assert [note.body["text"] for note in notes] == ["The mole on the left arm."]
    return events


async def test_a_whole_visit_without_a_database_is_in_the_log_once_it_is_back(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", 1 << 20)
    async with clinic(tmp_path, spool=spool) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        nurse, derm = await practice.page("npc"), await practice.page("dermatologist")
        before = len(await practice.evidence(visit))
        with databases.locked(tmp_path):
            await from_waiting_to_end(practice, visit, nurse, derm)
            await patient.sees(visit, state="ended")
            await staff_are_told(nurse, "spooled")
            assert not any(frame["disk_full"] for frame in nurse.frames if frame["type"] == "evidence")
            assert not [frame for frame in patient.frames if frame["type"] == "evidence"], "no word to the patient"
            assert len(await practice.evidence(visit)) == before, "the database has none of it yet"
            # On the disk before anybody was told: read by a file handle of another process's, so to say.
            kept = [Record.decode(each) for each in Spool(tmp_path / "spool", 1).read()]
            assert moves([entry.event for record in kept for entry in record.entries]) == WHOLE[1:]
            later = await practice.page("office")
            await staff_are_told(later, "spooled")
        await state(practice, "kept")
        await staff_are_told(nurse, "kept")
        added = (await holds(practice, visit))[before:]
        assert added[0] == EvidenceDegraded(kept="spool")
        assert added[-1] == EvidenceRestored(entries=len(added) - 1)
        assert spool.read() == []
        # And the visit after it is as any other.
        await practice.waiting(await practice.visit(name="Another"))


async def test_what_was_spooled_before_a_crash_is_restored_once_however_often_that_is_tried(tmp_path: Path) -> None:
    file = tmp_path / "spool"
    async with clinic(tmp_path, spool=Spool(file, 1 << 20)) as practice:
        visit = await practice.visit()
        await practice.waiting(visit)
        nurse, derm = await practice.page("npc"), await practice.page("dermatologist")
        with databases.locked(tmp_path):
            await from_waiting_to_end(practice, visit, nurse, derm)
            shutil.copy(file, tmp_path / "left behind")
        await state(practice, "kept")
        once = await holds(practice, visit)
        assert isinstance(practice.store, CarryingStore)
        # A server that died after restoring and before clearing the spool finds it full again; and once more.
        for _ in range(2):
            again = CarryingStore(practice.store._inner, Spool(tmp_path / "left behind", 1 << 20), practice.clock)
            await again.start()
            assert await holds(practice, visit) == once
            shutil.copy(file, tmp_path / "left behind")


@pytest.mark.databases("sqlite")
async def test_spooled_evidence_of_a_crashed_server_is_there_before_the_next_takes_visits_over(tmp_path: Path) -> None:
    file = tmp_path / "spool"
    async with clinic(tmp_path, spool=Spool(file, 1 << 20)) as practice:
        visit = await practice.visit()
        await practice.waiting(visit)
        nurse = await practice.page("npc")
        with databases.locked(tmp_path):
            await nurse.request("admit", visit=visit, to="intake")
            await nurse.request("hand_over", visit=visit, note="")
            # What the disk holds when the power goes.
            died = tmp_path.with_name(f"{tmp_path.name}-died")
            shutil.copytree(tmp_path, died)
        torn = Spool(died / "spool", 1 << 20)
        torn.read()
        os.pwrite(torn._file, (500).to_bytes(4, "big") + b"a record that was never acknowledged", torn._end)
        database = await open_store(databases.url(died), key=Ed25519PrivateKey.generate())
        store = CarryingStore(database, torn, practice.clock)
        await store.start()
        registry = Registry(store=store, media=practice.media, clock=practice.clock)
        await registry.start()
        assert [room.visit for room in registry.rooms] == [visit]
        assert registry.rooms[0].scene.case.appointment.visit.state == "ready"
        async with store.reading() as unit:
            assert moves([entry.event for entry in await unit.evidence(visit)]) == ADMITTED
        assert await store.evidence_break(visit) is None
        await store.close()


@pytest.mark.databases("sqlite")
async def test_a_full_disk_ends_no_visit_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        async with clinic(disk, spool=Spool(disk / "spool", 1 << 20)) as practice:
            visit = await practice.visit()
            patient = await practice.waiting(visit)
            nurse, derm = await practice.page("npc"), await practice.page("dermatologist")
            filler = fill(disk)
            # The write-ahead log has some room of its own left: it has to be used up first.
            toggles = 0
            while practice.store.keeping == "kept":
                toggles += 1
                await nurse.request("urgent", visit=visit, on=toggles % 2 == 1)
            await staff_are_told(nurse, "spooled")
            assert [frame["disk_full"] for frame in nurse.frames if frame["type"] == "evidence"] == [True]
            with pytest.raises(DiskFull, match="full"):
                async with practice.store.unit():
                    pass
            await from_waiting_to_end(practice, visit, nurse, derm)
            await patient.sees(visit, state="ended")
            filler.unlink()
            await state(practice, "kept")
            await staff_are_told(nurse, "kept")
            assert not practice.store.disk_full
            events = await holds(practice, visit)
            assert [event.type for event in events].count("urgent_set") == toggles


async def test_where_the_spool_fails_too_the_visit_goes_on_and_staff_are_told(tmp_path: Path) -> None:
    # Room for the admission and not for more.
    async with clinic(tmp_path, spool=Spool(tmp_path / "spool", 4096)) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        nurse, derm = await practice.page("npc"), await practice.page("dermatologist")
        with databases.locked(tmp_path):
            await nurse.request("admit", visit=visit, to="intake")
            await staff_are_told(nurse, "spooled")
            await nurse.request("hand_over", visit=visit, note="The mole on the left arm." + " " * 3000 + ".")
            await staff_are_told(nurse, "not_kept")
            later = await practice.page("office")
            await staff_are_told(later, "not_kept")
            await derm.request("visit.open", visit=visit)
            await derm.request("join", visit=visit, read=True)
            await derm.request("end", visit=visit)
            await patient.sees(visit, state="ended")
        await state(practice, "kept")
        await staff_are_told(nurse, "kept")
        events = await practice.evidence(visit)
        assert moves(events) == WHOLE
        flags = [event.kept for event in events if isinstance(event, EvidenceDegraded)]
        assert flags == ["spool", "memory"]
        assert await practice.store.evidence_break(visit) is None


async def test_what_the_command_line_wrote_meanwhile_stays_and_the_spool_goes_behind_it(tmp_path: Path) -> None:
    async with clinic(tmp_path, spool=Spool(tmp_path / "spool", 1 << 20)) as practice:
        visit = await practice.visit()
        await practice.waiting(visit)
        nurse = await practice.page("npc")
        assert isinstance(practice.store, CarryingStore)
        with databases.locked(tmp_path):
            await nurse.request("admit", visit=visit, to="intake")
            with pytest.raises(StoreAway):
                async with practice.store.unit():
                    pass
        # In the moment before this server looks again, another process is quicker.
        async with practice.store._inner.unit() as unit:
            await unit.append(visit, [EvidenceRestored(entries=0)], actor="server", at=practice.clock.now())
        await state(practice, "kept")
        events = await practice.evidence(visit)
        assert moves(events) == ADMITTED[:2]
        assert await practice.store.evidence_break(visit) is None


async def test_nobody_new_comes_in_while_the_database_is_away_and_is_told_so(server: Served) -> None:
    office = await server.signed_in("office")
    person = server.person("RN")
    with databases.locked(server.config.home):
        signing_in = await server.browser().post(
            "/api/session", {"email": person["email"], "password": person["password"]}
        )
        entering = await server.browser().post(
            "/api/visit-link/enter",
            {"token": server.token(), "date_of_birth": server.demo["visits"][0]["date_of_birth"]},
        )
        renewing = await office.post(f"/api/visits/{server.demo['visits'][0]['id']}/link")
        for answer in (signing_in, entering, renewing):
            assert answer.status == 503
            assert answer.json["code"] == "unavailable"
            assert "try again" in answer.json["detail"]
            assert answer.headers["Retry-After"]
        assert (await office.get("/readyz")).status == 503, "nobody new is sent here"
        assert (await office.get("/healthz")).status == 200, "and nobody ends it"

    async def back() -> bool:
        return (await office.get("/readyz")).status == 200

    while not await back():
        pass
    await server.signed_in("RN")


@pytest.mark.databases("postgresql")
async def test_postgresql_that_dies_in_the_middle_of_a_visit_has_all_of_it_once_it_is_back(tmp_path: Path) -> None:
    async with clinic(tmp_path, spool=Spool(tmp_path / "spool", 1 << 20)) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        nurse, derm = await practice.page("npc"), await practice.page("dermatologist")
        cluster = databases.ALL.running()
        # As `pg_ctl stop -m immediate`: every connection is cut, nothing more is written.
        cluster.end(signal.SIGQUIT)
        try:
            await from_waiting_to_end(practice, visit, nurse, derm)
            await patient.sees(visit, state="ended")
            await staff_are_told(nurse, "spooled")
        finally:
            cluster.start()
        await state(practice, "kept")
        await staff_are_told(nurse, "kept")
        await holds(practice, visit)


async def test_a_commit_without_an_answer_is_kept_once_though_the_database_came_back_meanwhile(tmp_path: Path) -> None:
    async with clinic(tmp_path, spool=Spool(tmp_path / "spool", 1 << 20)) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.waiting(visit), await practice.seated("npc", visit)
        store = practice.store
        assert isinstance(store, CarryingStore)
        inner, answered, patch = store._inner.unit, asyncio.Event(), pytest.MonkeyPatch()

        @asynccontextmanager
        async def no_answer(ids: Callable[[], str] | None = None) -> AsyncIterator[SqlUnit]:
            async with inner(ids) as unit:
                yield unit
            patch.undo()
            answered.set()
            raise StoreAway("the connection was lost while it committed")

        async with store._carrying:
            patch.setattr(store._inner, "unit", no_answer)
            admitting = asyncio.create_task(nurse.request("admit", visit=visit, to="intake"))
            await answered.wait()
            await until(lambda: store._away, "it is known to be away")
            store._away = False  # What restoring does once it has this lock.
        await admitting
        await state(practice, "kept")
        assert moves(await practice.evidence(visit)) == [Move.CHECK_IN, Move.ADMIT_TO_INTAKE]
        await patient.sees(visit, state="intake")
        await nurse.request("end", visit=visit)


@pytest.mark.databases("postgresql")
async def test_a_patient_who_reloads_while_the_database_is_away_is_back_in_the_seat_and_nobody_else_comes_in(
    server: Served,
) -> None:
    visits = [one["id"] for one in server.demo["visits"]]
    patient, outside, revoked = [await server.entered(number) for number in range(3)]
    nurse = await server.page(await server.signed_in("RN"))
    office = await server.signed_in("office")
    for client, number in ((patient, 0), (revoked, 2)):
        page = await server.page(client, visit=visits[number], tab="a")
        await page.ok("visit.open", visit=visits[number])
        await page.ok("check_in", visit=visits[number])
        await nurse.ok("admit", visit=visits[number], to="intake")
    assert (await outside.get(f"/api/visit-pass?visit={visits[1]}")).status == 200, "known, and has no seat"
    assert (await office.call("DELETE", f"/api/visits/{visits[2]}/link")).status == 204
    cluster = databases.ALL.running()
    cluster.end(signal.SIGQUIT)
    try:
        # The page asks who it is and opens its socket at the same time.
        shown, page = await asyncio.gather(
            patient.get(f"/api/visit-pass?visit={visits[0]}"), server.page(patient, visit=visits[0], tab="a")
        )
        assert (shown.status, shown.json["state"], shown.json["consented"]) == (200, "intake", True)
        await page.ok("visit.open", visit=visits[0])
        # Only for who has the seat. The visit frame itself may have come before the answer.
        await page.ok("media.device", visit=visits[0], track="camera", state="off")
        # A pass opens its own visit alone; without a seat there is nothing that would be known by heart.
        for client, number in ((patient, 1), (outside, 1), (outside, 0), (revoked, 2)):
            answer = await client.get(f"/api/visit-pass?visit={visits[number]}")
            assert answer.status in (401, 503), answer.text
            with pytest.raises(ConnectionRefused):
                await server.page(client, visit=visits[number], tab="b")
    finally:
        cluster.start()
    await page.ok("leave", visit=visits[0])
