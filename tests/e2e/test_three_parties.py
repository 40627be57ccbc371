"""Hand-over: who is seen and heard by whom at every step, with every connection negotiated once and the patient's hands still."""

import pytest
from playwright.async_api import expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT, Person
from tests.e2e.chromium import Window, at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOTE = "Asymmetric mole on the left forearm, changed in six weeks."


def shown(*people: Person) -> tuple[dict[str, int], list[int]]:
    """The pictures and tones of these people, as `Window.sees_and_hears` wants them."""
    return {person.role: person.source for person in people}, [person.tone for person in people]


async def note_silence(window: Window) -> None:
    """From here on the page notes the longest time for which the patient's tone was not played."""
    await window.page.evaluate(
        """(tone) => {
            let last = performance.now();
            window.__silence = 0;
            clearInterval(window.__listening);
            window.__listening = setInterval(() => {
                const now = performance.now();
                if (__readers.tones().includes(tone)) last = now;
                window.__silence = Math.max(window.__silence, now - last);
            }, 50);
        }""",
        PATIENT.tone,
    )


async def longest_silence_ms(window: Window) -> float:
    """What it has noted."""
    return float(await window.page.evaluate("() => window.__silence"))


async def test_a_visit_goes_from_nurse_to_dermatologist_and_back(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, viewport={"width": 390, "height": 844}))
    nurse = StaffPage(await browsers.window(NURSE))
    dermatologist = StaffPage(await browsers.window(DERMATOLOGIST))
    await nurse.sign_in(practice, "RN")
    await dermatologist.sign_in(practice, "dermatologist")
    p, n, d = patient.window, nurse.window, dermatologist.window

    await patient.arrive(booking)
    touched = await p.gestures()
    made = await p.connections()

    # Intake: the nurse alone with the patient, writing down what is said.
    await nurse.admit(booking)
    await at_once(
        n.sees_and_hears(*shown(PATIENT)),
        p.sees_and_hears(*shown(NURSE)),
    )
    await nurse.page.get_by_label("Allergies").fill("Penicillin")
    await nurse.page.get_by_label("Blood pressure, upper").fill("128")
    await nurse.page.get_by_label("Blood pressure, upper").blur()
    await expect(nurse.page.get_by_text("Saved", exact=False).first).to_be_visible()

    # Ready: handed over with a note; the nurse stays, the dermatologist reads and is seen by nobody yet.
    await nurse.hand_over(NOTE)
    await note_silence(n)
    await dermatologist.open_visit(practice, booking)
    await expect(dermatologist.page.get_by_text(NOTE)).to_be_visible()
    await expect(dermatologist.page.get_by_text("Penicillin")).to_be_visible()
    await expect(dermatologist.button("Join visit")).to_be_disabled()
    await at_once(
        p.sees_and_hears(*shown(NURSE)),
        n.sees_and_hears(*shown(PATIENT)),
        d.sees_and_hears({}, []),
    )

    # Overlap of three.
    await dermatologist.join()
    await at_once(
        p.sees_and_hears(*shown(NURSE, DERMATOLOGIST)),
        n.sees_and_hears(*shown(PATIENT, DERMATOLOGIST)),
        d.sees_and_hears(*shown(PATIENT, NURSE)),
    )

    assert await longest_silence_ms(n) < 1000

    # Huddle: the clinicians among themselves.
    await dermatologist.button("Huddle").click()
    await at_once(
        d.sees_and_hears(*shown(NURSE)),
        n.sees_and_hears(*shown(DERMATOLOGIST)),
        p.sees_and_hears({}, []),
    )
    await dermatologist.button("Huddle").click()
    await p.sees_and_hears(*shown(NURSE, DERMATOLOGIST))

    # Hold: nobody hears or sees the patient, who hears and sees nobody.
    await nurse.button("Hold").click()
    await at_once(
        p.sees_and_hears({}, []),
        d.sees_and_hears(*shown(NURSE)),
    )
    await nurse.button("Hold").click()
    await at_once(
        p.sees_and_hears(*shown(NURSE, DERMATOLOGIST)),
        d.sees_and_hears(*shown(PATIENT, NURSE)),
    )

    # The nurse leaves the call; the dermatologist is alone with the patient.
    await nurse.button("Leave").click()
    await at_once(
        p.sees_and_hears(*shown(DERMATOLOGIST)),
        d.sees_and_hears(*shown(PATIENT)),
    )

    # Handed back for the wrap-up: the nurse returns, the dermatologist goes.
    await note_silence(d)
    await dermatologist.button("Hand back").click()
    await nurse.open_visit(practice, booking)
    await nurse.button("Join visit").click()
    await p.sees_and_hears(*shown(NURSE, DERMATOLOGIST))
    assert await longest_silence_ms(d) < 1000
    assert await d.negotiated() == [1]
    await dermatologist.button("Leave").click()
    await at_once(
        p.sees_and_hears(*shown(NURSE)),
        n.sees_and_hears(*shown(PATIENT)),
    )

    # Nobody was renegotiated; the patient made no further connection and touched nothing.
    assert await p.negotiated() == [1]
    assert await n.negotiated() == [1]
    assert await p.connections() == made
    assert await p.gestures() == touched

    await nurse.end()
    await expect(nurse.proposal).to_be_visible()
    await p.sees_and_hears({}, [])
