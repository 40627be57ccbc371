"""How often the office has tried to reach the patient, and what came of the last attempt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calls", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("called_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("called_way", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("called_outcome", sa.String(length=16), nullable=True))
