"""The tables, in SQLAlchemy's portable terms. `migrations/` builds them; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. SQLite keeps no zone, so everything is written as UTC and read back as UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        at: datetime = value
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)
DIGEST = String(64)

practice = Table(
    "practice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("tz", String(64), nullable=False),
    Column("group", Text, nullable=False),
    # None: the hours that come with the program.
    Column("hours", JSON),
)

staff = Table(
    "staff",
    metadata,
    Column("id", ID, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("credential", String(8)),
    Column("password_hash", Text, nullable=False),
    Column("npi", String(10)),
    Column("specialty", String(64)),
    Column("licensed_states", JSON, nullable=False),
    Column("totp_secret", Text),
    Column("active", Boolean, nullable=False),
    Column("totp_last_step", BigInteger),
    Column("password_at", UtcDateTime),
    Column("password_until", UtcDateTime),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("staff", ID, ForeignKey("staff.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("locked_at", UtcDateTime),
    Column("agent", String(60)),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("staff", ID, ForeignKey("staff.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("used_at", UtcDateTime),
    PrimaryKeyConstraint("staff", "number"),
)

# Who opened which record, to be asked by visit and by person. The visit's evidence holds the same without the reason.
chart_opening = Table(
    "chart_opening",
    metadata,
    Column("id", ID, primary_key=True),
    Column("visit", ID, ForeignKey("appointment.id"), nullable=False, index=True),
    Column("staff", ID, ForeignKey("staff.id"), nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("part", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("reason", Text),
)

# How the parties' connections were, every five seconds of a live visit: for support, nobody's evidence.
quality = Table(
    "quality",
    metadata,
    Column("visit", ID, ForeignKey("appointment.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("parties", JSON, nullable=False),
    PrimaryKeyConstraint("visit", "at"),
)

patient = Table(
    "patient",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("date_of_birth", Date, nullable=False),
    Column("phone", Text),
    Column("language", String(16), nullable=False),
    Column("state", String(2)),
)

appointment = Table(
    "appointment",
    metadata,
    Column("id", ID, primary_key=True),
    Column("patient", ID, ForeignKey("patient.id"), nullable=False, index=True),
    Column("scheduled_at", UtcDateTime, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("payer", String(64)),
    Column("patient_status", String(16), nullable=False),
    Column("rendering", ID, ForeignKey("staff.id")),
    Column("state", String(32), nullable=False, index=True),
    Column("held", Boolean, nullable=False),
    Column("huddle", Boolean, nullable=False),
    Column("outcome", String(32)),
    Column("urgent", Boolean, nullable=False),
    Column("waiting_since", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    Column("admitted_at", UtcDateTime),
    Column("phone", String(32)),
    # None where the visit is from before the office could call.
    Column("calls", Integer),
    Column("called_at", UtcDateTime),
    Column("called_way", String(16)),
    Column("called_outcome", String(16)),
    # None where the visit is from before photos could be answered without a call: it has one.
    Column("without_call", Boolean),
    Column("photos_asked_at", UtcDateTime),
    Column("visit_wanted_at", UtcDateTime),
)

link = Table(
    "link",
    metadata,
    Column("id", ID, primary_key=True),
    Column("visit", ID, ForeignKey("appointment.id"), nullable=False, index=True),
    Column("digest", DIGEST, nullable=False, unique=True),
    Column("role", String(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("paused_until", UtcDateTime),
)

visit_pass = Table(
    "visit_pass",
    metadata,
    Column("digest", DIGEST, primary_key=True),
    Column("visit", ID, ForeignKey("appointment.id"), nullable=False),
    Column("link", ID, ForeignKey("link.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)

document = Table(
    "document",
    metadata,
    Column("visit", ID, ForeignKey("appointment.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("body", JSON, nullable=False),
    PrimaryKeyConstraint("visit", "kind", "version"),
)

consent_text = Table(
    "consent_text",
    metadata,
    Column("consent", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("en", Text, nullable=False),
    Column("es", Text, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("consent", "number"),
)

payer_version = Table(
    "payer_version",
    metadata,
    Column("id", ID, primary_key=True),
    Column("payer", String(64), nullable=False, index=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("author", ID, nullable=False),
    Column("body", JSON, nullable=False),
)

claim_standing = Table(
    "claim_standing",
    metadata,
    Column("visit", ID, ForeignKey("appointment.id"), primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("status", String(16), nullable=False, index=True),
    Column("body", JSON, nullable=False),
)

# No foreign key to the appointment: erasing what is known of a visit must neither need nor allow touching its log.
evidence = Table(
    "evidence",
    metadata,
    Column("visit_id", ID, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("event_id", ID, nullable=False),
    Column("type", String(32), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("utc", String(27), nullable=False),
    Column("mono_ns", BigInteger, nullable=False),
    Column("boot_id", String(64), nullable=False),
    Column("node_id", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("prev_hash", DIGEST, nullable=False),
    Column("hash", DIGEST, nullable=False),
    PrimaryKeyConstraint("visit_id", "seq"),
    UniqueConstraint("event_id"),
    UniqueConstraint("visit_id", "prev_hash"),
)
