"""The event loop that forwards while it waits, and is an event loop all the same."""

from __future__ import annotations

import asyncio
import os
import selectors
import signal
import socket
import threading
import time
from functools import partial

import pytest

from server.media.config import MediaConfig
from server.media.mux import Mux
from server.media.native.library import Library
from server.media.native.loop import ForwardingLoop, ForwardingSelector, new_event_loop
from server.media.server import MediaServer
from server.media.session import Session
from tests.media.clients import serving, until
from tests.media.raw import AUDIO_TYPE, RawPeer
from tests.patience import PATIENCE_S


@pytest.fixture
async def selector(compiled: Library) -> ForwardingSelector:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, ForwardingLoop)
    return loop.forwarding


async def one_hears(server: MediaServer) -> tuple[RawPeer, RawPeer, Session]:
    """A voice that C forwards, and who hears it."""
    a, sink = RawPeer(server), RawPeer(server)
    source = await a.join(server, "visit", "a", [("audio", "sendonly")], ssrcs={0: 7})
    seat = await sink.join(server, "visit", "sink", [("audio", "recvonly")])
    seat.bind("audio", 0, source, "microphone")
    a.send(7, 0, 0, b"voice", AUDIO_TYPE)
    await until(lambda: len(sink.of("0")) == 1, "settled")
    return a, sink, source


def mux_of(server: MediaServer) -> Mux:
    assert server._mux is not None
    return server._mux


def all_came(sink: RawPeer) -> bool:
    return len(sink.of("0")) == 4


def sends(a: RawPeer, first: int, count: int) -> None:
    for number in range(first, first + count):
        a.send(7, number, number * 960, b"voice", AUDIO_TYPE)


@pytest.mark.usefixtures("settled")
async def test_settled_packets_need_no_turn_of_the_loop_and_others_get_one(selector: ForwardingSelector) -> None:
    async with serving() as server:
        a, sink, source = await one_hears(server)
        port = server._sockets[0].fileno()

        def by_c() -> int:
            return server.stats()["datagrams_forwarded_by_c"]

        # Nothing of Python runs between sending and the end of the wait.
        before = by_c()
        sends(a, 1, 150)
        ready = [key.fd for key, _ in selector.select(5)]
        assert by_c() == before + 150
        assert ready == [sink.socket.fileno()]
        await until(lambda: len(sink.of("0")) == 151, "all of them came")

        # A report is for Python, and what came with it is forwarded first.
        sends(a, 151, 2)
        a.send_rtcp(bytes((0x80, 201, 0, 1)) + (7).to_bytes(4, "big"))
        ready = [key.fd for key, _ in selector.select(5)]
        assert port in ready
        assert by_c() == before + 152
        heard = server.stats()["datagrams_received"]
        # As the loop would: the reader of that socket takes what was handed up.
        mux_of(server)._readable(server._sockets[0])
        assert server.stats()["datagrams_received"] == heard + 1
        # One that was lost on the way is counted by Python.
        sends(a, 154, 1)
        assert port in [key.fd for key, _ in selector.select(5)]
        mux_of(server)._readable(server._sockets[0])
        assert source.publications["microphone"].reception.highest == 154
        assert server.stats()["packet_errors"] == 0
        for peer in (a, sink):
            await peer.close()
    assert selector.get_map().get(port) is None


@pytest.mark.usefixtures("settled")
async def test_what_is_left_to_collect_keeps_nothing_else_waiting(selector: ForwardingSelector) -> None:
    async with serving() as server:
        a, sink, _ = await one_hears(server)
        selector.collect(30.0, 0.0)
        sends(a, 1, 1)
        selector.select(5)
        before = server.stats()["datagrams_forwarded_by_c"]
        sends(a, 2, 3)
        selector.select(0)
        selector.select(0.001)
        assert server.stats()["datagrams_forwarded_by_c"] == before
        # Timers, other descriptors and other threads are heard as ever.
        loop, called = asyncio.get_running_loop(), asyncio.Event()
        threading.Thread(target=lambda: loop.call_soon_threadsafe(called.set)).start()
        await asyncio.wait_for(called.wait(), PATIENCE_S)
        began = loop.time()
        await asyncio.sleep(0.002)
        assert loop.time() - began >= 0.002
        assert server.stats()["datagrams_forwarded_by_c"] == before
        selector._waiting.resume_ns = 0
        await until(lambda: len(sink.of("0")) == 5, "what was left came through")
        for peer in (a, sink):
            await peer.close()


async def test_signals_and_descriptors_wake_it(selector: ForwardingSelector) -> None:
    async with serving():
        loop, called = asyncio.get_running_loop(), asyncio.Event()
        loop.add_signal_handler(signal.SIGUSR1, called.set)
        try:
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
            await asyncio.wait_for(called.wait(), PATIENCE_S)
        finally:
            loop.remove_signal_handler(signal.SIGUSR1)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.setblocking(False)
            threading.Timer(0.05, theirs.send, (b"word",)).start()
            assert await asyncio.wait_for(loop.sock_recv(ours, 4), PATIENCE_S) == b"word"
        began = time.monotonic()
        assert selector.select(0.01) == []
        assert time.monotonic() - began >= 0.01


async def test_several_servers_share_it_and_one_too_many_does_without(selector: ForwardingSelector) -> None:
    first = MediaServer(MediaConfig(port=0, bind=("127.0.0.1",) * 1))
    others = [MediaServer(MediaConfig(port=0)) for _ in range(8)]
    servers = [first, *others]
    for server in servers:
        await server.start()
    assert [mux_of(server)._selector is None for server in servers] == [False] * 8 + [True]
    for server in (servers[-1], servers[-2], servers[0]):
        a, sink, _ = await one_hears(server)
        sends(a, 1, 3)
        await until(partial(all_came, sink), "it forwards")
        for peer in (a, sink):
            await peer.close()
    for server in servers:
        await server.stop()
    assert selector._sockets == []
    assert not selector._claimed


def test_it_keeps_the_selectors_contract(compiled: Library) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        loop = new_event_loop()
        assert isinstance(loop, ForwardingLoop)
        selector = loop.forwarding
        selector.register(ours, selectors.EVENT_READ, "data")
        assert selector.get_key(ours).data == "data"
        assert selector.modify(ours, selectors.EVENT_READ, "other").data == "other"
        assert selector.select(0) == []
        theirs.send(b"x")
        assert [key.data for key, _ in selector.select(1)] == ["other"]
        assert selector.unregister(ours).data == "other"
        with pytest.raises(KeyError):
            selector.get_key(ours)
        loop.close()
