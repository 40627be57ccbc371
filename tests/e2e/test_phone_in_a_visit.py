"""A patient's phone as phones are: it goes to sleep, the page goes out of sight, and there are two cameras and several speakers.

Chromium's fake devices are several microphones and speakers and one camera without a direction: that there are two, and which
of them was asked for, the test says in the browser's place. Nothing else is deceived.
"""

import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, Survey

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"width": 390, "height": 844}
SIGHT = """(hidden) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SINKS = "() => [...document.querySelectorAll('audio')].map((element) => element.sinkId)"
FACING = "() => __readers.own('video').getSettings().facingMode"
WAKE_LOCKS = """
window.__locks = [];
const ask = navigator.wakeLock.request.bind(navigator.wakeLock);
navigator.wakeLock.request = async (type) => {
  const lock = await ask(type);
  window.__locks.push(lock);
  return lock;
};
"""
"""Remembers the browser's own wake locks."""
HELD = "() => window.__locks.filter((lock) => !lock.released).length"
TWO_CAMERAS = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await open(wanted);
  for (const track of stream.getVideoTracks()) {
    const settings = track.getSettings.bind(track);
    track.getSettings = () => ({ ...settings(), facingMode: wanted.video.facingMode });
  }
  return stream;
};
const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
navigator.mediaDevices.enumerateDevices = async () => {
  const found = await list();
  const rear = found.filter((one) => one.kind === "videoinput").map((one) => ({ ...one.toJSON(), deviceId: "rear" }));
  return [...found, ...rear];
};
"""


async def choose(page: Page, label: str, which: int) -> str:
    """Choose the `which`-th of a list of devices, and return its id."""
    field = page.get_by_label(label, exact=True)
    await expect(field.locator("option").nth(which)).to_be_attached()
    value = await field.locator("option").nth(which).get_attribute("value")
    await field.select_option(index=which)
    assert value
    return value


@asynccontextmanager
async def locked(page: Page) -> AsyncIterator[None]:
    """The browser's pages stand still meanwhile, as those of a phone that is locked."""
    assert page.context.browser is not None
    session = await page.context.browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    pages = [one["id"] for one in processes if one["type"] == "renderer"]
    for process in pages:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in pages:
            os.kill(process, signal.SIGCONT)
        await session.detach()


async def test_a_phone_that_sleeps_turns_its_camera_and_changes_its_speaker(
    practice: Practice, browsers: Browsers
) -> None:
    booking = await practice.book()
    survey = Survey()
    window = await browsers.window(PATIENT, viewport=PHONE, **OPEN)
    await window.context.add_init_script(script=TWO_CAMERAS)
    await window.context.add_init_script(script=WAKE_LOCKS)
    patient, nurse = PatientPage(window), StaffPage(await browsers.window(NURSE, **OPEN))
    page = patient.page
    await nurse.sign_in(practice, "RN")
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    await patient.reach_devices()

    # Before the visit: another speaker for the test sound, kept for the visit; the camera turned, and on.
    await page.get_by_text("Use another camera, microphone or speaker").click()
    speaker = await choose(page, "Which speaker", 1)
    await survey.look("choice of devices", page)
    await patient.button("Play a test sound").click()
    await page.wait_for_function("(id) => __readers.speakers().includes(id)", arg=speaker)
    own = page.get_by_label("Your own picture")
    await expect(own).to_have_class(re.compile("mirrored"))
    await patient.button("Turn the camera around").click()
    await page.wait_for_function(f"() => ({FACING})() === 'environment'")
    await expect(own).not_to_have_class(re.compile("mirrored"))
    assert await page.evaluate(HELD) == 0
    await patient.join_waiting_room()
    # The screen stays on while somebody waits. A browser lets go when the page goes out of sight; back in sight it is held again.
    await page.wait_for_function(f"() => ({HELD})() === 1")
    await page.evaluate("() => window.__locks[0].release()")
    await page.evaluate(SIGHT, True)
    assert await page.evaluate(HELD) == 0
    await page.evaluate(SIGHT, False)
    await page.wait_for_function(f"() => ({HELD})() === 1")

    # A locked phone in the waiting room: the board says so; unlocked, the seat is there again without a touch.
    touches = await window.gestures()
    async with locked(page):
        await expect(nurse.row(booking)).to_contain_text("Page closed")
    await expect(nurse.row(booking)).not_to_contain_text("Page closed")
    await expect(patient.waiting).to_be_visible()
    assert await window.gestures() == touches

    await nurse.admit(booking)
    await at_once(
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
    )
    assert await page.evaluate(SINKS) == [speaker]

    # In the visit: turned back, another microphone, the usual speaker. Nothing is negotiated for any of it.
    await patient.button("Help").click()
    await patient.button("Turn the camera around").click()
    await page.wait_for_function(f"() => ({FACING})() === 'user'")
    await page.get_by_text("Use another camera, microphone or speaker").click()
    microphone = await choose(page, "Which microphone", 2)
    await page.wait_for_function("(id) => __readers.own('audio').getSettings().deviceId === id", arg=microphone)
    await page.get_by_label("Which speaker").select_option(index=0)
    await page.wait_for_function(f"() => ({SINKS})().every((id) => id === '')")
    await survey.look("help", page)
    await patient.button("Close").click()
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    # The nurse the same, in a dialog of the call bar.
    await nurse.page.get_by_text("More", exact=True).click()
    await nurse.button("Camera, microphone, speaker").click()
    theirs = await choose(nurse.page, "Speaker", 1)
    await survey.look("the nurse's devices", nurse.page)
    await nurse.page.wait_for_function(f"(id) => ({SINKS})().every((one) => one === id)", arg=theirs)
    microphone = await choose(nurse.page, "Microphone", 1)
    await nurse.page.wait_for_function("(id) => __readers.own('audio').getSettings().deviceId === id", arg=microphone)
    await nurse.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    await patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone])

    # Another app in front: said to the nurse, and taken back.
    await page.evaluate(SIGHT, True)
    await expect(nurse.party("patient")).to_contain_text("in another tab or app")
    await page.evaluate(SIGHT, False)
    await expect(nurse.party("patient")).not_to_contain_text("in another tab or app")
    assert await nurse.window.negotiated() == [1]
    await page.wait_for_function(f"() => ({HELD})() === 1")

    # Locked and unlocked in the middle of the visit.
    touches = await window.gestures()
    async with locked(page):
        await expect(nurse.party("patient")).to_contain_text("page is gone")
    await at_once(
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
    )
    await expect(nurse.party("patient")).to_have_count(1)
    assert await window.gestures() == touches
    await nurse.end()
    await patient.ended()
    await page.wait_for_function(f"() => ({HELD})() === 0")
    assert survey.found == {}
