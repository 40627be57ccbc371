"""An event loop that forwards while it waits.

A packet that comes alone costs a wake-up whatever becomes of it; what Python's loop does around each is as dear again. Here the loop
waits in C, which deals with settled packets by itself and gives control back when anything else is to be done. There is still one
thread: nothing changes in Python while C works on what Python has settled.
"""

from __future__ import annotations

import asyncio
import selectors
from collections import ChainMap
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, cast

from server.media.native.library import Library, library
from server.media.native.socket import NativeSocket

SOCKETS = 8


class ForwardingSelector(selectors.BaseSelector):
    """An `EpollSelector`, and claimed sockets beside it."""

    def __init__(self, found: Library) -> None:
        self._lib = found.lib
        self._waiting: Any = found.ffi.new("struct vm_waiting *")
        self._rest = selectors.EpollSelector()
        self._sockets: list[NativeSocket] = []
        self._claimed: dict[Any, selectors.SelectorKey] = {}
        # A ChainMap writes into its first mapping only.
        rest = cast("MutableMapping[Any, selectors.SelectorKey]", self._rest.get_map())
        self._map = ChainMap[Any, selectors.SelectorKey](self._claimed, rest)

    def claim(self, sockets: Sequence[NativeSocket]) -> bool:
        """Take over these sockets, whose readers are registered as those of others are; false where there are too many of them. They
        are given back when they are unregistered."""
        if len(self._sockets) + len(sockets) > SOCKETS:
            return False
        self._sockets += sockets
        self._show()
        return True

    def collect(self, collect_s: float, quiet_s: float) -> None:
        """Leave arrivals alone for so long after each look; for `quiet_s` until something else than a check comes."""
        self._waiting.collect_ns, self._waiting.quiet_ns = int(collect_s * 1e9), int(quiet_s * 1e9)

    @property
    def waits(self) -> int:
        """How often it was waited for something."""
        return int(self._waiting.waits)

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        if not any(socket.fileno() == fileobj for socket in self._sockets):
            return self._rest.register(fileobj, events, data)
        key = self._claimed[fileobj] = selectors.SelectorKey(fileobj, fileobj, events, data)
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        key = self._claimed.pop(fileobj, None)
        if key is None:
            return self._rest.unregister(fileobj)
        self._sockets = [socket for socket in self._sockets if socket.fileno() != fileobj]
        self._show()
        return key

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        if fileobj not in self._claimed:
            return self._rest.modify(fileobj, events, data)
        key = self._claimed[fileobj] = self._claimed[fileobj]._replace(events=events, data=data)
        return key

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if not self._sockets:
            return self._rest.select(timeout)
        # A nanosecond too early would be a turn of the loop for nothing.
        timeout_ns = -1 if timeout is None else int(timeout * 1e9) + 1000 if timeout > 0 else 0
        found: int = self._lib.vm_wait(self._waiting, self._rest.fileno(), timeout_ns)
        if not found:
            return []
        ready = [
            (self._claimed[socket.fileno()], selectors.EVENT_READ)
            for number, socket in enumerate(self._sockets)
            if found >> number & 1 and socket.fileno() in self._claimed
        ]
        return ready + self._rest.select(0) if found & self._lib.VM_REST else ready

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._map

    def get_key(self, fileobj: Any) -> selectors.SelectorKey:
        return self._claimed.get(fileobj) or self._rest.get_key(fileobj)

    def close(self) -> None:
        self._claimed.clear()
        self._sockets.clear()
        self._show()
        self._rest.close()

    def _show(self) -> None:
        waiting = self._waiting
        waiting.count = len(self._sockets)
        for number, socket in enumerate(self._sockets):
            waiting.sockets[number] = socket.native


class ForwardingLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop with that selector."""

    def __init__(self, found: Library) -> None:
        self.forwarding = ForwardingSelector(found)
        super().__init__(self.forwarding)


def new_event_loop() -> asyncio.AbstractEventLoop:
    """A loop for a process that carries media; asyncio's own where there is no compiled module."""
    found = library()
    return asyncio.new_event_loop() if found is None else ForwardingLoop(found)
