"""`python -m server code`: apart from the other commands, so that answering a file of cases loads no server."""

from __future__ import annotations

from typing import Any, BinaryIO

import click

from server.base.errors import Refusal
from server.coding.case import decoded, run_cases
from server.coding.loader import load_profiles, read_profiles


class Answering(click.Command):
    """What the whole file is refused for is one line on standard error: exit 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            click.echo(refusal.message, err=True)
            ctx.exit(1)


@click.command("code", cls=Answering)
@click.argument("file", type=click.File("rb"))
@click.option("--explain", is_flag=True, help="Say why, for a person to read, instead of JSON.")
@click.option("--profiles", type=click.File("rb"), help="Payers' rules instead of the ones built in.")
@click.pass_context
def code(ctx: click.Context, file: BinaryIO, explain: bool, profiles: BinaryIO | None) -> None:
    """Propose codes for the cases in FILE, a JSON array; `-` reads standard input. Nothing is stored."""
    try:
        rules = read_profiles(profiles.read().decode("utf-8-sig"), profiles.name) if profiles else load_profiles()
    except UnicodeDecodeError:
        raise click.BadParameter("this is not UTF-8 text", param_hint="--profiles") from None
    text, status = run_cases(decoded(file.read()), rules, explain)
    click.echo(text, nl=not text.endswith("\n"))
    ctx.exit(status)
