"""`python -m server payers`: the practice's own rules of payers, from a file and into one."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TextIO

import click

from server.base.errors import Invalid
from server.practice.payers import Preview
from server.practice.sign_in import staff_actor

if TYPE_CHECKING:
    from server.access.policy import Actor
    from server.app import Practice

Run = Callable[[Callable[["Practice"], Awaitable[Any]]], Any]
"""Opens the practice and runs a use of it."""


def payers_commands(run: Run) -> click.Group:
    """The commands, over a way to open the practice."""

    @click.group("payers")
    def payers() -> None:
        """Payers' rules: what came with the product and what the practice recorded."""

    @payers.command("list")
    def show() -> None:
        """Each payer with its latest recorded version."""

        async def list_them(practice: Practice) -> None:
            for one in await practice.payers.all(await _administrator(practice)):
                signed = one.profile.checked_by or "nobody yet"
                origin = "recorded here" if one.author else "built in"
                click.echo(f"{one.profile.id:<20} {one.profile.version:<52} {origin:<14} signed by {signed}")

        run(list_them)

    @payers.command("export")
    @click.option(
        "--to", type=click.File("w", encoding="utf-8"), default="-", help="A file instead of standard output."
    )
    def export(to: TextIO) -> None:
        """Write every version of every payer as one JSON document."""

        async def write(practice: Practice) -> dict[str, Any]:
            return await practice.payers.export(await _administrator(practice))

        to.write(json.dumps(run(write), indent=1) + "\n")

    @payers.command("import")
    @click.argument("file", type=click.File("r", encoding="utf-8"))
    @click.option("--yes", is_flag=True, help="Record without asking, after showing the changed answers.")
    def import_(file: TextIO, yes: bool) -> None:
        """Record the versions in FILE that are new, after showing which worked cases they would answer differently."""
        try:
            document = json.loads(file.read())
        except json.JSONDecodeError as error:
            raise Invalid(f"{file.name}: this is not JSON (line {error.lineno} column {error.colno}).") from None
        except (UnicodeDecodeError, RecursionError):
            raise Invalid(f"{file.name}: this is not JSON in UTF-8, or nested too deeply.") from None

        async def record(practice: Practice) -> None:
            actor = await _administrator(practice)
            preview = await practice.payers.preview(actor, document)
            click.echo(_told(preview))
            if not yes and not click.confirm("Record it?"):
                click.echo("Nothing was recorded.")
                return
            count = await practice.payers.save(actor, document, preview.token)
            click.echo(f"Recorded {count} version{'' if count == 1 else 's'}.")

        run(record)

    return payers


async def _administrator(practice: Practice) -> Actor:
    """Whoever runs a command here can read the home, and acts as the practice's administrator."""
    async with practice.store.reading() as unit:
        able = [one for one in await unit.all_staff() if one.active and one.role == "administrator"]
    if not able:
        raise click.UsageError("There is no active administrator account to act for. Add one first.")
    return staff_actor(able[0])


def _told(preview: Preview) -> str:
    versions = f"{preview.versions} new version{'' if preview.versions == 1 else 's'} of {', '.join(preview.payers)}"
    borrowed = ", asked as if they were this payer's" if preview.borrowed else ""
    lines = [
        f"{versions}. {preview.asked} worked cases{borrowed}, {len(preview.changes)} would be answered differently:"
    ]
    for change in preview.changes:
        lines.append(f"  {change.id}  {change.description}")
        lines.extend(f"      {field}: {was!r} -> {change.after[field]!r}" for field, was in change.before.items())
    return "\n".join(lines)
