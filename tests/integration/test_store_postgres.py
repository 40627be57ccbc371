"""What only a database server can do to a store: be set up carelessly, go away, be killed, and be shared."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from server.base.errors import Invalid, Unavailable
from server.base.ids import PatientId, VisitId
from server.evidence.events import UrgentSet
from server.store import SqlStore, open_store, postgres
from server.store.postgres import AnotherServer
from tests.integration import databases
from tests.integration.store_samples import PATIENT, VISIT, moment
from tests.patience import PATIENCE_S
from tests.postgres_cluster import Cluster

KEY = Ed25519PrivateKey.generate()
pytestmark = pytest.mark.databases("postgresql")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server of this module's own: its tests end it."""
    made = Cluster()
    made.make()
    made.start()
    yield made
    made.remove()


@pytest.fixture
def name(cluster: Cluster) -> str:
    return cluster.create()


@pytest_asyncio.fixture
async def store(cluster: Cluster, name: str) -> AsyncIterator[SqlStore]:
    opened = await open_store(cluster.url(name), key=KEY, alone=True)
    yield opened
    await opened.close()


async def mark(store: SqlStore, visit: VisitId = VISIT) -> None:
    async with store.unit() as unit:
        await unit.append(visit, [UrgentSet(urgent=True)], actor="server", at=moment())


async def marked(store: SqlStore, once: str) -> None:
    """As `mark`, tried until the database answers in time; however often that is, there is one."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with contextlib.suppress(Unavailable):
                async with store.unit() as unit:
                    await unit.append(VISIT, [UrgentSet(urgent=True)], actor="server", at=moment(), event_ids=[once])
                return


async def marks(store: SqlStore) -> int:
    assert await store.evidence_break(VISIT) is None
    async with store.reading() as unit:
        return len(await unit.evidence(VISIT))


def cut_the_writer(cluster: Cluster, name: str) -> None:
    """End the connection that writes, as an administrator or a network does."""
    held = f"locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = '{name}')"
    cluster.sql(
        name, f"SELECT pg_terminate_backend(pid) FROM (SELECT DISTINCT pid FROM pg_locks WHERE {held}) AS holders"
    )


async def test_a_database_that_could_lose_a_commit_is_refused(cluster: Cluster, name: str) -> None:
    for setting in ("fsync", "full_page_writes"):
        cluster.end()
        cluster.start(**{setting: "off"})
        with pytest.raises(Unavailable, match=f"{setting}=off"):
            await open_store(cluster.url(name), key=KEY)
    cluster.end()
    cluster.start()
    # What its administrator set for the database does not reach our sessions.
    cluster.sql("postgres", f"ALTER DATABASE {name} SET synchronous_commit = off")
    store = await open_store(cluster.url(name), key=KEY)
    async with store.unit() as unit:
        assert await unit._transaction.scalar(text("SHOW synchronous_commit")) == "on"
    await store.close()


async def test_one_server_to_a_database_and_commands_beside_it(cluster: Cluster, name: str, store: SqlStore) -> None:
    with pytest.raises(AnotherServer, match="Another server"):
        await open_store(cluster.url(name), key=KEY, alone=True)
    command = await open_store(cluster.url(name), key=KEY)
    await asyncio.gather(*(mark(which) for which in (store, command) for _ in range(15)))
    assert await marks(store) == 30
    await command.close()
    await store.close()
    again = await open_store(cluster.url(name), key=KEY, alone=True)
    assert await marks(again) == 30
    await again.close()


async def test_two_that_start_at_once_on_an_empty_database_make_its_tables_once(cluster: Cluster, name: str) -> None:
    both = await asyncio.gather(*(open_store(cluster.url(name), key=KEY) for _ in range(2)))
    for store in both:
        await mark(store)
        await store.close()


async def test_a_server_whose_connection_was_cut_writes_only_while_it_has_the_lock(
    cluster: Cluster, name: str, store: SqlStore
) -> None:
    await mark(store)
    cut_the_writer(cluster, name)
    await mark(store)
    await store._writer.dispose()
    usurper = await open_store(cluster.url(name), key=KEY, alone=True)
    with pytest.raises(Unavailable, match="Another server"):
        await mark(store)
    assert await marks(store) == 2, "it still reads"
    await mark(usurper)
    await usurper.close()
    await mark(store)
    assert await marks(store) == 4


async def test_a_connection_cut_within_a_transaction_loses_it_whole(
    cluster: Cluster, name: str, store: SqlStore
) -> None:
    async def interrupted() -> None:
        async with store.unit() as unit:
            await unit.append(VISIT, [UrgentSet(urgent=False)], actor="server", at=moment())
            await unit.flush()
            cut_the_writer(cluster, name)
            await unit.all_patients()

    await mark(store)
    with pytest.raises(Unavailable, match="Nothing was changed"):
        await interrupted()
    assert await marks(store) == 1
    await mark(store)


async def test_a_commit_whose_answer_is_lost_is_said_to_be_unknown_and_may_be_tried_again(
    cluster: Cluster, name: str, store: SqlStore
) -> None:
    await mark(store)

    async def change() -> None:
        async with store.unit() as unit:
            await unit.append(VISIT, [UrgentSet(urgent=False)], actor="server", at=moment(), event_ids=["once"])
            await unit.flush()
            if cut:
                cut_the_writer(cluster, name)

    cut = True
    with pytest.raises(Unavailable, match="Look whether it is there"):
        await change()
    cut = False
    for _ in range(3):
        await change()
    assert await marks(store) == 2


async def test_a_database_that_is_away_is_said_to_be_and_comes_back(cluster: Cluster, store: SqlStore) -> None:
    await mark(store)
    cluster.end()
    for _ in range(2):
        with pytest.raises(Unavailable, match="try again"):
            await mark(store)
        with pytest.raises(Unavailable, match="try again"):
            await marks(store)
    cluster.start()
    await mark(store)
    assert await marks(store) == 2


async def test_a_database_that_stands_still_is_noticed_and_taken_back(
    cluster: Cluster, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert postgres.BUSY_SECONDS < postgres.ANSWER_SECONDS <= 3
    monkeypatch.setattr(postgres, "ANSWER_SECONDS", 0.3)
    store = await open_store(cluster.url(name), key=KEY, alone=True)
    await marked(store, "before")
    with cluster.frozen():
        # Two seconds are the driver's, for a last word that nobody hears.
        for attempt in (mark, marks):
            with pytest.raises(Unavailable, match="try again"):
                await asyncio.wait_for(attempt(store), PATIENCE_S)
    await marked(store, "after")
    await store.close()
    monkeypatch.undo()
    again = await open_store(cluster.url(name), key=KEY, alone=True)
    assert await marks(again) == 2
    await again.close()


async def test_everything_acknowledged_is_there_after_the_database_was_killed(
    cluster: Cluster, store: SqlStore
) -> None:
    acknowledged: list[VisitId] = []

    async def write(writer: int) -> None:
        for number in range(10_000):
            visit = VisitId(f"{writer}-{number}")
            await mark(store, visit)
            acknowledged.append(visit)

    tasks = [asyncio.create_task(write(writer)) for writer in range(4)]
    while len(acknowledged) < 40:
        await asyncio.wait(tasks, timeout=0.01)
    # SIGQUIT: every process ends at once and writes nothing more.
    await asyncio.to_thread(cluster.end, signal.SIGQUIT)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes), outcomes
    cluster.start()
    async with store.reading() as unit:
        for visit in acknowledged:
            assert len(await unit.evidence(visit)) == 1


async def test_a_character_that_postgresql_cannot_keep_is_the_senders_fault(store: SqlStore) -> None:
    for words in ("a\x00b", "a\ud800b"):
        with pytest.raises(Invalid, match="character"):
            async with store.unit() as unit:
                await unit.save_patient(replace(PATIENT, id=PatientId(f"p-{len(words)}"), name=words))


async def test_without_the_driver_the_start_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="make postgres"):
        await open_store("postgresql://somewhere/v", key=KEY)


async def test_the_words_of_libpq_for_tls_are_understood(cluster: Cluster, name: str) -> None:
    assert databases.kind() == "postgresql"
    store = await open_store(cluster.url(name) + "&sslmode=prefer", key=KEY)
    await store.close()
    with pytest.raises(Unavailable):
        await open_store(cluster.url("nowhere"), key=KEY)
