"""The practice's own consent texts, every version that was ever shown."""

from __future__ import annotations

from sqlalchemy import select

from server.store import tables
from server.store.rows import Rows, flat, record
from server.visits.records import ConsentKind, PracticeConsentText


class ConsentTextRows(Rows):
    """Consent texts, as the port names them. Versions are added, never changed."""

    async def add_consent_text(self, text: PracticeConsentText) -> None:
        await self._add(tables.consent_text, flat(text))

    async def consent_texts(self, consent: ConsentKind) -> list[PracticeConsentText]:
        """Every version of the practice's own, oldest first."""
        table = tables.consent_text
        rows = await self._transaction.execute(select(table).where(table.c.consent == consent).order_by(table.c.number))
        return [record(PracticeConsentText, row) for row in rows]
