"""Requests that hold a connection, and requests that a proxy in front might read as two."""

from __future__ import annotations

import asyncio
import re
import socket

import pytest
from aiohttp import web

from server.api import operations
from server.serving import http_runner
from tests.integration.served import Served
from tests.patience import PATIENCE_S

ANSWERS = re.compile(rb"HTTP/1\.[01] (\d+) ")
NEXT = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def until_closed(port: int, sent: bytes) -> bytes:
    """What comes back until the server has closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        async with asyncio.timeout(PATIENCE_S):
            return await reader.read()
    finally:
        writer.close()


def request(server: Served, *headers: str, body: str = "") -> bytes:
    lines = ["POST /api/session HTTP/1.1", f"Host: localhost:{server.config.port}", f"Origin: {server.base}"]
    return "\r\n".join([*lines, "Content-Type: application/json", *headers, "", body]).encode("latin-1")


async def test_a_body_that_does_not_come_is_refused_in_words(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "BODY_S", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.config.port)
    writer.write(request(server, "Content-Length: 100", body='{"email"'))
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.readuntil(b"}")
    writer.close()
    assert ANSWERS.findall(answer) == [b"408"]
    assert b"too_slow" in answer


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTT", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"])
async def test_a_head_that_does_not_come_ends_its_connection(sent: bytes) -> None:
    runner = http_runner(web.Application(), head_s=0.05)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", 0))
    try:
        await web.SockSite(runner, listener).start()
        assert await until_closed(listener.getsockname()[1], sent) == b""
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 4", "Transfer-Encoding: chunked"),
        ("Content-Length: 4", "Content-Length: 60"),
        ("Content-Length: 4, 60",),
        ("Content-Length: +4",),
        ("Content-Length: 0x4",),
        ("Content-Length : 4",),
        ("Transfer-Encoding: identity, chunked, identity",),
        ("Transfer-Encoding: \x0bchunked",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("X-Folded: one", " Content-Length: 4"),
        ("X-Null: a\x00b", "Content-Length: 4"),
    ],
)
async def test_a_request_that_could_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_read(
    server: Served, headers: tuple[str, ...]
) -> None:
    answer = await until_closed(server.config.port, request(server, *headers, body="{}\r\n" + NEXT))
    assert ANSWERS.findall(answer) == [b"400"], answer


@pytest.mark.parametrize("size", ["-2", "2;x\n", "0x2", "2 2", "g"])
async def test_a_chunk_of_no_clear_size_ends_the_connection(server: Served, size: str) -> None:
    sent = request(server, "Transfer-Encoding: chunked", body=f"{size}\r\n{{}}\r\n0\r\n\r\n{NEXT}")
    answer = await until_closed(server.config.port, sent)
    assert ANSWERS.findall(answer) == [b"400"], answer
