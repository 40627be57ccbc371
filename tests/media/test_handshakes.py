"""A true handshake comes to its end whatever others do who have a valid check to repeat."""

from __future__ import annotations

import asyncio
import random

import pytest
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport

from server.media import handshakes
from server.media.dtls import INBOX, Inbox, client_random
from server.media.egress import KNOWN_CAP
from tests.media.clients import serving, until
from tests.media.raw import RawPeer
from tests.media.test_strangers import BOTH, CLIENT_HELLO
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.usefixtures("either_way")


async def test_a_flood_from_one_address_displaces_nothing_of_anothers() -> None:
    inbox = Inbox(lambda _: None)
    for number in range(100 * INBOX):
        inbox.put(number.to_bytes(4, "big"), "stranger")
    flight = [b"certificate", b"key exchange", b"verify", b"finished"]
    for datagram in flight:
        inbox.put(datagram, "peer")
        inbox.put(datagram, "peer")  # repeated
    assert inbox.waiting == INBOX
    heard = [await inbox._recv() for _ in range(INBOX)]
    assert [one for one in heard[: 2 * len(flight)] if one in flight] == flight
    assert inbox.waiting == 0
    for number in range(2 * INBOX):  # one from each address
        inbox.put(b"same", number)
    assert inbox.waiting == INBOX


async def test_who_waits_for_a_datagram_gets_the_next() -> None:
    inbox = Inbox(lambda _: None)
    waiting = asyncio.ensure_future(inbox._recv())
    await asyncio.sleep(0)
    inbox.put(b"hello", 1)
    assert await waiting == b"hello"


def hellos(chance: random.Random) -> bytes:
    """A ClientHello of a random number of its own, which goes no further."""
    return CLIENT_HELLO[:27] + chance.randbytes(32) + bytes(20)


def test_only_the_begin_of_a_hello_says_whose_it_is() -> None:
    hello = hellos(random.Random(1))
    assert client_random(hello) == hello[27:59]
    second_fragment = hello[:19] + b"\0\0\x20" + hello[22:]
    key_exchange, encrypted = hello[:13] + b"\x10" + hello[14:], hello[:3] + b"\0\1" + hello[5:]
    for other in (second_fragment, key_exchange, encrypted, hello[:58], b""):
        assert client_random(other) == b""


async def test_a_handshake_ends_well_though_a_stranger_began_one_before_and_floods() -> None:
    chance = random.Random(8)
    async with serving() as server:
        peer, stranger = RawPeer(server), RawPeer.new_socket()
        connection = peer.introduce(server, "visit", "a", BOTH)
        check = peer.check()
        await until(lambda: peer.answered, "the check is answered")
        stranger.sendto(check, ("127.0.0.1", server.port))
        await until(lambda: server.stats()["known_addresses"] == 2, "the replayed check is believed")
        first = hellos(chance)
        assert client_random(first)
        stranger.sendto(first, ("127.0.0.1", server.port))
        await until(lambda: connection._handshakes._of, "the stranger's begins")

        async def flood() -> None:
            while connection.state == "new":
                for _ in range(10):
                    kind = chance.choice([1, 11, 16, 15])
                    record = bytes((22, 254, 253, 0, 0)) + chance.randbytes(6) + b"\0\x40" + bytes((kind,))
                    stranger.sendto(
                        chance.choice([hellos(chance), record + chance.randbytes(63)]), ("127.0.0.1", server.port)
                    )
                    stranger.sendto(peer.sent_dtls[-1] if peer.sent_dtls else first, ("127.0.0.1", server.port))
                assert len(connection._handshakes._of) <= 2
                await asyncio.sleep(0)

        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(peer.handshake(connection), flood())
        assert connection.egress.name[2:4] == peer.socket.getsockname()[1].to_bytes(2, "big")
        assert server.stats()["packet_errors"] == 0
        stranger.close()
        await peer.close()


async def test_a_stranger_whose_certificate_is_another_ends_only_his_own_handshake() -> None:
    async with serving() as server:
        peer, stranger = RawPeer(server), RawPeer(server)
        connection = peer.introduce(server, "visit", "a", BOTH)
        check = peer.check()
        await until(lambda: peer.answered, "the check is answered")
        stranger.put(check)
        await until(lambda: server.stats()["known_addresses"] == 2, "the replayed check is believed")
        stranger._dtls = RTCDtlsTransport(stranger, [RTCCertificate.generateCertificate()])  # type: ignore[arg-type]
        stranger.fingerprint = peer.fingerprint
        own = asyncio.ensure_future(stranger.handshake(connection))
        await until(
            lambda: [one for one in connection._handshakes._of.values() if one.failed], "the stranger is found out"
        )
        assert connection.state == "new"
        await peer.handshake(connection)
        assert peer.states == ["connected"]
        own.cancel()
        await asyncio.gather(own, return_exceptions=True)
        await stranger.close()
        await peer.close()


async def test_a_failed_handshake_begins_anew_after_a_while_and_no_more_are_kept_than_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []

    class Silent:
        send = receive = None

        def __init__(self, send) -> None:
            made.append(self)
            self.heard: list[bytes] = []
            self.closed = False

        def start(self, up, down) -> None:
            self.down = down

        def datagram(self, data, source) -> None:
            self.heard.append(data)

        def close(self) -> None:
            self.closed = True

    monkeypatch.setattr("server.media.session.Dtls", lambda _certificate, _fingerprints, send: Silent(send))
    chance, held = random.Random(9), handshakes.HELD_NS
    async with serving() as server:
        connection = RawPeer(server).introduce(server, "visit", "a", BOTH)
        socket, began = server._sockets[0], 1 << 62
        names = [number.to_bytes(16, "big") for number in range(3 * KNOWN_CAP)]
        for name in names:
            connection.check(socket, name, began)
            connection.handshake(socket, hellos(chance), name, began)
        assert len([one for one in made if not one.closed]) <= KNOWN_CAP
        assert len(connection._handshakes._of) <= KNOWN_CAP

        last, name = made[-1], names[-1]
        last.down()
        assert connection.state == "new"
        for later, more in ((0, 0), (held - 1, 0), (held, 1)):
            count = len(made)
            connection.handshake(socket, hellos(chance), name, began + later)
            assert len(made) == count + more
