"""A connection from its offer to its end, and what is left of it: nothing."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import secrets

import pytest

from server.base.errors import BadOffer, TooMany
from server.media import feedback
from server.media.config import MediaConfig
from server.media.server import MediaServer, boottime_ns
from server.media.session import Session
from tests.media.clients import ended, serving, until
from tests.media.raw import AUDIO_TYPE, CERTIFICATE, DELTA, KEY, VIDEO_TYPE, RawPeer, offer_text, vp8

pytestmark = pytest.mark.usefixtures("either_way")

BOTH = [("audio", "sendonly"), ("video", "sendonly"), ("audio", "recvonly"), ("video", "recvonly")]


async def test_a_connection_that_does_not_come_up_is_closed_at_its_deadline() -> None:
    async with serving(MediaConfig(port=0, connect_deadline_s=0.2)) as server:
        silent, withheld = RawPeer(server), RawPeer(server)
        first = silent.introduce(server, "visit", "silent", BOTH)
        second = withheld.introduce(server, "visit", "withheld", BOTH)
        withheld.check()  # checks come, the handshake never does
        await until(lambda: first.state == second.state == "closed", "both are reaped")
        await until(lambda: silent.states == withheld.states == ["closed"], "both are told")
        await until(lambda: len(asyncio.all_tasks()) == 3, "nothing but this test and its two readers is left")
        stats = server.stats()
        assert (stats["connections"], stats["known_addresses"], stats["reaped"]) == (0, 0, 2)
        await silent.close()
        await withheld.close()


async def test_the_deadline_leaves_a_connected_peer_alone() -> None:
    async with serving() as server:
        peer = RawPeer(server)
        connection = await peer.join(server, "visit", "a", BOTH)
        server._sessions[connection]._run()  # its time has come
        assert connection.state == "connected"
        assert server.stats()["reaped"] == 0
        await peer.close()


async def test_a_wrong_certificate_is_refused() -> None:
    async with serving() as server:
        peer = RawPeer(server)
        digest = next(f.value for f in CERTIFICATE.getFingerprints() if f.algorithm == "sha-256")
        forged = ("00" if digest[:2] != "00" else "11") + digest[2:]
        connection = peer.introduce(server, "visit", "a", BOTH, fingerprint=forged)
        peer.check()
        handshake = asyncio.ensure_future(peer.handshake(connection))
        await until(lambda: connection.state == "closed", "the fingerprint does not match the certificate")
        await until(lambda: peer.states == ["closed"], "told once, and never that it was up")
        await ended(handshake)
        await peer.close()


async def test_states_are_told_once_each_and_never_from_inside_connect() -> None:
    async with serving() as server:
        told: list[str] = []
        connection = server.connect(scope="v", owner="a", offer=offer_text(BOTH), on_state=told.append)
        connection.close()
        connection.close()
        assert told == []  # the call that closes is not called back from within
        await until(lambda: told, "told")
        assert told == ["closed"]
        assert connection.state == "closed"


async def test_closing_unbinds_everything_and_tells_the_peer() -> None:
    async with serving() as server:
        a, b = RawPeer(server), RawPeer(server)
        first, second = await a.join(server, "v", "a", BOTH), await b.join(server, "v", "b", BOTH)
        first.bind("audio", 0, second, "microphone")
        second.bind("audio", 0, first, "microphone")
        second.close()
        assert first.slots["audio"][0].source is None
        assert first.publications["microphone"].slots == []
        first.bind("audio", 0, second, "microphone")  # a closed source feeds nothing
        assert first.slots["audio"][0].source is None
        await until(lambda: b._dtls.state == "closed", "the peer got the DTLS close")
        a.send(1, 1, 1, b"word", AUDIO_TYPE, mid="0")
        await until(first.last_media_ns, "the other one goes on")
        await a.close()
        await b.close()


async def test_a_peer_that_ends_its_session_is_closed_here() -> None:
    async with serving() as server:
        a = RawPeer(server)
        connection = await a.join(server, "v", "a", BOTH)
        await a._dtls.stop()
        await until(lambda: connection.state == "closed", "the peer's close is heard")
        await until(lambda: a.states == ["connected", "closed"], "and told")
        await a.close()


async def test_twenty_lives_leave_nothing_behind() -> None:
    async with serving() as server:

        async def life(number: int) -> None:
            peer = RawPeer(server)
            connection = await peer.join(server, f"visit {number}", "a", BOTH)
            connection.bind("audio", 0, connection, "microphone")
            peer.send(7, 1, 1, b"word", AUDIO_TYPE, mid="0")
            await until(lambda: peer.of("2"), "media flows")
            if number % 2:
                connection.close()
            await peer.close()
            await until(lambda: connection.state == "closed", "closed")

        await life(0)
        gc.collect()
        files, tasks = len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks())
        for number in range(1, 21):
            await life(number)
        server.take_counts()
        stats = server.stats()
        assert (stats["connections"], stats["known_addresses"]) == (0, 0)
        assert server.take_counts() == {}
        await until(lambda: len(asyncio.all_tasks()) == tasks, "no task is left")
        assert len(os.listdir("/proc/self/fd")) == files


async def test_a_full_server_refuses_with_a_sentence() -> None:
    async with serving(MediaConfig(port=0, max_connections=1)) as server:
        server.connect(scope="v", owner="a", offer=offer_text(BOTH), on_state=lambda _: None)
        with pytest.raises(TooMany, match="Try again"):
            server.connect(scope="v", owner="b", offer=offer_text(BOTH), on_state=lambda _: None)


async def test_a_loop_needs_a_section_that_comes_back() -> None:
    async with serving() as server:
        with pytest.raises(BadOffer, match="sendrecv"):
            server.loop(owner="a", offer=offer_text([("audio", "sendonly")]), on_state=lambda _: None)


async def test_stopping_closes_every_connection_and_may_be_repeated() -> None:
    server = MediaServer(MediaConfig(port=0))
    await server.start()
    connection = server.connect(scope="v", owner="a", offer=offer_text(BOTH), on_state=lambda _: None)
    await server.stop()
    await server.stop()
    assert connection.state == "closed"


async def test_ipv6_is_a_second_candidate_on_the_same_port() -> None:
    config = MediaConfig(port=0, bind=("127.0.0.1", "::1"), announce=("127.0.0.1", "::1"))
    async with serving(config) as server:
        peer = RawPeer(server)
        connection = peer.introduce(server, "v", "a", BOTH)
        assert f"127.0.0.1 {server.port} typ host" in connection.answer
        assert f"::1 {server.port} typ host" in connection.answer
        peer.go_ipv6()
        peer.check()
        await peer.handshake(connection)
        connection.bind("audio", 0, connection, "microphone")
        peer.send(7, 1, 1, b"word", AUDIO_TYPE, mid="0")
        await until(lambda: peer.of("2"), "media flows over IPv6")
        await peer.close()


@pytest.mark.parametrize("port", [1, 80, 1023, 65536, -1])
def test_ports_that_browsers_ignore_are_refused(port: int) -> None:
    with pytest.raises(ValueError, match="1024"):
        MediaConfig(port=port)


def test_addresses_are_checked_at_the_start() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        MediaConfig(announce=("visits.example",))


async def test_a_seat_that_waits_costs_nothing_with_a_tick() -> None:
    late = [0]
    async with serving(now_ns=lambda: boottime_ns() + late[0]) as server:
        peer = RawPeer(server)
        seat = await peer.join(server, "visit", "a", [("audio", "sendonly"), ("audio", "recvonly")])
        assert len(server.rounds.awake) == 0
        peer.send(7, 1, 960, b"word", AUDIO_TYPE, mid="0")
        await until(lambda: len(server.rounds.awake) == 1, "who sends is looked after")
        late[0] += 5_000_000_000
        await until(lambda: len(server.rounds.awake) == 0, "silence rests")
        seat.bind("audio", 0, seat, "microphone")
        late[0] += 5_000_000_000
        assert len(server.rounds.awake) == 1  # whoever is sent something is looked after however long it pauses
        peer.send(7, 2, 1920, b"word", AUDIO_TYPE, mid="0")
        await until(lambda: peer.of("1"), "and hears it")
        seat.bind("audio", 0, None, "microphone")
        late[0] += 5_000_000_000
        await until(lambda: len(server.rounds.awake) == 0, "rests again")
        await peer.close()


async def test_what_one_peer_misses_wakes_nobody_else_up(monkeypatch) -> None:
    async with serving() as server:
        lossy, other = RawPeer(server), RawPeer(server)
        sections = [("video", "sendonly")]
        a = await lossy.join(server, "v", "a", sections, ssrcs={0: 1111})
        b = await other.join(server, "w", "b", sections, ssrcs={0: 2222})
        mended: list[object] = []
        looked_after: list[object] = []
        mend, climb = feedback.mend, feedback.climb

        def mending(one: Session, now_ns: int) -> bool:
            mended.append(one)
            return mend(one, now_ns)

        def climbing(one: Session, now_ns: int) -> None:
            looked_after.append(one)
            climb(one, now_ns)

        monkeypatch.setattr(feedback, "mend", mending)
        monkeypatch.setattr(feedback, "climb", climbing)
        for peer, ssrc in ((lossy, 1111), (other, 2222)):
            peer.send(ssrc, 1, 0, vp8(1, KEY), VIDEO_TYPE)
        lossy.send(1111, 3, 6000, vp8(3, DELTA), VIDEO_TYPE)
        await until(lambda: a in server.rounds.mending, "something is missing")
        await until(lambda: mended.count(a) - looked_after.count(a) > 3, "who misses it is looked after more often")
        assert mended.count(b) == looked_after.count(b)


async def test_no_two_streams_to_a_peer_have_the_same_ssrc_whatever_chance_gives(monkeypatch) -> None:
    drawn = itertools.chain.from_iterable((0, number // 4) for number in itertools.count(4))
    monkeypatch.setattr(secrets, "randbits", lambda _: next(drawn))
    async with serving() as one:
        offer = offer_text([("audio", "recvonly"), ("audio", "recvonly"), ("video", "recvonly")])
        connection = one.connect(scope="visit", owner="a", offer=offer, on_state=lambda _: None)
        slots = [slot for kind in connection.slots.values() for slot in kind]
        ssrcs = [connection.feedback_ssrc, *connection.slot_of, *(slot.outgoing.repair_ssrc for slot in slots)]
        ssrcs = [ssrc for ssrc in ssrcs if ssrc]  # no retransmissions where none were asked for
        assert len(connection.slot_of) == len(slots) == 3
        assert len(set(ssrcs)) == len(ssrcs)
        connection.close()
