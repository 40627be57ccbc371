"""The TURN relay as docs/turnserver.conf configures it, real coturn in a network of its own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.access.relay import GOOD_FOR, Relay, admit
from tests.patience import PATIENCE_S
from tests.programs import program

ROOT = Path(__file__).parents[2]
SERVER = "203.0.113.10"
"""The address that docs/turnserver.conf allows."""
OWN = "203.0.113.20"
"""The relay's own."""
OTHERS = ("127.0.0.1", "10.1.2.3", "172.16.9.9", "192.168.4.4", "169.254.169.254", "100.64.0.1", "198.51.100.7", OWN)
SERVER_6, OWN_6 = "2001:db8::10", "2001:db8::20"
OTHERS_6 = ("::1", "fd00::7", "fec0::7", "64:ff9b::a01:203", "2001:db8:1::7", OWN_6)
SECRET = "a secret of two"
PORT = 3478


def test_a_pass_says_until_when_it_is_good_and_is_of_the_secret() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    given = admit(Relay(("turn:x",), SECRET), "someone", now)
    until, name = given.username.split(":")
    assert int(until) == int((now + GOOD_FOR).timestamp())
    assert (
        base64.b64decode(given.credential) == hmac.new(SECRET.encode(), given.username.encode(), hashlib.sha1).digest()
    )
    assert "someone" not in given.username
    assert name != admit(Relay(("turn:x",), SECRET), "else", now).username.split(":")[1]


async def run(*words: str) -> str:
    """A program's output; it has to succeed."""
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=ROOT
    )
    out, _ = await process.communicate()
    assert process.returncode == 0, f"{' '.join(words)}: {out.decode()}"
    return out.decode()


@pytest.fixture
async def network(tmp_path: Path) -> AsyncIterator[str]:
    """A network namespace in which coturn runs and every address of `OTHERS` is there to be reached."""
    if os.geteuid() != 0:
        pytest.skip("only root may make a network")
    turnserver, ip = program("turnserver", "coturn"), program("ip", "iproute2")
    name = f"vestibule-{secrets.token_hex(3)}"
    inside = (ip, "netns", "exec", name)
    await run(ip, "netns", "add", name)
    relay = None
    try:
        await run(*inside, ip, "link", "set", "lo", "up")
        for address in (SERVER, *OTHERS[1:], SERVER_6, *OTHERS_6[1:]):
            await run(*inside, ip, "address", "add", address, "dev", "lo", *(["nodad"] if ":" in address else []))
        text = (ROOT / "docs/turnserver.conf").read_text()
        text = text.replace("the same as VESTIBULE_TURN_SECRET", SECRET)
        lines = [line for line in text.splitlines() if not line.startswith(("cert=", "pkey=", "tls-listening-port="))]
        kept = [
            "no-tls",
            "no-dtls",
            "listening-ip=127.0.0.1",
            f"relay-ip={OWN}",
            f"relay-ip={OWN_6}",
            f"allowed-peer-ip={SERVER_6}",  # a line for each address, as it says
            "log-file=stdout",
            f"pidfile={tmp_path}/pid",
        ]
        (tmp_path / "conf").write_text("\n".join([*lines, *kept, f"userdb={tmp_path}/turndb"]))
        relay = await asyncio.create_subprocess_exec(
            *inside, turnserver, "-c", str(tmp_path / "conf"), "--simple-log",
            stdout=(tmp_path / "log").open("w"), stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        async with asyncio.timeout(PATIENCE_S):
            while f":{PORT}" not in await run(*inside, "ss", "-lun"):
                assert relay.returncode is None, (tmp_path / "log").read_text()
                await asyncio.sleep(0.05)
        yield name
    finally:
        if relay is not None and relay.returncode is None:
            relay.terminate()
            await relay.wait()
        await run(ip, "netns", "delete", name)


async def asked(network: str, username: str, password: str, *places: tuple[str, int]) -> dict[str, str]:
    """What came of asking the relay for these addresses, from inside the network."""
    words = [word for address, port in places for word in (address, str(port))]
    client = (sys.executable, "-m", "tests.media.relay_client", str(PORT), username, password)
    out = await run("ip", "netns", "exec", network, *client, *words)
    found: dict[str, str] = json.loads(out.splitlines()[-1])
    return found


async def test_the_relay_reaches_this_server_and_nothing_else(network: str) -> None:
    given = admit(Relay((), SECRET), "party", datetime.now(UTC))
    # The server's addresses, but from another allocation each: coturn allows a party four at a time.
    for address in (SERVER, SERVER_6):
        reached = await asked(network, given.username, given.credential, (address, 8081))
        assert reached == {address: "reached"}
    for number, address in enumerate((*OTHERS, *OTHERS_6)):
        given = admit(Relay((), SECRET), f"party {number}", datetime.now(UTC))
        assert await asked(network, given.username, given.credential, (address, 8081)) == {address: "refused 403"}


async def test_a_pass_of_another_secret_or_of_yesterday_opens_nothing(network: str) -> None:
    forged = admit(Relay((), "another secret"), "party", datetime.now(UTC))
    assert await asked(network, forged.username, forged.credential, (SERVER, 8081)) == {SERVER: "no allocation 401"}
    old = admit(Relay((), SECRET), "party", datetime.now(UTC) - GOOD_FOR - timedelta(minutes=1))
    assert await asked(network, old.username, old.credential, (SERVER, 8081)) == {SERVER: "no allocation 401"}
