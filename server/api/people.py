"""The people who work here, and the patients they know."""

from __future__ import annotations

from server.access.policy import allowed
from server.api.appointment_bodies import PatientShown, PatientsQuery, PatientsShown
from server.api.operations import Call, operation
from server.api.people_bodies import AllStaffShown, StaffAsked, StaffMade, StaffShown


@operation("GET", "/api/staff", tag="people", who="staff", command="create_visit")
async def show_staff(call: Call) -> AllStaffShown:
    """Everybody who works here, by name."""
    found = await call.context.people.all()
    shown = StaffShown.full if allowed(call.me.actor, "manage_staff") else StaffShown.plain
    return AllStaffShown(staff=tuple(shown(staff) for staff in found))


@operation("POST", "/api/staff", tag="people", who="staff", command="manage_staff", status=201, refusals=(409,))
async def add_staff(call: Call, body: StaffAsked) -> StaffMade:
    """Make an account. Its random password, and its second factor where one is required, are shown here once."""
    account = await call.context.people.add(body.new())
    return StaffMade.of(account.staff, account.password, account.totp_uri)


@operation("POST", "/api/patients/search", tag="people", who="staff", command="create_visit")
async def search_patients(call: Call, body: PatientsQuery) -> PatientsShown:
    """Up to 20 patients whose name contains `q`, by name. A name belongs into a body: addresses end up in proxies' logs."""
    found = await call.context.appointments.patients(body.q)
    return PatientsShown(
        patients=tuple(PatientShown.model_validate(patient, from_attributes=True) for patient in found)
    )
