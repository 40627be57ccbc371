"""The process that serves: its socket, its home alone, its signals, from before the first part is opened until the last is closed."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

import structlog
from aiohttp import web

from server import tls
from server.app import DRAIN, running
from server.base import log
from server.base.config import NO_HTTPS, Config, WrongSettings
from server.practice.demo import FILE, told

_log = structlog.get_logger("app")

HEAD_S = 30.0
"""How long a connection may be silent, or send a request's head, seconds: whoever sends a byte a second would hold it for ever."""


async def serve(config: Config) -> None:
    """Serve until SIGTERM or SIGINT. Raises `WrongSettings` where a port, a file or the database is not to be had."""
    log.configure(config.log_level)
    stop, hurry = _stop_signals()
    with _bound(config) as listener, home_alone(config):
        context = tls.server_context(config, datetime.now(UTC))
        config = config.model_copy(update={"port": listener.getsockname()[1]})
        first = not (config.home / FILE).exists()
        async with running(config) as (app, known):
            runner = http_runner(app)
            await runner.setup()
            try:
                await web.SockSite(runner, listener, ssl_context=context).start()
                if known is not None:
                    print(told(known, first=first), flush=True)
                print(f"  Serving {config.base_url} (end with Ctrl-C)", flush=True)
                if config.tls:
                    seen = tls.fingerprint(config.home / tls.CERTIFICATE)
                    print(f"  Browsers ask about the certificate once; its SHA-256 fingerprint is {seen}", flush=True)
                if not config.loopback and not config.secure:
                    print(f"  https: {NO_HTTPS}", flush=True)
                _log.info("started", port=config.port, media_port=config.media_port or "any free one")
                async with _renewed(config, context):
                    await stop.wait()
                    await app[DRAIN].run(config.drain_seconds, hurry)
            finally:
                await runner.cleanup()
    _log.info("stopped")


def http_runner(app: web.Application, head_s: float = HEAD_S) -> web.AppRunner:
    """What speaks HTTP. A connection on which no request's whole head has come for `head_s` seconds is closed."""
    return web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5, keepalive_timeout=head_s)


@asynccontextmanager
async def _renewed(config: Config, context: ssl.SSLContext | None) -> AsyncIterator[None]:
    renewing = None if context is None else asyncio.create_task(tls.keep_renewed(config, context))
    try:
        yield
    finally:
        if renewing is not None:
            renewing.cancel()


def _stop_signals() -> tuple[asyncio.Event, asyncio.Event]:
    """Set by the first and by the second SIGTERM or SIGINT, from before the first part is opened: a start that is
    interrupted ends cleanly too."""
    stop, hurry = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, lambda: (hurry if stop.is_set() else stop).set())
    return stop, hurry


def _bound(config: Config) -> socket.socket:
    """The server's socket, bound before anything else, so that a second server on the same port changes nothing on disk.
    It listens only once everything is ready: until then whoever tries to connect is told at once that nobody is there."""
    listener: socket.socket | None = None
    try:
        family, _, _, _, address = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(config.host != "::"))
        listener.bind(address)
        return listener
    except OSError as error:
        if listener is not None:
            listener.close()
        reason = error.strerror or str(error)
        raise WrongSettings([f"HOST={config.host} PORT={config.port}: cannot listen there: {reason}"]) from None


@contextmanager
def home_alone(config: Config) -> Iterator[None]:
    """The home is this server's alone while it runs: two would carry the same visits. A lock of the kernel's goes with the
    process however it ends. Raises `WrongSettings`."""
    config.make_home()
    with os.fdopen(os.open(config.home / "server.lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            line = f"VESTIBULE_HOME={config.home}: another server is using this folder. End it, or name another folder."
            raise WrongSettings([line]) from None
        yield
