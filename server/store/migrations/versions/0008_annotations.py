"""Marks that clinicians lay over photos."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "annotation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("length_mm", sa.Float(), nullable=True),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["photo"], ["photo.id"], name=op.f("fk_annotation_photo")),
        sa.ForeignKeyConstraint(["visit"], ["appointment.id"], name=op.f("fk_annotation_visit")),
        sa.ForeignKeyConstraint(["author"], ["staff.id"], name=op.f("fk_annotation_author")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_annotation")),
    )
    for column in ("photo", "visit"):
        op.create_index(op.f(f"ix_annotation_{column}"), "annotation", [column], unique=False)


def downgrade() -> None:
    op.drop_table("annotation")
