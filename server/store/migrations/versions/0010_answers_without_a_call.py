"""Photos answered without a call: messages, the practice's hours, visits without a call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("practice", sa.Column("hours", sa.JSON(), nullable=True))
    op.add_column("appointment", sa.Column("without_call", sa.Boolean(), nullable=True))
    op.add_column("appointment", sa.Column("photos_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit"], ["appointment.id"], name=op.f("fk_message_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("visit", "number", name=op.f("uq_message_visit_number")),
    )
    op.create_index(op.f("ix_message_visit"), "message", ["visit"])


def downgrade() -> None:
    op.drop_table("message")
    op.drop_column("appointment", "photos_asked_at")
    op.drop_column("appointment", "without_call")
    op.drop_column("practice", "hours")
