"""Cameras and microphones that go away, come back, or give nothing: said at both sides, and mended by itself or by one button.

A fake device cannot be unplugged, nor taken by a phone call: there the test sets what the browser would have set on the
track and sends the event that it would have sent. The microphone without any sound is a real one that plays silence.
"""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"width": 390, "height": 844}

TAKE = """([kind, taken]) => {
  const track = __readers.own(kind);
  Object.defineProperty(track, "muted", { configurable: true, value: taken });
  track.dispatchEvent(new Event(taken ? "mute" : "unmute"));
}"""

UNPLUG = """(kind) => {
  const devices = navigator.mediaDevices;
  const track = __readers.own(kind);
  const list = devices.enumerateDevices.bind(devices);
  const gone = track.getSettings().deviceId;
  devices.enumerateDevices = async () => (await list()).filter((one) => one.deviceId !== gone);
  window.__plugIn = () => {
    devices.enumerateDevices = list;
    devices.dispatchEvent(new Event("devicechange"));
  };
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""

# A camera takes its time to open, and what is said meanwhile lasts no longer: here it opens when the test has read it.
SLOW = """() => {
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const wanted = new Promise((done) => (window.__openCamera = done));
  devices.getUserMedia = async (...asked) => {
    await wanted;
    return open(...asked);
  };
}"""


async def test_a_camera_that_goes_away_is_said_at_both_sides_and_comes_back(
    practice: Practice, browsers: Browsers
) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    tile = nurse.party("patient")

    # A phone call takes the camera and gives it back: nobody has to do anything.
    await patient.page.evaluate(TAKE, ["video", True])
    await expect(patient.page.get_by_text("Your camera is paused")).to_be_visible()
    await expect(tile).to_contain_text("taken by a phone call")
    await patient.page.evaluate(TAKE, ["video", False])
    await expect(patient.page.get_by_text("Your camera is paused")).to_be_hidden()
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    # The microphone the same.
    await patient.page.evaluate(TAKE, ["audio", True])
    await expect(patient.page.get_by_text("Your phone is using the microphone")).to_be_visible()
    await expect(tile).to_contain_text("microphone taken by a phone call")
    await patient.page.evaluate(TAKE, ["audio", False])
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    # Unplugged: back by itself once it is plugged in again; another camera would be taken by a click only.
    await patient.page.evaluate(UNPLUG, "video")
    await expect(patient.button("Turn the camera on")).to_be_visible()
    await expect(tile).to_contain_text("camera was disconnected")
    await nurse.window.sees_and_hears({}, [PATIENT.tone])
    await patient.page.evaluate("() => __plugIn()")
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    await expect(patient.button("Turn the camera on")).to_be_hidden()
    await patient.page.evaluate(UNPLUG, "video")
    await patient.button("Turn the camera on").click()
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    # Stopped without a word, as phones do: no event, the page believes that it is on. It is noticed from its packets.
    await patient.page.evaluate(SLOW)
    await patient.page.evaluate("() => __readers.own('video').stop()")
    await expect(tile).to_contain_text("no picture arrives")
    await patient.page.evaluate("() => __openCamera()")
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    # The same for the nurse, in the nurse's words.
    await nurse.page.evaluate(UNPLUG, "video")
    await expect(nurse.page.get_by_text("Your camera went away")).to_be_visible()
    await patient.window.sees_and_hears({}, [NURSE.tone])
    await nurse.button("Turn the camera on").click()
    await patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone])
    assert await patient.window.negotiated() == [1]
    await nurse.end()


@pytest.mark.long
async def test_a_microphone_without_any_sound_is_said_at_both_sides(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(replace(PATIENT, tone=0), viewport=PHONE))
    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    await patient.arrive(booking)
    # Before anybody admits: on the board, and to whom it concerns.
    await expect(nurse.row(booking)).to_contain_text("No sound from the microphone")
    await nurse.admit(booking)
    await expect(patient.page.get_by_text("No sound comes from your microphone")).to_be_visible()
    await expect(patient.button("Try the microphone again")).to_be_visible()
    await expect(nurse.party("patient")).to_contain_text("no sound from the microphone")
    # Muted on purpose is nothing to complain of.
    await patient.button("Microphone").click()
    await expect(patient.page.get_by_text("No sound comes from your microphone")).to_be_hidden()
    await expect(nurse.party("patient")).to_contain_text("microphone off")
    await nurse.end()
