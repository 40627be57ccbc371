"""A new master key: every object's own key is wrapped anew. The files stay as they are."""

from __future__ import annotations

from dataclasses import replace

from server.access.ports import Store
from server.base.errors import Unavailable
from server.images.master_keys import MasterKeys, Unopenable

BATCH = 500


async def rotate(store: Store, keys: MasterKeys) -> tuple[str, int]:
    """Put a new key first (in the file; from a setting it is there already) and wrap everything under it. A server may be
    running: it takes up the file's new key with its next photo. What fails half-way goes on with `rewrap`.

    Returns the new key's id and how many objects were wrapped anew. Raises `WrongSettings`, `Unavailable`.
    """
    if keys.from_file:
        keys.add()
    return keys.ids()[0], await rewrap(store, keys)


async def rewrap(store: Store, keys: MasterKeys) -> int:
    """Wrap every object under the current key that another one wraps; returns how many there were."""
    current, done = keys.ids()[0], 0
    while True:
        async with store.unit() as unit:
            batch = await unit.objects_not_under(current, BATCH)
            for stored in batch:
                try:
                    wrapped, master = keys.wrap(stored.id, keys.unwrap(stored))
                except Unopenable as error:
                    raise Unavailable(f"The master key {error} is not there: photos are encrypted under it.") from None
                await unit.rewrap(replace(stored, wrapped_key=wrapped, master=master))
        done += len(batch)
        if len(batch) < BATCH:
            return done


async def forget_unused(store: Store, keys: MasterKeys) -> list[str]:
    """Take keys that wrap nothing any more out of the file; returns their ids."""
    async with store.unit() as unit:
        used = set(await unit.masters_in_use())
        return keys.forget(one for one in keys.ids() if one not in used)
