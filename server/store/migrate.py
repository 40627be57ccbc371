"""Alembic, run from the program: the tables are brought up to date when the store opens.

Alembic and its template engine take longer to import than the rest of the store together, so they are imported only
where a database is behind `NEWEST`; a test holds that name against Alembic's own head.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from server.base.errors import Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
NEWEST = "0014"
"""The revision that the code in this tree expects."""


class Newer(Unavailable):
    """The tables are of a later version than this program knows."""


def config(connection: Connection) -> Config:
    """Alembic's configuration for our migrations on an open connection."""
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: Connection) -> None:
    """Apply every migration that the database has not seen, in the connection's transaction."""
    now = revision(connection)
    if now == NEWEST:
        return
    if now is not None and now > NEWEST:
        raise Newer(f"A newer version of Vestibule has used this database (tables {now}). Run that version.")
    from alembic import command  # noqa: PLC0415

    command.upgrade(config(connection), "head")


def revision(connection: Connection) -> str | None:
    """What the database was last brought up to; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
