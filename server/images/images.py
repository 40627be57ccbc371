"""The photos' use cases over one store and one folder, wired for the server."""

from __future__ import annotations

import os

from server.access.ports import Store
from server.base.clock import Clock
from server.base.config import Config
from server.images.annotations import Annotations
from server.images.clamd import Clamd
from server.images.earlier import Earlier
from server.images.exports import Exports
from server.images.gallery import Gallery
from server.images.master_keys import MasterKeys
from server.images.placing import Placing
from server.images.ports import Changed, Printed
from server.images.readings import Readings
from server.images.retakes import Retakes
from server.images.retention import Retention
from server.images.submissions import Submissions
from server.images.uploads import Uploads
from server.images.vault import Vault
from server.images.workers import Workers


class Images:
    """`start` before the first request; `stop` leaves nothing running."""

    def __init__(self, config: Config, store: Store, clock: Clock, changed: Changed, printed: Printed) -> None:
        self._store = store
        self.keys = MasterKeys(config)
        self.vault = Vault(config.home, self.keys)
        # One core stays for the visits that are going on.
        self.workers = Workers(max(1, (os.cpu_count() or 2) - 1))
        clamd = Clamd(config.clamd) if config.clamd else None
        self.readings = Readings(store, clock, self.vault, self.workers, changed, clamd)
        self.submissions = Submissions(store, clock, self.vault, changed)
        self.uploads = Uploads(store, clock, self.vault, changed, self.readings.soon)
        self.gallery = Gallery(store, clock, self.vault)
        self.earlier = Earlier(store)
        self.annotations = Annotations(store, clock, changed)
        self.exports = Exports(store, clock, self.vault, printed)
        self.retakes = Retakes(store, clock, changed)
        self.placing = Placing(store, clock, changed)
        self.retention = Retention(store, clock, self.vault, config.photo_retention_days)

    async def start(self) -> None:
        """Raises `WrongSettings` where the master key is lost or another one."""
        async with self._store.reading() as unit:
            self.keys.prepare(await unit.masters_in_use())
        await self.readings.resume()
        self.retention.start()

    async def stop(self) -> None:
        """What is not read yet waits for the next start."""
        await self.retention.stop()
        await self.readings.stop()
