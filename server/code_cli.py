"""`python -m server code`: apart from the other commands, so that answering a file of cases loads no server."""

from __future__ import annotations

import json
import os
from typing import Any, TextIO

import click

from server.base.errors import Refusal
from server.coding.case import answered, read_cases, together
from server.coding.loader import load_profiles, read_profiles
from server.coding.profiles import Profiles

LONG = 200
"""From so many cases on, starting another process costs less than it saves."""


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
        cases = read_cases(file.read())
    except UnicodeDecodeError:
        raise click.BadParameter("this is not UTF-8 text", param_hint="FILE") from None
    text, status = together(_answers(cases, rules, explain), explain)
    click.echo(text, nl=not text.endswith("\n"))
    ctx.exit(status)


def _answers(cases: list[Any], rules: Profiles, explain: bool) -> list[tuple[str, bool]]:
    """The answers in the order of the cases. Another process answers the first half of a long file at the same time."""
    half = len(cases) // 2 if len(cases) >= LONG else 0
    receiving, sending = os.pipe()
    other = os.fork() if half else 0
    if half and not other:
        done = 1
        try:
            with os.fdopen(sending, "w", encoding="ascii") as out:
                json.dump([answered(case, rules, explain) for case in cases[:half]], out)
            done = 0
        finally:
            os._exit(done)
    os.close(sending)
    answers = [answered(case, rules, explain) for case in cases[half:]]
    with os.fdopen(receiving, encoding="ascii") as given:
        first = given.read()
    if half and os.waitpid(other, 0)[1] == 0:
        return [*((text, read) for text, read in json.loads(first)), *answers]
    # What the other process could not do fails here, or is done.
    return [*(answered(case, rules, explain) for case in cases[:half]), *answers]
