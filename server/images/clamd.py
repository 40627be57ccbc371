"""Asks ClamAV's daemon about a file, where the practice runs one (`clamd`, INSTREAM; see clamd(8))."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

ANSWER_S = 60.0
PIECE = 256 << 10


class Clamd:
    """`address`: `tcp://HOST:PORT` or `unix:/PATH`."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def infected(self, content: bytes) -> bool:
        """Whether a known signature is in the file. Raises OSError where the daemon cannot be asked or answers otherwise."""
        try:
            async with asyncio.timeout(ANSWER_S):
                said = await self._ask(content)
        except TimeoutError as error:
            raise OSError("clamd does not answer") from error
        if said.endswith(b"FOUND"):
            return True
        if said.endswith(b"OK"):
            return False
        raise OSError("clamd could not look at the file")

    async def _ask(self, content: bytes) -> bytes:
        reader, writer = await self._connected()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.read(1024)).rstrip(b"\0\r\n ")
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("unix:"):
            return await asyncio.open_unix_connection(self._address.removeprefix("unix:"))
        parts = urlsplit(self._address)
        return await asyncio.open_connection(parts.hostname, parts.port)
