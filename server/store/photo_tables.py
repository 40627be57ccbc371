"""The tables of photos and of what is said about them. Its `metadata` holds all tables, those of `tables.py` too."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from server.store.tables import DIGEST, ID, UtcDateTime, appointment, metadata, staff

__all__ = ["annotation", "concern", "message", "metadata", "photo", "stored_object"]

concern = Table(
    "concern",
    metadata,
    Column("id", ID, primary_key=True),
    Column("visit", ID, ForeignKey(appointment.c.id), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("body_site", String(64)),
    Column("story", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    UniqueConstraint("visit", "number"),
)

photo = Table(
    "photo",
    metadata,
    Column("id", ID, primary_key=True),
    Column("visit", ID, ForeignKey(appointment.c.id), nullable=False, index=True),
    Column("concern", ID, ForeignKey(concern.c.id)),
    Column("body_site", String(64)),
    Column("view", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("key", ID, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("media_type", String(64)),
    Column("width", Integer),
    Column("height", Integer),
    Column("quality", JSON),
    Column("problem", String(32)),
    Column("digest", DIGEST),
    Column("received_at", UtcDateTime),
    Column("replaces", ID),
    Column("retake_reason", String(32)),
    Column("retake_at", UtcDateTime),
    Column("retake_by", ID, ForeignKey(staff.c.id)),
    Column("retakes", Integer, nullable=False, server_default="0"),
    Column("closed_at", UtcDateTime),
    Column("duration_ms", Integer),
    Column("frame_rate", Integer),
    Column("place", Integer),
    Column("arranged", Integer, nullable=False, server_default="0"),
    UniqueConstraint("visit", "key"),
)

# The encrypted files of photos, under VESTIBULE_HOME. A row goes with its file: without its key nobody reads a copy of it.
stored_object = Table(
    "stored_object",
    metadata,
    Column("id", ID, primary_key=True),
    Column("photo", ID, ForeignKey(photo.c.id), nullable=False),
    Column("visit", ID, ForeignKey(appointment.c.id), nullable=False, index=True),
    Column("part", String(16), nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("size", BigInteger, nullable=False),
    Column("wrapped_key", Text, nullable=False),
    Column("master", String(32), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("photo", "part"),
)

# Marks over photos: each version a row that nobody changes.
annotation = Table(
    "annotation",
    metadata,
    Column("id", ID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("photo", ID, ForeignKey(photo.c.id), nullable=False, index=True),
    Column("visit", ID, ForeignKey(appointment.c.id), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("points", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("length_mm", Float),
    Column("author", ID, ForeignKey(staff.c.id), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("removed", Boolean, nullable=False),
    PrimaryKeyConstraint("id", "version"),
)

# What patient and practice write to each other about photos. An erased message keeps its row and loses its text.
message = Table(
    "message",
    metadata,
    Column("id", ID, primary_key=True),
    Column("visit", ID, ForeignKey(appointment.c.id), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("side", String(16), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("author", ID, nullable=False),
    Column("text", Text, nullable=False),
    Column("salt", ID, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime),
    Column("erased_at", UtcDateTime),
    UniqueConstraint("visit", "number"),
)
