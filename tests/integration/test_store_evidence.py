"""Evidence in the database: appended within the state's transaction, never changed, exported so that damage shows."""

import asyncio
import importlib.util
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from server.base.errors import Unavailable
from server.base.ids import VisitId
from server.evidence.chain import Break, genesis
from server.evidence.events import CallJoined, ConsentGiven, Event, MediaTick, PairTick, UrgentSet
from server.store import SqlStore, open_store
from server.store.keys import KeySigner
from tests.integration import databases
from tests.integration.store_samples import PATIENT, VISIT, appointment, moment

KEY = Ed25519PrivateKey.generate()
OTHER = VisitId("visit-2")
SCRIPT = Path(__file__).parents[2] / "docs/verify_evidence.py"


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = await open_store(databases.url(tmp_path), key=KEY, node="n1")
    yield opened
    await opened.close()


def verify(content: bytes) -> str:
    spec = importlib.util.spec_from_file_location("verify_evidence", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    said: str = module.verify(content, public_key=KeySigner(KEY).public_key.hex())
    return said


def some_events() -> list[Event]:
    pair = PairTick(
        source="a", sink="b", track="camera", packets=136, bytes=10**6,
        first_ns=2**60 + 1, last_ns=2**60 + 3, gap_ns=2, gap_end_ns=2**60 + 3,
    )  # fmt: skip
    consent = ConsentGiven(consent="telehealth", text_version="1", text_digest="0" * 64)
    return [CallJoined(seat="a"), MediaTick(pairs=(pair,)), consent]


async def append(store: SqlStore, visit: VisitId, events: list[Event]) -> None:
    async with store.unit() as unit:
        await unit.append(visit, events, actor="staff:a", at=moment())


async def test_what_is_appended_is_what_is_read_and_the_chain_holds(store: SqlStore) -> None:
    async with store.unit() as unit:
        first = await unit.append(VISIT, some_events(), actor="staff:a", at=moment())
        second = await unit.append(VISIT, [UrgentSet(urgent=True)], actor="link:b", at=moment(2**62))
        assert await unit.evidence(VISIT) == [*first, *second], "a unit reads what it has staged itself"
    async with store.reading() as unit:
        entries = await unit.evidence(VISIT)
    assert entries == [*first, *second]
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert [entry.prev_hash for entry in entries] == [genesis(VISIT), *(entry.hash for entry in entries[:-1])]
    assert {entry.node for entry in entries} == {"n1"}
    assert await store.evidence_break(VISIT) is None


async def test_one_transaction_appends_to_many_visits(store: SqlStore) -> None:
    visits = [VisitId(f"v{number}") for number in range(50)]
    for _ in range(3):
        async with store.unit() as unit:
            for visit in visits:
                await unit.append(visit, [MediaTick(pairs=())], actor="server", at=moment())
    async with store.reading() as unit:
        assert {len(await unit.evidence(visit)) for visit in visits} == {3}
    assert [await store.evidence_break(visit) for visit in visits] == [None] * 50


async def test_evidence_and_state_are_rolled_back_together(store: SqlStore) -> None:
    async def fails() -> None:
        async with store.unit() as unit:
            await unit.save_patient(PATIENT)
            await unit.add_appointment(appointment())
            await unit.append(VISIT, some_events(), actor="server", at=moment())
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        await fails()
    async with store.reading() as unit:
        assert await unit.appointment(VISIT) is None
        assert await unit.evidence(VISIT) == []


async def test_callers_cancelled_at_any_point_leave_state_and_evidence_in_step(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.save_patient(PATIENT)
        await unit.add_appointment(appointment())

    async def change() -> None:
        async with store.unit() as unit:
            found = await unit.appointment(VISIT)
            assert found is not None
            saved = await unit.save_appointment(replace(found, urgent=not found.urgent))
            await unit.append(VISIT, [UrgentSet(urgent=saved.urgent)], actor="server", at=moment())

    for step in range(80):
        task = asyncio.create_task(change())
        await asyncio.wait([task], timeout=step * 0.000_2)  # Every time a little later into the transaction.
        task.cancel()
        await asyncio.wait([task])
    await change()
    async with store.reading() as unit:
        found, entries = await unit.appointment(VISIT), await unit.evidence(VISIT)
    assert found is not None
    assert found.version == len(entries) > 0
    assert await store.evidence_break(VISIT) is None


async def test_a_retry_with_the_same_ids_adds_nothing(store: SqlStore) -> None:
    ids = ["e1", "e2", "e3"]
    kept = []
    for _ in range(10):
        async with store.unit() as unit:
            kept.append(await unit.append(VISIT, some_events(), actor="server", at=moment(), event_ids=ids))
    async with store.reading() as unit:
        assert await unit.evidence(VISIT) == kept[0]
    assert all(entries == kept[0] for entries in kept)


async def test_an_id_of_another_visit_s_event_is_refused(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.append(VISIT, [UrgentSet(urgent=True)], actor="server", at=moment(), event_ids=["e1"])
    with pytest.raises(IntegrityError):
        async with store.unit() as unit:
            await unit.append(OTHER, [UrgentSet(urgent=True)], actor="server", at=moment(), event_ids=["e1"])


ROW = (
    "INSERT {} INTO evidence SELECT visit_id, {}, {}, type, actor, utc, mono_ns, boot_id, node_id, body, prev_hash, hash "
    "FROM evidence WHERE seq = 2"
)


FORBIDDEN = {
    "sqlite": [
        "INSERT OR REPLACE INTO evidence SELECT * FROM evidence WHERE seq = 1",
        ROW.format("OR REPLACE", "9", "'fork'"),
    ],
    "postgresql": [
        "TRUNCATE evidence",
        "TRUNCATE evidence CASCADE",
        "UPDATE evidence SET actor = 'staff:b' WHERE false",
        "INSERT INTO evidence SELECT * FROM evidence ON CONFLICT (visit_id, seq) DO UPDATE SET actor = 'staff:b'",
    ],
}


async def test_the_database_refuses_to_change_delete_replace_or_fork_evidence(
    store: SqlStore, database: databases.Kind
) -> None:
    await append(store, VISIT, some_events())
    before = await store.export_evidence(VISIT)
    for statement in (
        "UPDATE evidence SET actor = 'staff:b'",
        "DELETE FROM evidence WHERE seq = 3",
        ROW.format("", "9", "'fork'"),
        *FORBIDDEN[database],
    ):
        async with store.unit() as unit:
            with pytest.raises(IntegrityError):
                await unit._transaction.execute(text(statement))
    assert await store.export_evidence(VISIT) == before


COLUMNS: dict[str, Any] = {
    "visit_id": "'visit-2'",
    "seq": "seq + 10",
    "event_id": "'x'",
    "type": "'call_left'",
    "actor": "'staff:b'",
    "utc": "'2027-03-02T17:00:00.123456Z'",
    "mono_ns": "mono_ns + 1",
    "boot_id": "'boot-2'",
    "node_id": "'n2'",
    "body": "replace(body, '\"', ' \"')",
    "prev_hash": "CASE substr(prev_hash, 1, 1) WHEN '0' THEN '1' ELSE '0' END || substr(prev_hash, 2)",
    "hash": "CASE substr(hash, 1, 1) WHEN '0' THEN '1' ELSE '0' END || substr(hash, 2)",
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("seq", [1, 2, 3])
async def test_whoever_changes_a_column_past_the_triggers_is_found(
    store: SqlStore, tmp_path: Path, column: str, seq: int
) -> None:
    await append(store, VISIT, some_events())
    head = verify(await store.export_evidence(VISIT)).split("head ")[1]
    databases.drop_triggers(tmp_path)
    databases.sql(tmp_path, f"UPDATE evidence SET {column} = {COLUMNS[column]} WHERE seq = {seq}")
    last_moved_away = column in ("visit_id", "seq") and seq == 3
    if last_moved_away and column == "visit_id":
        # The bare chain is whole; only the head noted before tells that its tail is missing.
        assert await store.evidence_break(VISIT) is None
        assert not verify(await store.export_evidence(VISIT)).endswith(head)
        return
    found = await store.evidence_break(VISIT)
    assert isinstance(found, Break)
    with pytest.raises(Exception, match="line"):
        verify(await store.export_evidence(VISIT))


async def test_an_export_is_the_signed_log_line_by_line(store: SqlStore) -> None:
    await append(store, VISIT, some_events())
    await append(store, OTHER, some_events())
    content = await store.export_evidence(VISIT)
    *lines, last = map(json.loads, content.splitlines())
    assert [line["type"] for line in lines] == ["call_joined", "media_tick", "consent_given"]
    assert lines[1]["body"]["pairs"][0]["first_ns"] == str(2**60 + 1), "nanoseconds are exact, as text"
    assert set(last) == {"visit_id", "count", "head", "public_key", "signature"}
    assert (last["count"], last["head"]) == (3, lines[-1]["hash"])
    assert verify(content).startswith("3 entries hold together; signed with the given key")
    assert verify(await store.export_evidence(VisitId("nothing yet"))).startswith("0 entries")


@pytest.mark.parametrize("body", ['{"minutes":60,"urgent":true}', '{"urgent": true}', "[]", "{", ""])
async def test_a_body_that_we_did_not_write_is_not_believed(store: SqlStore, tmp_path: Path, body: str) -> None:
    await append(store, VISIT, [UrgentSet(urgent=True)])
    databases.drop_triggers(tmp_path)
    databases.sql(tmp_path, "UPDATE evidence SET body = ?", body)
    async with store.reading() as unit:
        with pytest.raises(Unavailable, match="export"):
            await unit.evidence(VISIT)
    assert await store.evidence_break(VISIT) is not None
