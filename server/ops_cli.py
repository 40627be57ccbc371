"""`python -m server check`, `backup` and `restore`: for whoever looks after the installation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path

import click

from server.app import KEY_FILE
from server.backup import Summary, backup, restore
from server.base.config import Config
from server.check import findings
from server.serving import home_alone

MARKS = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}


def operations_commands(config: Callable[[], Config]) -> list[click.Command]:
    """The three commands; `config` reads the settings, and raises `WrongSettings`."""

    @click.command("check")
    @click.pass_context
    def check_command(ctx: click.Context) -> None:
        """Say how the server would run with the settings as they are, and what is in its way. Changes nothing.

        Ends with 0 when it would run, with 1 when there is a problem, and with 2 when a setting is wrong.
        """
        found = asyncio.run(findings(config(), datetime.now(UTC)))
        for one in found:
            click.echo(f"{MARKS[one.state]}  {one.about:<14} {one.text}")
        ctx.exit(int(any(one.state == "problem" for one in found)))

    @click.command("backup")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    def backup_command(file: Path) -> None:
        """Write the practice into FILE: every table at one moment, and the home's keys. The server may be running."""

        async def run() -> Summary:
            return await backup(config(), KEY_FILE, file, datetime.now(UTC))

        summary = _kept(file, run)
        click.echo(f"{file}: {_told(summary)}")
        click.echo(
            "It holds patients' records and the signing key, and is not encrypted: keep it as you keep the home."
        )
        click.echo("Settings (the environment, .env) and certificates outside the home are not in it.")

    @click.command("restore")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    def restore_command(file: Path) -> None:
        """Fill an unused home and database from FILE, all of it or nothing, with every visit's evidence verified."""

        async def run() -> Summary:
            settings = config()
            with home_alone(settings):
                return await restore(settings, KEY_FILE, file)

        click.echo(f"restored: {_told(_kept(file, run))}")
        click.echo("Every visit's log was verified. Now: python -m server check")

    return [check_command, backup_command, restore_command]


def _kept(file: Path, run: Callable[[], Coroutine[None, None, Summary]]) -> Summary:
    try:
        return asyncio.run(run())
    except OSError as error:
        raise click.FileError(str(file), error.strerror or str(error)) from None


def _told(summary: Summary) -> str:
    photos = f"{summary.photos} photos, " if summary.photos else ""
    text = f"{summary.visits} visits, {photos}{summary.entries} entries of evidence, {', '.join(summary.files)}"
    if summary.damaged:
        text += f"\nThe log of these visits did not hold together already before: {', '.join(summary.damaged)}"
    return text
