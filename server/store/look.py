"""A look at a database that changes nothing in it: for `python -m server check`."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.base.errors import StoreAway
from server.store import migrate, photo_tables, postgres, sqlite, tables


@dataclass(frozen=True, slots=True)
class Found:
    """`revision` is None in an empty database; `without_factor` counts active accounts that have no second factor."""

    revision: str | None
    practice: str | None = None
    accounts: int = 0
    without_factor: int = 0
    visits: int = 0
    masters: tuple[str, ...] = ()
    """Ids of the master keys that photos are encrypted under."""

    @property
    def current(self) -> bool:
        return self.revision == migrate.NEWEST

    @property
    def newer(self) -> bool:
        """Whether a newer version of the program has used the database."""
        return self.revision is not None and self.revision > migrate.NEWEST


class CannotLook(Exception):
    """The message says why, in the words of the database or of the network, without the URL."""


async def look(url: str) -> Found | None:
    """What is there; None where the file is not made yet. Raises `CannotLook`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "")
        if not path.is_file():  # noqa: ASYNC240 - one look, before anything runs
            return None
        writer, engine = sqlite.open_engines(parsed.set(drivername="sqlite+aiosqlite"))
        await writer.dispose()
    else:
        try:
            engine, readers = postgres.open_engines(parsed, alone=False)
        except ValueError as error:
            raise CannotLook(str(error)) from None
        await readers.dispose()
    try:
        async with asyncio.timeout(15), engine.connect() as connection:
            revision = await connection.run_sync(migrate.revision)
            if revision is None:
                return Found(None)
            staff = tables.staff.c
            active = select(func.count()).where(staff.active)
            return Found(
                revision,
                await connection.scalar(select(tables.practice.c.name)),
                await connection.scalar(active) or 0,
                await connection.scalar(active.where(staff.totp_secret.is_(None))) or 0,
                await connection.scalar(select(func.count()).select_from(tables.appointment)) or 0,
                await _masters(connection, revision),
            )
    except (SQLAlchemyError, OSError, TimeoutError, StoreAway) as error:
        raise CannotLook(why(error)) from error
    finally:
        await engine.dispose()


def why(error: BaseException) -> str:
    """The innermost reason, in one line."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if isinstance(error, TimeoutError):
        return "it does not answer"
    said = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error).strip()
    return said.splitlines()[0].rpartition(">: ")[2] if said else type(error).__name__


async def _masters(connection: AsyncConnection, revision: str) -> tuple[str, ...]:
    """Of a database that knows photos; an older one has none."""
    if revision < "0007":
        return ()
    column = photo_tables.stored_object.c.master
    return tuple((await connection.execute(select(column).distinct().order_by(column))).scalars())
