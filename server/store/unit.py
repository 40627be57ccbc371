"""One transaction, by every subject's repository."""

from __future__ import annotations

from server.store.annotations import AnnotationRows
from server.store.consent_texts import ConsentTextRows
from server.store.correspondence import MessageRows
from server.store.evidence_log import EvidenceRows
from server.store.links import LinkRows
from server.store.payers import PayerRows
from server.store.people import PeopleRows
from server.store.quality import QualityRows
from server.store.standings import StandingRows
from server.store.submissions import SubmissionRows


class SqlUnit(
    PeopleRows,
    StandingRows,
    LinkRows,
    ConsentTextRows,
    PayerRows,
    SubmissionRows,
    AnnotationRows,
    MessageRows,
    QualityRows,
    EvidenceRows,
):
    """`server.access.ports.Unit` on SQL."""
