"""A connection that replaces another begins with what the way of that one carried."""

from __future__ import annotations

from server.media.narrow import KEPT_NS, NarrowWays
from server.media.server import MediaServer
from server.media.session import Session
from tests.media.clients import serving
from tests.media.raw import RawPeer

S = 1_000_000_000


async def connection(server: MediaServer, owner: str) -> Session:
    return await RawPeer(server).join(server, "visit", owner, [("audio", "sendonly"), ("video", "recvonly")])


def rungs(session: Session) -> tuple[str, str]:
    return session.uplink.rung, session.ladder.rung


async def test_what_replaces_a_connection_begins_as_narrow_as_that_was() -> None:
    async with serving() as server:
        before, other = await connection(server, "a"), await connection(server, "b")
        before.uplink.narrow(0)
        before.ladder.narrow(0)
        beside = await connection(server, "a")
        assert rungs(beside) == ("audio_only", "audio_only")
        assert rungs(await connection(server, "b")) == rungs(other) == ("high", "high")
        before.close()
        beside.close()
        assert rungs(await connection(server, "a")) == ("audio_only", "audio_only")


async def test_a_way_of_a_minute_ago_says_nothing() -> None:
    async with serving() as server:
        ways, before = NarrowWays(), await connection(server, "a")
        before.uplink.narrow(0)
        for later_ns, begins in ((KEPT_NS - 1, "audio_only"), (KEPT_NS, "high")):
            ways.leave(before, S)
            session = await connection(server, "b")
            session.owner = "a"
            ways.enter(session, S + later_ns)
            assert rungs(session) == (begins, "high")
