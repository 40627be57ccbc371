"""Run inside a network namespace: asks a TURN relay to reach addresses, and prints what came of each as JSON.

python -m tests.media.relay_client RELAY_PORT USERNAME PASSWORD ADDRESS PORT [ADDRESS PORT …]

The addresses are all of one family.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any, cast

from aioice import stun, turn

from tests.patience import PATIENCE_S


class Heard(asyncio.DatagramProtocol):
    """What comes back through the relay, or why nothing can."""

    def __init__(self) -> None:
        self.said: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if not self.said.done():
            self.said.set_result(data.decode())

    def error_received(self, exc: Exception) -> None:
        if not self.said.done():
            code = exc.response.attributes["ERROR-CODE"][0] if isinstance(exc, stun.TransactionFailed) else exc
            self.said.set_result(f"refused {code}")


class Echo(asyncio.DatagramProtocol):
    """What stands at every address: it would answer if it were reached."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(b"reached", addr)


FAMILY = "REQUESTED-ADDRESS-FAMILY"
stun.ATTRIBUTES_BY_NAME[FAMILY] = (0x0017, FAMILY, lambda family: bytes((family, 0, 0, 0)), lambda data: data[0])


def ask_for_ipv6() -> None:
    """From now on allocations are of IPv6 (RFC 8656 section 7.1), which aioice does not know of."""
    request = turn.TurnClientMixin.request_with_retry

    async def with_family(self: turn.TurnClientMixin, message: stun.Message) -> Any:
        if message.message_method == stun.Method.ALLOCATE:
            message.attributes[FAMILY] = 2
        return await request(self, message)

    turn.TurnClientMixin.request_with_retry = with_family  # type: ignore[assignment, method-assign]


async def reach(relay: int, username: str, password: str, address: str, port: int) -> str:
    """What came of asking the relay to reach the address."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Echo, local_addr=(address, port))
    try:
        transport, heard = await turn.create_turn_endpoint(Heard, ("127.0.0.1", relay), username, password)
    except stun.TransactionFailed as error:
        return f"no allocation {error.response.attributes['ERROR-CODE'][0]}"
    transport.sendto(b"hello", (address, port))
    try:
        return await asyncio.wait_for(heard.said, PATIENCE_S)
    except TimeoutError:
        return "silence"
    finally:
        transport.close()


async def main() -> None:
    relay, username, password, *places = sys.argv[1:]
    found = {}
    if any(":" in address for address in places[::2]):
        ask_for_ipv6()
    for address, port in zip(places[::2], places[1::2], strict=True):
        found[address] = await reach(int(relay), username, password, address, int(port))
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main())
