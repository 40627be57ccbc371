"""Media by TCP, for networks that let no UDP through."""

from __future__ import annotations

import asyncio
import re
import socket

import pytest

from server.media.config import MediaConfig
from server.media.server import MediaServer
from server.media.tcp import MOST_UNPROVEN_OF_ONE, socket_name
from server.media.udp import SLOT
from tests.media.browsers import accept, chromium, eventually, offer
from tests.media.clients import serving, until
from tests.media.raw import offer_text

pytestmark = pytest.mark.usefixtures("either_way")

TCP = re.compile(r"^a=candidate:\S+ 1 tcp \d+ (\S+) (\d+) typ host tcptype passive\r$", re.MULTILINE)


def without_udp(answer: str) -> str:
    """The answer as a browser behind a firewall can use it."""
    return re.sub(r"a=candidate:\S+ 1 udp .*\r\n", "", answer)


@pytest.mark.browser
async def test_a_browser_that_no_udp_reaches_gets_its_media_back_by_tcp() -> None:
    async with serving() as server, chromium() as page:
        states: list[str] = []
        text = await offer(page, direction="sendrecv", audioSlots=0, videoSlots=0, codec="video/VP8")
        connection = server.loop(owner="tester", offer=text, on_state=states.append)
        assert TCP.search(connection.answer)
        await accept(page, without_udp(connection.answer))
        await until(lambda: states == ["connected"], "connected by TCP")
        await eventually(
            page,
            lambda found: found["seen"].get("1", {}).get("frames", 0) > 30 and found["in"]["0"]["packetsReceived"] > 50,
            "media come back",
        )
        assert server.stats()["tcp_connections"] >= 1  # a browser opens one from each of its addresses
        connection.close()
        await until(lambda: server.stats()["tcp_connections"] == 0, "the connection is closed with its peer")


async def _connect(server: MediaServer) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", server.port)


@pytest.mark.parametrize(
    "sent",
    [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x00\x01\x80", b"\x00\x00", (SLOT + 1).to_bytes(2, "big"), b"\x00\x14" + bytes(20)],
    ids=["http", "media of a stranger", "an empty frame", "a frame too long", "a bad check"],
)  # fmt: skip
async def test_who_begins_with_anything_but_a_valid_check_is_cut_off(sent: bytes) -> None:
    async with serving() as server:
        reader, writer = await _connect(server)
        writer.write(sent)
        assert await reader.read() == b""
        await until(lambda: server.stats()["tcp_connections"] == 0, "nothing is left of the stranger")
        writer.close()


async def test_one_address_holds_only_so_many_connections_that_prove_nothing() -> None:
    async with serving() as server:
        held = [await _connect(server) for _ in range(MOST_UNPROVEN_OF_ONE)]
        await until(lambda: server.stats()["tcp_connections"] == MOST_UNPROVEN_OF_ONE, "they are held")
        reader, writer = await _connect(server)
        assert await reader.read() == b""
        assert server.stats()["tcp_refused"] == 1
        for _, one in [*held, (reader, writer)]:
            one.close()


async def test_a_taken_tcp_port_leaves_udp_as_it_is() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        async with serving(MediaConfig(port=port)) as server:
            assert not server.tcp
            connection = server.loop(owner="x", offer=offer_text([("audio", "sendrecv")]), on_state=lambda _: None)
            assert not TCP.search(connection.answer)
            assert f"127.0.0.1 {port} typ host" in connection.answer


def test_addresses_are_written_as_the_kernel_writes_them() -> None:
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as one:
            one.bind((host, 0))
            name = socket_name(one.getsockname())
            assert name[2:4] == one.getsockname()[1].to_bytes(2, "big")
            assert socket.inet_ntop(family, name[8:24] if family == socket.AF_INET6 else name[4:8]) == host
