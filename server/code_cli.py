"""`python -m server code`: apart from the other commands, so that answering a file of cases loads no server."""

from __future__ import annotations

from typing import Any, TextIO

import click

from server.base.errors import Refusal
from server.coding.case import run_cases
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
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--explain", is_flag=True, help="Say why, for a person to read, instead of JSON.")
@click.option("--profiles", type=click.File("r", encoding="utf-8"), help="Payers' rules instead of the ones built in.")
@click.pass_context
def code(ctx: click.Context, file: TextIO, explain: bool, profiles: TextIO | None) -> None:
    """Propose codes for the cases in FILE, a JSON array; `-` reads standard input. Nothing is stored."""
    try:
        rules = read_profiles(profiles.read(), profiles.name) if profiles else load_profiles()
    except UnicodeDecodeError:
        raise click.BadParameter("this is not UTF-8 text", param_hint="--profiles") from None
    try:
        asked = file.read()
    except UnicodeDecodeError:
        raise click.BadParameter("this is not UTF-8 text", param_hint="FILE") from None
    text, status = run_cases(asked, rules, explain)
    click.echo(text, nl=not text.endswith("\n"))
    ctx.exit(status)
