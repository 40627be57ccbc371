"""How connections were, for support."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quality",
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["appointment.id"], name=op.f("fk_quality_visit")),
        sa.PrimaryKeyConstraint("visit", "at", name=op.f("pk_quality")),
    )


def downgrade() -> None:
    op.drop_table("quality")
