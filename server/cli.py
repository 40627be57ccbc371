"""The command line: `python -m server` serves; the other commands work on the same practice beside it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from server.access.policy import Actor
from server.app import Practice, open_practice
from server.base import log
from server.base.config import Config, WrongSettings
from server.base.environment import load
from server.base.errors import NotFound, Refusal
from server.base.ids import StaffId, VisitId
from server.code_cli import code
from server.evidence.events import Credential
from server.keys_cli import photo_commands
from server.media.native.loop import new_event_loop
from server.ops_cli import operations_commands
from server.payers_cli import payers_commands
from server.practice.appointments import NewPatient, NewVisit
from server.practice.people import NewStaff
from server.practice.sign_in import staff_actor
from server.serving import serve
from server.visits.records import Practice as PracticeRecord
from server.visits.records import Staff, StaffRole

T = TypeVar("T")


class Commands(click.Group):
    """Refusals and wrong settings are one line on standard error, not a traceback: exit 1 and 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WrongSettings as wrong:
            for line in wrong.lines:
                click.echo(line, err=True)
            ctx.exit(2)
        except NotFound as refusal:
            # What a patient is told of an absent visit says nothing to whoever runs a command.
            plain = refusal.message == NotFound().message
            click.echo("There is no such visit or account." if plain else refusal.message, err=True)
            ctx.exit(1)
        except Refusal as refusal:
            click.echo(refusal.message, err=True)
            ctx.exit(1)


@click.group(cls=Commands, invoke_without_command=True)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Video visits for a dermatology practice. Without a command: serve."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(serve_command)


@main.command("serve")
def serve_command() -> None:
    """Serve the practice until Ctrl-C or SIGTERM."""
    config = _config()
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve(config))


@main.group("staff")
def staff_group() -> None:
    """Accounts of those who work here."""


@staff_group.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True, help="As patients and colleagues read it.")
@click.option("--role", required=True, type=click.Choice(get_args(StaffRole)))
@click.option("--credential", type=click.Choice(get_args(Credential)), help="Decides whose minutes can count.")
@click.option("--npi", help="National Provider Identifier, ten digits.")
@click.option("--state", "states", multiple=True, help="A state of license, like NY. May be given more than once.")
@click.option("--practice", "practice_name", help="For the first account: the practice's name.")
@click.option("--phone", help="For the first account: the practice's phone number, shown to patients.")
@click.option("--tz", help="For the first account: the practice's time zone, like America/New_York.")
def staff_add(
    email: str,
    name: str,
    role: StaffRole,
    credential: str | None,
    npi: str | None,
    states: tuple[str, ...],
    practice_name: str | None,
    phone: str | None,
    tz: str | None,
) -> None:
    """Make an account; its random password is printed once."""
    new = NewStaff(email, name, role, credential, npi, licensed_states=tuple(state.upper() for state in states))
    record = _practice_record(practice_name, phone, tz)

    async def add(practice: Practice) -> None:
        async with practice.store.reading() as unit:
            if await unit.practice() is None and record is None:
                raise click.UsageError("This is the first account: say --practice NAME --phone NUMBER --tz ZONE too.")
        account = await practice.people.add(new, record)
        click.echo(f"{account.staff.email}\npassword  {account.password}")
        if account.totp_uri:
            click.echo(f"second factor  {account.totp_uri}")

    _with_practice(add)


@staff_group.command("totp")
@click.argument("email")
def staff_totp(email: str) -> None:
    """Give an account a new second factor; its address for the authenticator app is printed once."""

    async def enrol(practice: Practice) -> None:
        click.echo(await practice.people.enrol(email))

    _with_practice(enrol)


@staff_group.command("password")
@click.argument("email")
def staff_password(email: str) -> None:
    """Give an account a new random password, printed once; its sign-ins end."""

    async def renew(practice: Practice) -> None:
        click.echo(f"password  {(await practice.people.new_password(email)).password}")

    _with_practice(renew)


@staff_group.command("list")
def staff_list() -> None:
    """Everybody who has an account."""

    async def show(practice: Practice) -> None:
        for one in await practice.people.all():
            role = f"{one.role}, {one.credential}" if one.credential else one.role
            click.echo(f"{one.id}  {role:<18} {one.name:<24} {one.email}{'' if one.active else '  (closed)'}")

    _with_practice(show)


@main.group("visit")
def visit_group() -> None:
    """Appointments and their links."""


@visit_group.command("add")
@click.option("--name", required=True, help="The patient's name.")
@click.option("--born", required=True, help="The patient's birth date, YYYY-MM-DD.")
@click.option(
    "--at", "at", help="YYYY-MM-DDTHH:MM, in the practice's time zone unless an offset is given; default now."
)
@click.option("--reason", default="", help="In the patient's words.")
@click.option("--phone", help="The patient's phone number.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
@click.option("--state", help="The US state the patient lives in, like NY.")
@click.option("--payer", help="An id of `payers list`. Left out: the patient pays.")
@click.option("--established/--new", default=False, help="Whether the practice has seen the patient in three years.")
@click.option("--rendering", help="The mail address of the clinician who is to see the patient.")
def visit_add(
    name: str,
    born: str,
    at: str | None,
    reason: str,
    phone: str | None,
    language: str,
    state: str | None,
    payer: str | None,
    established: bool,
    rendering: str | None,
) -> None:
    """Make an appointment for a new patient; its link is printed once."""
    birth = _date(born)

    async def add(practice: Practice) -> None:
        async with practice.store.reading() as unit:
            record = await unit.practice()
            clinician = await unit.staff_by_email(rendering.strip().casefold()) if rendering else None
            staff = await unit.all_staff()
        if record is None:
            raise click.UsageError("There is no practice yet. Begin with: python -m server staff add --help")
        if rendering and clinician is None:
            raise click.BadParameter("nobody has this mail address", param_hint="--rendering")
        appointment, secret = await practice.appointments.make(
            NewVisit(
                patient=NewPatient(name, birth, phone, language, state.upper() if state else None),
                scheduled_at=_instant(at, record.tz),
                reason=reason,
                payer=payer,
                patient_status="established" if established else "new",
                rendering=StaffId(clinician.id) if clinician else None,
            ),
            _maker(staff),
        )
        click.echo(f"{appointment.id}\n{practice.link(secret)}")

    _with_practice(add)


@visit_group.command("link")
@click.argument("visit")
def visit_link(visit: str) -> None:
    """Make a new link for the patient of VISIT; earlier ones stop working."""

    async def renew(practice: Practice) -> None:
        async with practice.store.reading() as unit:
            staff = await unit.all_staff()
        click.echo(practice.link(await practice.links.renew(VisitId(visit), _maker(staff))))

    _with_practice(renew)


@main.group("evidence")
def evidence_group() -> None:
    """What the server witnessed."""


@evidence_group.command("export")
@click.argument("visit")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of standard output.")
def evidence_export(visit: str, to: Path | None) -> None:
    """Write the signed evidence of VISIT as JSON lines."""

    async def export(practice: Practice) -> bytes:
        async with practice.store.reading() as unit:
            if await unit.appointment(VisitId(visit)) is None:
                raise click.BadParameter("there is no such visit", param_hint="VISIT")
        return await practice.store.export_evidence(VisitId(visit))

    signed = _with_practice(export)
    if to is None:
        sys.stdout.buffer.write(signed)
        return
    try:
        to.write_bytes(signed)
    except OSError as error:
        raise click.FileError(str(to), error.strerror) from None


main.add_command(code)


def _config() -> Config:
    config = load(os.environ, Path())
    log.configure(config.log_level)
    return config


def _with_practice(use: Callable[[Practice], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_practice(_config()) as practice:
            return await use(practice)

    return asyncio.run(run())


main.add_command(payers_commands(_with_practice))
for group in photo_commands(_with_practice):
    main.add_command(group)
for each in operations_commands(_config):
    main.add_command(each)


def _maker(staff: list[Staff]) -> Actor:
    """Whoever runs a command here can read the home, and acts for the practice: evidence names an account of it."""
    able = [one for one in staff if one.active and one.role in ("administrator", "office")]
    if not able:
        raise click.UsageError("There is no active administrator or office account to act for. Add one first.")
    return staff_actor(able[0])


def _practice_record(name: str | None, phone: str | None, tz: str | None) -> PracticeRecord | None:
    if name is None and phone is None and tz is None:
        return None
    if name is None or phone is None or tz is None:
        raise click.UsageError("--practice, --phone and --tz go together.")
    try:
        ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError):
        raise click.BadParameter("this is no time zone; one is America/New_York", param_hint="--tz") from None
    return PracticeRecord(name=name, phone=phone, tz=tz, group="practice")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("write it as YYYY-MM-DD", param_hint="--born") from None


def _instant(text: str | None, tz: str) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("write it as YYYY-MM-DDTHH:MM", param_hint="--at") from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(tz))
