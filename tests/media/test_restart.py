"""An ICE restart: another username and password for the same connection, by which a peer comes back from another network."""

from __future__ import annotations

import asyncio

import pytest

from server.base.errors import BadOffer
from server.media.server import MediaServer
from tests.media.clients import serving, until
from tests.media.raw import AUDIO_TYPE, RawPeer, offer_text

BOTH = [("audio", "sendonly"), ("audio", "recvonly")]


def move(peer: RawPeer) -> None:
    """The peer sends and receives at another address from now on."""
    peer._reading.cancel()
    peer.socket.close()
    peer.socket = RawPeer.new_socket()
    peer._reading = asyncio.ensure_future(peer._read(peer.socket))


async def refused(server: MediaServer, peer: RawPeer) -> bool:
    """Whether a check of the peer's, with the password it has, is one too many for the server."""
    before = server.stats()
    peer.check()
    await until(
        lambda: (
            server.stats()["checks"] + server.stats()["checks_refused"] > before["checks"] + before["checks_refused"]
        ),
        "the check is looked at",
    )
    return server.stats()["checks_refused"] > before["checks_refused"]


async def test_a_restarted_peer_goes_on_from_elsewhere_with_the_keys_it_has() -> None:
    async with serving() as server:
        peer = RawPeer(server)
        connection = await peer.join(server, "visit", "a", BOTH, ssrcs={0: 1000})
        connection.bind("audio", 0, connection, "microphone")
        peer.send(1000, 1, 960, b"word", AUDIO_TYPE)
        await until(lambda: peer.of("1"), "it hears itself")
        first = connection.answer

        peer.ufrag = "another1"
        answer = await connection.restart(offer_text(BOTH, ufrag=peer.ufrag))
        assert [line for line in answer.split("\r\n") if "ice-" not in line and "o=" not in line] == [
            line for line in first.split("\r\n") if "ice-" not in line and "o=" not in line
        ], "sections, SSRCs and fingerprint are the same"
        assert answer.splitlines()[1] == first.splitlines()[1].replace(" 1 IN", " 2 IN")
        peer.read_answer(answer)
        move(peer)
        assert not await refused(server, peer)
        moves = server.stats()["path_moves"]
        heard = len(peer.of("1"))
        peer.send(1000, 2, 1920, b"word", AUDIO_TYPE)
        await until(lambda: len(peer.of("1")) > heard, "it hears itself there, by the same keys")
        assert server.stats()["path_moves"] == moves + 1
        assert peer.states == ["connected"]
        await peer.close()


async def test_the_password_before_a_restart_is_good_until_the_next_one() -> None:
    async with serving() as server:
        peer = RawPeer(server)
        connection = await peer.join(server, "visit", "a", BOTH)
        was = peer.ufrag
        await connection.restart(offer_text(BOTH, ufrag="another1"))
        assert not await refused(server, peer), "a check that was on its way"
        await connection.restart(offer_text(BOTH, ufrag="another2"))
        assert await refused(server, peer)
        assert peer.ufrag == was
        connection.close()
        assert connection.passwords
        assert await refused(server, peer)
        await peer.close()


@pytest.mark.parametrize(
    "offer",
    [
        offer_text(BOTH[:1], ufrag="other"),
        offer_text(BOTH, ufrag="other", fingerprint=":".join(["AB"] * 32)),
        "v=0\r\n",
    ],
    ids=["sections", "fingerprint", "nothing"],
)
async def test_what_is_no_restart_of_this_connection_is_refused_and_changes_nothing(offer: str) -> None:
    async with serving() as server:
        peer = RawPeer(server)
        connection = await peer.join(server, "visit", "a", BOTH)
        with pytest.raises(BadOffer):
            await connection.restart(offer)
        assert not await refused(server, peer)
        await peer.close()
