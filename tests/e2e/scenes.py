"""Where most browser tests begin: a booked visit, with its people's windows open."""

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Booking, Practice


async def patient_and_nurse(
    practice: Practice, browsers: Browsers, devices: str = "granted"
) -> tuple[Booking, PatientPage, StaffPage]:
    """A visit whose patient has not opened the link yet, and a nurse at the board. `devices`: what the patient's browser grants."""
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, devices))  # type: ignore[arg-type]
    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    return booking, patient, nurse


async def in_the_intake(practice: Practice, browsers: Browsers) -> tuple[Booking, PatientPage, StaffPage]:
    """The nurse has admitted the patient; she sees and hears them."""
    booking, patient, nurse = await patient_and_nurse(practice, browsers)
    await patient.arrive(booking)
    await nurse.admit(booking)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    return booking, patient, nurse
