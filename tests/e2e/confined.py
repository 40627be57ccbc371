"""A browser's network in which there is nothing but what is let in: a namespace of the kernel's, not a page that is deceived.

The browser runs inside, the server outside. A TCP port that is let in listens inside and leads outside to the same port of this
machine; every other port, and all UDP, is simply not there. Needs root and iproute2.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import secrets
import socket
import threading
from pathlib import Path
from typing import Self

from tests.e2e.chromium import program as chromium
from tests.programs import program

_NEW_NETWORK = 0x40000000
"""CLONE_NEWNET, setns(2)."""


class Confined:
    """One namespace. `browser` is the program to start inside of it."""

    def __init__(self, folder: Path) -> None:
        self._ip = program("ip", "iproute2")
        self._name = f"vestibule-{secrets.token_hex(3)}"
        self._doors: dict[int, asyncio.Server] = {}
        self._pipes: set[asyncio.Task[None]] = set()
        self.browser = folder / f"chromium-{self._name}"

    async def start(self) -> Self:
        """Make it, with one address besides loopback: a browser without any says that it is offline."""
        await _run(self._ip, "netns", "add", self._name)
        for words in (
            "ip link set lo up",
            "ip link add v0 type veth peer name v1",
            "ip address add 192.0.2.9/24 dev v0",
            "ip link set v0 up",
            "ip link set v1 up",
        ):
            await _run(self._ip, "netns", "exec", self._name, *words.split())
        self.browser.write_text(f'#!/bin/sh\nexec {self._ip} netns exec {self._name} {chromium()} "$@"\n')
        self.browser.chmod(0o755)
        return self

    async def stop(self) -> None:
        """Close all doors and forget it; the browser has to have ended."""
        for port in list(self._doors):
            self.shut(port)
        await _run(self._ip, "netns", "delete", self._name)

    async def let_in(self, port: int) -> None:
        """Let this TCP port of the machine be reached at the same port inside."""

        async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._pipes.add(task)
            with contextlib.suppress(OSError, asyncio.CancelledError):
                back, onward = await asyncio.open_connection("127.0.0.1", port)
                try:
                    async with asyncio.TaskGroup() as both:
                        both.create_task(_pipe(reader, onward))
                        both.create_task(_pipe(back, writer))
                finally:
                    onward.transport.abort()
            writer.transport.abort()
            self._pipes.discard(task)

        self._doors[port] = await asyncio.start_server(through, sock=self._listening(port))

    def shut(self, port: int) -> None:
        """Let nobody through any more, nor those who are."""
        self._doors.pop(port).close()
        for pipe in self._pipes:
            pipe.cancel()

    def _listening(self, port: int) -> socket.socket:
        """A socket belongs to the namespace of the thread that made it."""
        made: list[socket.socket] = []

        def make() -> None:
            place = os.open(f"/run/netns/{self._name}", os.O_RDONLY)
            try:
                if ctypes.CDLL(None, use_errno=True).setns(place, _NEW_NETWORK) != 0:
                    return
            finally:
                os.close(place)
            inside = socket.socket()
            inside.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            inside.bind(("127.0.0.1", port))
            inside.listen()
            made.append(inside)

        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
        return made[0]


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()


async def _run(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(*words)
    assert await process.wait() == 0, " ".join(words)
