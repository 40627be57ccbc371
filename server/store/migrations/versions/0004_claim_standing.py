"""The billing queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_standing",
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["appointment.id"], name=op.f("fk_claim_standing_visit")),
        sa.PrimaryKeyConstraint("visit", name=op.f("pk_claim_standing")),
    )
    op.create_index(op.f("ix_claim_standing_day"), "claim_standing", ["day"])
    op.create_index(op.f("ix_claim_standing_status"), "claim_standing", ["status"])


def downgrade() -> None:
    op.drop_table("claim_standing")
