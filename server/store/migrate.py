"""Alembic, run from the program: the tables are brought up to date when the store opens."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection) -> Config:
    """Alembic's configuration for our migrations on an open connection."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: Connection) -> None:
    """Apply every migration that the database has not seen, in the connection's transaction."""
    command.upgrade(config(connection), "head")
