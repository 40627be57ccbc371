"""Headers that a proxy adds, from the proxy and from everybody else; and https by the server itself."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509

from server import tls
from server.base.config import Config, WrongSettings
from tests.integration import databases
from tests.integration.served import Served, served
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
HSTS = "Strict-Transport-Security"
pytestmark = pytest.mark.databases("sqlite")


async def guesses(server: Served, headers: list[dict[str, str]]) -> list[int]:
    """The answers to one wrong password after the other."""
    body = {"email": "nobody@demo.example", "password": "wrong"}
    return [(await server.browser().post("/api/session", body, headers=sent)).status for sent in headers]


async def test_spoofed_addresses_do_not_escape_the_pause_after_wrong_passwords(demo_home: Path, tmp_path: Path) -> None:
    databases.ALL.copy(demo_home, tmp_path / "home")
    spoofed = [
        {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"} for number in range(8)
    ]
    async with served(tmp_path / "home") as server:
        assert 429 in await guesses(server, spoofed), "no proxy is named: these are all one source"
    async with served(tmp_path / "home", trusted_proxies=("127.0.0.1", "::1")) as server:
        assert 429 not in await guesses(server, spoofed), "the proxy says that these are eight people"
        # What a sender writes in front of the proxy's own note changes nothing.
        one = [{"X-Forwarded-For": f"10.1.1.{number}, 203.0.113.7"} for number in range(8)]
        assert 429 in await guesses(server, one)


async def test_a_proxy_says_that_the_browser_spoke_https(demo_home: Path, tmp_path: Path) -> None:
    databases.ALL.copy(demo_home, tmp_path / "home")
    said = {"X-Forwarded-Proto": "https"}
    async with served(tmp_path / "home") as server:
        assert HSTS not in (await server.browser().get("/healthz", headers=said)).headers
    origins, proxies = ("https://visits.example",), ("127.0.0.0/8",)
    async with served(tmp_path / "home", trusted_proxies=proxies, origins=origins) as server:
        answer = await server.browser().get("/healthz", headers=said)
        assert answer.headers[HSTS].startswith("max-age=")
        assert " wss://" in answer.headers["Content-Security-Policy"]
        assert HSTS not in (await server.browser().get("/healthz")).headers
        spoofed = {"X-Forwarded-Proto": "https, http"}
        assert HSTS not in (await server.browser().get("/healthz", headers=spoofed)).headers


@asynccontextmanager
async def started(home: Path, **settings: str) -> AsyncIterator[tuple[str, list[str]]]:
    """The server as a process of its own: its address, and what it printed before it was ready."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VESTIBULE_")}
    ours = {"PORT": "0", "VESTIBULE_MEDIA_PORT": "0", "VESTIBULE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", cwd=home.parent, env=kept | ours | settings,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    printed: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not printed or "Serving" not in printed[-1]:
                line = await process.stdout.readline()
                assert line, printed
                printed.append(line.decode())
            base = printed[-1].split()[1]
            # The line about the certificate follows, and no other one.
            if "VESTIBULE_TLS" in settings:
                printed.append((await process.stdout.readline()).decode())
        yield base, printed
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def test_a_certificate_of_its_own_names_this_machine_and_is_kept(demo_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    databases.ALL.copy(demo_home, home)
    for _ in range(2):
        async with started(home, VESTIBULE_TLS="self-signed") as (base, printed):
            assert base.startswith("https://localhost:")
            fingerprint = printed[-1].rpartition(" ")[2].strip()
            digest = bytes.fromhex(fingerprint.replace(":", ""))
            trusting = ssl.create_default_context(cafile=str(home / tls.CERTIFICATE))
            port = base.rpartition(":")[2]
            async with aiohttp.ClientSession() as client:
                for name in ("localhost", "127.0.0.1"):
                    async with client.get(f"https://{name}:{port}/healthz", ssl=trusting) as answer:
                        assert answer.status == 200
                        assert HSTS not in answer.headers
                async with client.get(f"{base}/healthz", ssl=aiohttp.Fingerprint(digest)) as answer:
                    assert answer.status == 200
                with pytest.raises(aiohttp.ClientConnectorCertificateError):
                    await client.get(f"{base}/healthz")
        assert (home / tls.KEY).stat().st_mode & 0o777 == 0o600
        assert tls.fingerprint(home / tls.CERTIFICATE) == fingerprint, "a restart asks nobody anew"


def test_a_certificate_is_made_anew_before_it_ends_and_when_it_lacks_a_name(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    config = Config(home=tmp_path, tls="self-signed", origins=("https://visits.example:8443", "https://[2001:db8::1]"))
    certificate, _ = tls.ensured(config, now)
    first = certificate.read_bytes()
    names = x509.load_pem_x509_certificate(first).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"localhost", "visits.example"} <= set(names.get_values_for_type(x509.DNSName))
    assert {"127.0.0.1", "2001:db8::1"} <= {str(each) for each in names.get_values_for_type(x509.IPAddress)}
    tls.ensured(config, now + tls.VALID - tls.RENEWED - timedelta(days=1))
    assert certificate.read_bytes() == first
    tls.ensured(config, now + tls.VALID - tls.RENEWED + timedelta(days=1))
    second = certificate.read_bytes()
    assert second != first
    later = now + tls.VALID - tls.RENEWED + timedelta(days=1)
    tls.ensured(config.model_copy(update={"public_ip": ("203.0.113.4",)}), later)
    assert certificate.read_bytes() != second
    (tmp_path / tls.KEY).write_text("torn")
    assert tls.server_context(config, later) is not None


async def test_a_certificate_that_changes_on_the_disk_is_used_without_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(home=tmp_path, tls="self-signed")
    context = tls.server_context(config, datetime.now(UTC))
    assert context is not None
    monkeypatch.setattr(tls, "LOOKED_AT_S", 0.01)
    renewing = asyncio.create_task(tls.keep_renewed(config, context))
    served_ = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    port = served_.sockets[0].getsockname()[1]

    async def shown() -> bytes:
        return (await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))).encode()

    first = await shown()
    (tmp_path / tls.CERTIFICATE).unlink()
    async with asyncio.timeout(PATIENCE_S):
        while await shown() == first:
            pass
    assert x509.load_pem_x509_certificate(await shown()) == x509.load_pem_x509_certificate(
        (tmp_path / tls.CERTIFICATE).read_bytes()
    )
    renewing.cancel()
    served_.close()


def test_a_certificate_that_does_not_fit_its_key_is_named(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    one, _ = tls.ensured(Config(home=tmp_path / "one", tls="self-signed"), now)
    _, other = tls.ensured(Config(home=tmp_path / "other", tls="self-signed"), now)
    with pytest.raises(WrongSettings, match="VESTIBULE_TLS_CERT"):
        tls.server_context(Config(tls_cert=one, tls_key=other), now)
