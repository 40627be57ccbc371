"""`python -m server keys` and `photos`: the master key of the photos, and erasing a visit's photos."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import click

from server.app import Practice
from server.base.ids import VisitId
from server.images.master_keys import MasterKeys
from server.images.retention import Retention
from server.images.rotation import forget_unused, rotate
from server.images.vault import Vault

Use = Callable[[Callable[[Practice], Awaitable[Any]]], Any]


def photo_commands(with_practice: Use) -> list[click.Group]:
    """The two groups; `with_practice` opens the practice beside the server."""

    @click.group("keys")
    def keys_group() -> None:
        """The master key that the photos' keys are wrapped under (docs/photos.md)."""

    @keys_group.command("list")
    def keys_list() -> None:
        """The keys that are there, the current one first, and those that photos need."""

        async def show(practice: Practice) -> None:
            keys = MasterKeys(practice.config)
            async with practice.store.reading() as unit:
                used = await unit.masters_in_use()
            there = keys.ids() if keys.file.exists() or not keys.from_file else ()
            for number, one in enumerate(there):
                click.echo(f"{one}  {'current' if number == 0 else 'older'}{'' if one in used else ', wraps nothing'}")
            for one in set(used) - set(there):
                click.echo(f"{one}  MISSING: photos are encrypted under it")

        with_practice(show)

    @keys_group.command("rotate")
    def keys_rotate() -> None:
        """Wrap everything under a new key. The server may be running. The old key stays until `keys forget`."""

        async def turn(practice: Practice) -> None:
            new, count = await rotate(practice.store, MasterKeys(practice.config))
            click.echo(f"{new} is the current key; {count} files are wrapped under it now.")
            click.echo("Make a backup, then take the old key away with: python -m server keys forget")

        with_practice(turn)

    @keys_group.command("forget")
    def keys_forget() -> None:
        """Take the keys away that wrap nothing any more. A backup made before the rotation needs them."""

        async def forget(practice: Practice) -> None:
            gone = await forget_unused(practice.store, MasterKeys(practice.config))
            click.echo(f"forgotten: {', '.join(gone)}" if gone else "No key is without use.")

        with_practice(forget)

    @click.group("photos")
    def photos_group() -> None:
        """Photos that patients sent."""

    @photos_group.command("erase")
    @click.argument("visit")
    @click.confirmation_option(prompt="Erase every photo of this visit? They cannot be brought back.")
    def photos_erase(visit: str) -> None:
        """Erase every photo of VISIT, and what the patient told of the concerns. The evidence says that it was done."""

        async def erase(practice: Practice) -> None:
            vault = Vault(practice.config.home, MasterKeys(practice.config))
            count = await Retention(practice.store, practice.clock, vault, None).erase_visit(VisitId(visit))
            click.echo(f"{count} photos erased")

        with_practice(erase)

    return [keys_group, photos_group]
