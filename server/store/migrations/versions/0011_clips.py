"""Clips beside photos, and where a clinician has put each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("duration_ms", "frame_rate", "place"):
        op.add_column("photo", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("photo", sa.Column("arranged", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in ("arranged", "place", "frame_rate", "duration_ms"):
        op.drop_column("photo", name)
