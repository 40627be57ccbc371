"""How often a photo was asked for again: a second asking for the same one is news, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("photo", sa.Column("retakes", sa.Integer(), nullable=False, server_default="0"))
    # What was asked for before counted once; the number that pages hold never goes back.
    op.execute("UPDATE photo SET retakes = 1 WHERE retake_at IS NOT NULL")


def downgrade() -> None:
    op.drop_column("photo", "retakes")
