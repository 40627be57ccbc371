"""The device check: a page sends its camera and microphone and gets them back, by the same forwarding path as a visit.

A check is limited in time and number, is nobody's evidence and belongs to no visit. Who may have one, how many at once and
for how long is the caller's to say (a seat's token, or the installation's own).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from server.base.errors import NotFound, TooMany
from server.rooms.ports import Media, MediaConnection, MediaState

CHECKS = 120
"""Checks at once on the whole server, whoever asks."""

SILENT_NS = 2_000_000_000
"""A check from which nothing came for this long gives its place up when a place is wanted: its page is gone."""

HUSHED_NS = 300_000_000
"""A check from which nothing came for this long, many times the 20 ms between two packets of a voice, may soon count as silent."""

CONNECTING_NS = 10_000_000_000
"""How long a check may take to send its first packet before it counts as silent."""


@dataclass(frozen=True, slots=True)
class DeviceCheck:
    """A check that runs. `id` names it for its owner, `answer` is the SDP answer."""

    id: str
    answer: str


@dataclass(slots=True)
class _Running:
    owner: str
    connection: MediaConnection
    deadline: asyncio.TimerHandle
    began_ns: int

    def silent_ns(self, now_ns: int) -> int:
        """For how long nothing came."""
        return now_ns - (self.connection.last_media_ns() or self.began_ns + CONNECTING_NS)


class DeviceChecks:
    """All checks that run now. `ids` makes their names, `mono_ns` is the clock of `MediaConnection.last_media_ns`."""

    def __init__(self, media: Media, ids: Callable[[], str], mono_ns: Callable[[], int]) -> None:
        self._media = media
        self._ids = ids
        self._mono_ns = mono_ns
        self._running: dict[str, _Running] = {}
        self._starting: dict[str, str] = {}
        """The owners of checks that wait for their answer: they have their places already."""

    def __len__(self) -> int:
        return len(self._running) + len(self._starting)

    async def start(self, offer: str, *, owner: str, at_once: int, seconds: float) -> DeviceCheck:
        """Answer an offer and give its media back for `seconds`. Raises `BadOffer`, and `TooMany` past `at_once`.

        Where there is no place but a check has just fallen silent, its place is waited for, up to `SILENT_NS`.
        """
        await self._place(owner, at_once)
        key = self._ids()

        def on_state(state: MediaState) -> None:
            if state == "closed":
                self._end(key)

        self._starting[key] = owner
        try:
            connection = await self._media.loop(owner=key, offer=offer, on_state=on_state)
        finally:
            del self._starting[key]
        deadline = asyncio.get_running_loop().call_later(seconds, self._end, key)
        self._running[key] = _Running(owner, connection, deadline, self._mono_ns())
        return DeviceCheck(key, connection.answer)

    def stop(self, check: str, *, owner: str) -> None:
        """End a check of this owner. Raises `NotFound` for one that is over or somebody else's: the two look alike."""
        running = self._running.get(check)
        if running is None or running.owner != owner:
            raise NotFound("This device check is over already.")
        self._end(check)

    def close(self) -> None:
        """End every check."""
        for key in list(self._running):
            self._end(key)

    async def _place(self, owner: str, at_once: int) -> None:
        """Return once there is a place, which is the caller's until it waits for anything. Raises `TooMany`."""
        latest_ns = self._mono_ns() + SILENT_NS
        while self._full(owner, at_once):
            self._end_silent()
            if not self._full(owner, at_once):
                return
            now_ns = self._mono_ns()
            silent_ns = max((c.silent_ns(now_ns) for c in self._running.values() if c.owner == owner), default=0)
            if silent_ns < HUSHED_NS or now_ns >= latest_ns:
                raise TooMany("Too many device checks are running. Wait a minute, then try again.")
            await asyncio.sleep((SILENT_NS - silent_ns) / 1e9)

    def _full(self, owner: str, at_once: int) -> bool:
        owners = [check.owner for check in self._running.values()] + list(self._starting.values())
        return owners.count(owner) >= at_once or len(owners) >= CHECKS

    def _end_silent(self) -> None:
        now_ns = self._mono_ns()
        for key, check in list(self._running.items()):
            if check.silent_ns(now_ns) >= SILENT_NS:
                self._end(key)

    def _end(self, key: str) -> None:
        running = self._running.pop(key, None)
        if running:
            running.deadline.cancel()
            running.connection.close()
