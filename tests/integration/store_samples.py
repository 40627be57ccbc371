"""Records for the tests of the store."""

from dataclasses import replace
from datetime import UTC, date, datetime

from server.base.clock import Moment
from server.base.ids import PatientId, StaffId, VisitId
from server.visits.machine import Visit
from server.visits.records import Appointment, Link, Patient, Practice, Staff, StaffSession, VisitPass

NOON = datetime(2026, 3, 2, 17, 0, 0, 123456, tzinfo=UTC)
VISIT = VisitId("visit-1")

PRACTICE = Practice(name="Elm Street Dermatology", phone="+1 212 555 0100", tz="America/New_York", group="elm")
DOCTOR = Staff(
    id=StaffId("doctor"), email="Lee@elm.example", name="Dana Lee", role="dermatologist", credential="MD",
    password_hash="$argon2id$", npi="1003000126", specialty="dermatology", licensed_states=("NY", "NJ"),
)  # fmt: skip
SESSION = StaffSession(digest="a" * 64, staff=DOCTOR.id, created_at=NOON, seen_at=NOON)
PATIENT = Patient(id=PatientId("patient"), name="Zoë O'Hara 🌻", date_of_birth=date(1980, 2, 29), language="es")
LINK = Link(id="link", visit=VISIT, digest="b" * 64, role="patient", created_at=NOON, expires_at=NOON)
PASS = VisitPass(digest="c" * 64, visit=VISIT, link="link", created_at=NOON)


def appointment(visit: Visit | None = None, name: str = VISIT, at: datetime = NOON) -> Appointment:
    made = Appointment(
        id=VisitId(name), patient=PATIENT.id, scheduled_at=at, reason="rash", payer=None, patient_status="new",
        rendering=None,
    )  # fmt: skip
    return made if visit is None else replace(made, visit=visit)


def moment(ns: int = 2**60) -> Moment:
    return Moment(NOON, ns, "boot-1")
