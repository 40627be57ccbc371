"""Concerns and photos that patients send, and the encrypted files that hold them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concern",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body_site", sa.String(length=64), nullable=True),
        sa.Column("story", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit"], ["appointment.id"], name=op.f("fk_concern_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("visit", "number", name=op.f("uq_concern_visit_number")),
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("concern", sa.String(length=64), nullable=True),
        sa.Column("body_site", sa.String(length=64), nullable=True),
        sa.Column("view", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("quality", sa.JSON(), nullable=True),
        sa.Column("problem", sa.String(length=32), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("retake_reason", sa.String(length=32), nullable=True),
        sa.Column("retake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retake_by", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit"], ["appointment.id"], name=op.f("fk_photo_visit")),
        sa.ForeignKeyConstraint(["concern"], ["concern.id"], name=op.f("fk_photo_concern")),
        sa.ForeignKeyConstraint(["retake_by"], ["staff.id"], name=op.f("fk_photo_retake_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("visit", "key", name=op.f("uq_photo_visit_key")),
    )
    op.create_table(
        "stored_object",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=False),
        sa.Column("master", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["photo"], ["photo.id"], name=op.f("fk_stored_object_photo")),
        sa.ForeignKeyConstraint(["visit"], ["appointment.id"], name=op.f("fk_stored_object_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_object")),
        sa.UniqueConstraint("photo", "part", name=op.f("uq_stored_object_photo_part")),
    )
    for table, column in (
        ("concern", "visit"),
        ("photo", "visit"),
        ("photo", "state"),
        ("stored_object", "visit"),
        ("stored_object", "master"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    op.drop_table("stored_object")
    op.drop_table("photo")
    op.drop_table("concern")
