"""Locked sign-ins, recovery codes, and who opened which chart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("totp_last_step", sa.BigInteger(), nullable=True))
    op.add_column("staff", sa.Column("password_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff_session", sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff_session", sa.Column("agent", sa.String(length=60), nullable=True))
    op.create_table(
        "recovery_code",
        sa.Column("staff", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_recovery_code_staff")),
        sa.PrimaryKeyConstraint("staff", "number", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "chart_opening",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_chart_opening_staff")),
        sa.ForeignKeyConstraint(["visit"], ["appointment.id"], name=op.f("fk_chart_opening_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart_opening")),
    )
    for column in ("visit", "staff", "at"):
        op.create_index(op.f(f"ix_chart_opening_{column}"), "chart_opening", [column], unique=False)


def downgrade() -> None:
    op.drop_table("chart_opening")
    op.drop_table("recovery_code")
    op.drop_column("staff_session", "agent")
    op.drop_column("staff_session", "locked_at")
    op.drop_column("staff", "password_at")
    op.drop_column("staff", "totp_last_step")
