"""The check of camera, microphone and connection: each browser's own way to allow them, each trouble of a device, each word for a network.
As bench.screens_states: `python -m bench.screens_devices FOLDER [WALK…]`. The walk "blocked" makes a network and needs root."""

import asyncio
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from bench.screens import DESK, PHONE, PLAIN
from bench.screens_around import BROWSERS as AROUND
from bench.screens_around import Chromiums, Looks, to_devices, walked
from bench.screens_in_call import REFUSES
from tests.e2e.camera import PATIENT
from tests.e2e.chromium import Chromium
from tests.e2e.confined import Confined
from tests.e2e.network import Network
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice
from tests.e2e.test_blocked_network import SECRET, relay
from tests.e2e.test_device_check import ANDROID, to_nowhere
from tests.e2e.test_device_trouble import TAKE, UNPLUG
from tests.media.impaired import Weather
from tests.ports import free_port

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) {} Mobile/22A Safari/604.1"
ANDROID_APP = ANDROID.replace("Chrome/", "Version/4.0 Chrome/").replace("Mobile", "Mobile [FB_IAB/FB4A;FBAV/512.0]")
PLATFORMS = {
    "safari-ios": (IPHONE.format("Version/19.0"), PHONE),
    "other-ios": (IPHONE.format("CriOS/130.0"), PHONE),
    "chrome-android": (ANDROID, PHONE),
    "firefox-android": ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", PHONE),
    "firefox-desktop": ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", DESK),
    "safari-mac": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
        DESK,
    ),
    "chrome-desktop": ("", DESK),
}
FAILS = """(name) => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("said by the walk", name); };
}"""
VOICE_IN_USE = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) =>
  wanted.audio ? Promise.reject(new DOMException("said by the walk", "NotReadableError")) : open(wanted);
"""
UNNAMED = """
const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
navigator.mediaDevices.enumerateDevices = async () =>
  (await list()).flatMap(({ deviceId, kind, groupId }) => [
    { deviceId, kind, groupId, label: "" },
    { deviceId: `${deviceId}-twin`, kind, groupId, label: "" },
  ]);
"""
WEATHERS = {"sound-only": Weather(loss=0.05, delay=0.02), "poor": Weather(loss=0.16, delay=0.05)}


async def settled(page: Page) -> None:
    """Devices and network have been tried."""
    await expect(page.get_by_text("Waiting for your")).to_have_count(0)
    await page.wait_for_load_state("networkidle")
    await expect(page.get_by_text("Testing your connection")).to_have_count(0)


async def platforms(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Denied, in each browser; missing and in use on a phone and on a computer."""
    for name, (agent, size) in PLATFORMS.items():
        page = await at_devices(chromiums, practice, "denied", size, agent)
        await settled(page)
        await looks.patient(page, f"devices-denied-{name}")
        await page.close()
    for name, agent, size in (("phone", ANDROID, PHONE), ("computer", "", DESK)):
        page = await at_devices(chromiums, practice, "missing", size, agent)
        await settled(page)
        await looks.patient(page, f"devices-missing-{name}")
        await page.close()
        for error in ("NotReadableError", "TypeError"):
            page = await at_devices(chromiums, practice, "granted", size, agent, fails=error)
            await settled(page)
            await looks.patient(page, f"devices-{'in-use' if error == 'NotReadableError' else 'failed'}-{name}")
            await page.close()


async def at_devices(
    chromiums: Chromiums, practice: Practice, devices: str, size: object, agent: str = "", fails: str = ""
) -> Page:
    """The page that asks for camera and microphone, in this browser. `fails`: what it answers when asked for either."""
    more = {"user_agent": agent} if agent else {}
    window = await chromiums[devices].window(viewport=size, **more)
    if fails:
        await window.context.add_init_script(script=f"({FAILS})('{fails}')")
    await to_devices(PatientPage(window), await practice.book())
    return window.page


async def by_hand(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """What the patient does with devices that work, and what may happen to those."""
    page = await at_devices(chromiums, practice, "granted", PHONE)
    patient = PatientPage(chromiums["granted"].windows[-1])
    await settled(page)
    await patient.button("Play a test sound").click()
    await page.get_by_text("Use another camera, microphone or speaker").click()
    await looks.patient(page, "devices-sound-and-choice")
    await page.evaluate(f"({REFUSES})()")
    for name, act in (("interrupted", TAKE), ("lost", UNPLUG)):
        await page.evaluate("(name) => { window.__refuses = name; }", name == "lost" and "NotFoundError")
        for kind in ("video", "audio"):
            await page.evaluate(act, [kind, True] if name == "interrupted" else kind)
        await expect(page.get_by_role("button", name="Try the microphone again")).to_be_visible()
        await settled(page)
        await looks.patient(page, f"devices-{name}")
        if name == "interrupted":
            for kind in ("video", "audio"):
                await page.evaluate(act, [kind, False])
    await page.close()
    page = await at_devices(chromiums, practice, "silent", PHONE)
    await expect(page.get_by_text("we hear nothing at all")).to_be_visible()
    await settled(page)
    await looks.patient(page, "devices-silent")
    await page.get_by_role("button", name="Skip the camera").click()
    await settled(page)
    await looks.patient(page, "devices-skipped")
    await page.get_by_role("button", name="Join the waiting room").click()
    await expect(page.get_by_text("No sound comes from your microphone")).to_be_visible()
    await looks.patient(page, "waiting-silent")
    await page.close()
    page = (await chromiums["granted"].window(viewport=PHONE)).page
    await page.add_init_script(script="navigator.mediaDevices.getUserMedia = () => new Promise(() => {})")
    patient, booking = PatientPage(chromiums["granted"].windows[-1]), await practice.book()
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    await expect(page.get_by_text("Waiting for your camera")).to_be_visible()
    await looks.patient(page, "devices-asking")
    await page.close()


async def networks(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Real loss on the way to the loop and back; being tried; and not to be tried."""
    for name, weather in WEATHERS.items():
        network = await Network(practice).start()
        network.weather(weather)
        window, booking = await chromiums["granted"].window(viewport=PHONE), await practice.book()
        await network.lead(window.context)
        await to_devices(PatientPage(window), replace(booking, link=network.link(booking)))
        await settled(window.page)
        await looks.patient(window.page, f"network-{name}")
        await window.page.close()
        await network.stop()
    window, booking = await chromiums["granted"].window(viewport=PHONE), await practice.book()
    await window.page.route("**/api/device-check", lambda _: None)
    await to_devices(PatientPage(window), booking)
    await expect(window.page.get_by_text("Testing your connection")).to_be_visible()
    await looks.patient(window.page, "network-running")
    await window.page.unroute("**/api/device-check")
    await window.page.route("**/api/device-check", lambda route: route.abort())
    await window.page.reload()
    await to_be_tested_again(window.page)
    await looks.patient(window.page, "network-unknown")


async def to_be_tested_again(page: Page) -> None:
    await expect(page.get_by_role("button", name="Test again")).to_be_visible()


async def blocked(looks: Looks, _: Chromiums, __: Practice) -> None:
    """Only the page gets through; TCP does as well; the practice's relay alone does (tests/e2e/test_blocked_network.py)."""
    with tempfile.TemporaryDirectory() as name:
        turn, folder = free_port(), Path(name)
        urls = f"turn:127.0.0.1:{turn}?transport=tcp"
        practice = Practice(folder / "home", settings={"VESTIBULE_TURN_URLS": urls, "VESTIBULE_TURN_SECRET": SECRET})
        network = Confined(folder)
        await asyncio.gather(practice.start(), network.start())
        async with async_playwright() as playwright, relay(folder, turn, practice.media_port):
            booking = await practice.book()
            await network.let_in(practice.port)
            chromium = await Chromium.launch(playwright, folder, PATIENT, executable=network.browser, more=PLAIN)
            page = (await chromium.window(viewport=PHONE)).page
            await to_devices(PatientPage(chromium.windows[-1]), booking)
            again = page.get_by_role("button", name="Test again")
            for step, opened, closed in (
                ("none", None, None), ("tcp", practice.media_port, None), ("relay", turn, practice.media_port),
            ):  # fmt: skip
                if closed is not None:
                    network.shut(closed)
                if opened is not None:
                    await network.let_in(opened)
                    await page.reload()
                await expect(page.get_by_text("Testing your connection")).to_have_count(0)
                await expect(again.or_(page.get_by_text("Your connection is good")).first).to_be_visible()
                await page.locator("details summary", has_text="Details").click()
                await looks.patient(page, f"network-{step}")
            await chromium.close()
        await practice.stop()
        await network.stop()


async def further(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Inside an app on Android; a microphone alone that is in use; devices without names; no way at all, with its details."""
    page = await at_devices(chromiums, practice, "denied", PHONE, ANDROID_APP)
    await settled(page)
    await looks.patient(page, "devices-in-app-android")
    await page.close()
    window = await chromiums["granted"].window(viewport=PHONE, user_agent=ANDROID)
    await window.context.add_init_script(script=VOICE_IN_USE)
    await to_devices(PatientPage(window), await practice.book())
    await settled(window.page)
    await looks.patient(window.page, "devices-microphone-in-use")
    await window.page.close()
    window = await chromiums["granted"].window(viewport=PHONE)
    await window.context.add_init_script(script=UNNAMED)
    await window.page.route("**/api/device-check", to_nowhere)
    await to_devices(PatientPage(window), await practice.book())
    await expect(window.page.get_by_text("cannot get through on this network")).to_be_visible()
    await window.page.get_by_text("Use another camera, microphone or speaker").click()
    await window.page.locator("details summary", has_text="Details").click()
    await looks.patient(window.page, "devices-unnamed-no-path")
    await window.page.close()


WALKS = {"platforms": platforms, "by-hand": by_hand, "networks": networks, "blocked": blocked, "further": further}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), AROUND, WALKS))
