"""A phone as second camera: the page that shows the code, and the phone's own. As bench.screens_states:
`python -m bench.screens_phone FOLDER [WALK…]`."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Page, Route, expect

from bench.screens import DESK, PHONE, in_the_other_language
from bench.screens_around import BROWSERS as AROUND
from bench.screens_around import Chromiums, Looks, to_devices, walked
from bench.screens_in_call import REFUSES
from bench.screens_patients import in_a_visit
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice
from tests.e2e.test_camera_wishes import PHONE_CAMERA
from tests.e2e.test_device_check import ANDROID, IN_AN_APP
from tests.e2e.test_device_trouble import TAKE
from tests.e2e.test_phone_camera import scanned
from tests.e2e.test_phone_in_a_visit import TWO_CAMERAS


async def beside(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A phone as second camera."""
    patient, nurse = await in_a_visit(chromiums, practice, "Petra Phone")
    await patient.page.set_viewport_size(DESK)
    face = nurse.party("patient")
    await face.locator(".tile-tools > summary").click()
    await face.get_by_role("button", name="Ask for a phone as second camera").click()
    await looks.patient(patient.page, "phone-asked-for")
    await patient.button("Show me how").click()
    sheet = patient.page.get_by_role("dialog")
    await expect(sheet.get_by_role("img", name="Code for your phone’s camera")).to_be_visible()
    await looks.patient(patient.page, "phone-code")
    address = await scanned(patient.page)
    phone = (await chromiums["patient"].window(viewport=PHONE)).page
    await phone.goto(address)
    await expect(phone.get_by_role("button", name="Start the camera")).to_be_visible()
    await looks.patient(phone, "phone-start")
    await phone.get_by_role("button", name="Start the camera").click()
    await expect(phone.get_by_text("Your clinician sees this picture.")).to_be_visible()
    await looks.patient(phone, "phone-films")
    await looks.staff(nurse.page, "skin-camera")
    await looks.patient(patient.page, "phone-connected")
    await sheet.get_by_role("button", name="Stop the phone’s camera").click()
    await expect(phone.get_by_text("was stopped on the other device")).to_be_visible()
    await looks.patient(phone, "phone-over")
    await phone.goto("about:blank")
    await phone.goto(f"{practice.url}/c#nosuchcode")
    await phone.get_by_role("button", name="Start the camera").click()
    await expect(phone.get_by_text("is too old")).to_be_visible()
    await looks.patient(phone, "phone-no-code")


async def fresh_code(page: Page) -> str:
    """The address in a new code on the patient's page."""
    await page.reload()
    await (
        page.get_by_role("button", name="Phone camera")
        .or_(page.get_by_role("button", name="Show the code"))
        .first.click()
    )
    return await scanned(page)


async def code_beside(page: Page) -> str:
    """The address in a code that the page does not show."""
    visit = await page.evaluate("() => sessionStorage.getItem('vestibule.visit')")
    ask = """async (visit) => (await (await fetch("/api/visit-pass/skin-camera", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ visit }) })).json()).picture"""
    picture = await page.evaluate(ask, visit)
    beside = await page.context.new_page()
    await beside.set_content(f'<img alt="Code for your phone’s camera" src="{picture}">')
    try:
        return await scanned(beside)
    finally:
        await beside.close()


async def filming(
    chromiums: Chromiums, address: str, browser: str = "patient", scripts: tuple[str, ...] = (), **more: str
) -> Page:
    """A phone that has scanned the code and was touched."""
    window = await chromiums[browser].window(viewport=PHONE, **more)
    for script in scripts:
        await window.context.add_init_script(script=script)
    await window.page.goto(address)
    await window.page.get_by_role("button", name="Start the camera").click()
    return window.page


async def before_the_visit(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """From the waiting room: the code, too old, not to be had; the phone is ready; nobody sees it yet."""
    patient = PatientPage(await chromiums["patient"].window(viewport=DESK))
    page = patient.page
    await page.clock.install()
    await to_devices(patient, await practice.book("Wade Waits"))
    await patient.join_waiting_room()
    await page.route("**/api/visit-pass/skin-camera", lambda route: route.abort())
    await patient.button("Show the code").click()
    await expect(page.get_by_text("We could not make a code")).to_be_visible()
    await looks.patient(page, "code-failed")
    await page.unroute("**/api/visit-pass/skin-camera")
    await patient.button("Show a new code").click()
    await scanned(page)
    await page.clock.fast_forward(310_000)
    await expect(page.get_by_text("This code is too old.")).to_be_visible()
    await looks.patient(page, "code-old")
    await patient.button("Show a new code").click()
    phone = await filming(chromiums, await scanned(page))
    await expect(phone.get_by_text("will see this picture when they are with you")).to_be_visible()
    await looks.patient(phone, "phone-not-seen")
    await page.route("**/api/visit-pass/skin-camera/end", lambda route: route.abort())
    await patient.button("Stop the phone’s camera").click()
    await expect(page.get_by_text("could not be stopped from here")).to_be_visible()
    await looks.patient(page, "phone-not-stopped")
    await page.unroute("**/api/visit-pass/skin-camera/end")
    await patient.button("Close").click()
    await expect(page.get_by_text("Your phone is ready as the second camera.").first).to_be_visible()
    await page.set_viewport_size(PHONE)
    await looks.patient(page, "waiting-phone-ready")
    await phone.get_by_role("button", name="Stop this camera").click()
    await expect(phone.get_by_text("You can put this phone away")).to_be_visible()
    await looks.patient(phone, "phone-stopped")
    await phone.goto("about:blank")
    await phone.goto(f"{practice.url}/c")
    await expect(phone.get_by_text("Scan the code on the other device")).to_be_visible()
    await looks.patient(phone, "phone-no-visit")


async def troubles(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Each reason for which the phone's camera gives nothing."""
    patient = PatientPage(await chromiums["patient"].window(viewport=DESK))
    await to_devices(patient, await practice.book("Trudy Troubles"))
    await patient.join_waiting_room()
    agents = {"in-app": {"user_agent": IN_AN_APP}}
    for name, browser, error in (
        ("denied", "denied", ""), ("missing", "missing", ""), ("in-app", "denied", ""),
        ("in-use", "patient", "NotReadableError"), ("failed", "patient", "TypeError"),
    ):  # fmt: skip
        scripts = (f"({REFUSES})(); window.__refuses = '{error}';",) if error else ()
        phone = await filming(chromiums, await fresh_code(patient.page), browser, scripts, **agents.get(name, {}))
        await expect(phone.get_by_role("button", name="Go on without this phone")).to_be_visible()
        await looks.patient(phone, f"phone-{name}")
        await phone.close()
    asks = ("navigator.mediaDevices.getUserMedia = () => new Promise(() => {});",)
    phone = await filming(chromiums, await fresh_code(patient.page), scripts=asks)
    await expect(phone.get_by_text("Allow the camera when your phone asks.")).to_be_visible()
    await looks.patient(phone, "phone-asking")
    await phone.close()
    phone = await filming(chromiums, await fresh_code(patient.page))
    await expect(phone.get_by_text("will see this picture when they are with you")).to_be_visible()
    await phone.evaluate(TAKE, ["video", True])
    await expect(phone.get_by_text("is using the camera for something else")).to_be_visible()
    await looks.patient(phone, "phone-interrupted")
    await phone.evaluate(TAKE, ["video", False])
    await in_the_other_language(phone)
    await in_the_other_language(phone)
    await phone.context.set_offline(True)
    await expect(phone.get_by_text("Connection lost.")).to_be_visible()
    await looks.patient(phone, "phone-offline")
    await phone.context.set_offline(False)
    await expect(phone.get_by_text("will see this picture when they are with you")).to_be_visible()
    # The page shows no code while a phone films: this one was on the screen of a page that came too late.
    other = await filming(chromiums, await code_beside(patient.page))
    await expect(other.get_by_text("will see this picture when they are with you")).to_be_visible()
    await expect(phone.get_by_role("heading", name="The camera is off")).to_be_visible()
    await looks.patient(phone, "phone-replaced")
    await other.route("**/api/skin-camera/**", lambda route: route.abort())
    await other.reload()
    await expect(other.get_by_text("We cannot reach the practice.")).to_be_visible()
    await looks.patient(other, "phone-unreachable")


async def wished_for(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """What the clinician asks of a phone with two cameras and a lamp, and the end of the visit."""
    patient, nurse = await in_a_visit(chromiums, practice, "Wes Wished")
    await patient.page.set_viewport_size(DESK)
    scripts = (PHONE_CAMERA, TWO_CAMERAS)
    phone = await filming(chromiums, await fresh_code(patient.page), scripts=scripts, user_agent=ANDROID)
    await expect(phone.get_by_text("Your clinician sees this picture.")).to_be_visible()
    await looks.patient(phone, "phone-two-cameras")
    skin = nurse.party("skin_camera")
    await skin.get_by_role("button", name="Larger: picture of Phone camera of").click()
    for wish, name in (("Ask for the other camera", "turn"), ("Ask for more light", "torch")):
        await skin.locator(".tile-tools > summary").click()
        await skin.get_by_role("button", name=wish).click()
        await expect(phone.get_by_text("Your clinician asks you")).to_be_visible()
        await looks.patient(phone, f"phone-asked-{name}")
        await phone.get_by_role("button", name="Not now").click()
    await skin.locator(".tile-tools > summary").click()
    await skin.get_by_role("button", name="Sharper").click()
    await expect(phone.get_by_text("hold the phone still")).to_be_visible()
    await looks.patient(phone, "phone-sharper")
    await nurse.end()
    await expect(phone.get_by_role("heading", name="The camera is off")).to_be_visible()
    await looks.patient(phone, "phone-visit-over")


async def crowded(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A phone that connects, is told that its way is too narrow, and finds no room; more light from one without a lamp."""
    patient, nurse = await in_a_visit(chromiums, practice, "Nora Narrow")
    await patient.page.set_viewport_size(DESK)
    phone = (await chromiums["patient"].window(viewport=PHONE)).page
    await phone.route("**/api/skin-camera/offer", lambda _: None)
    await phone.goto(await fresh_code(patient.page))
    await phone.get_by_role("button", name="Start the camera").click()
    await expect(phone.get_by_text("Connecting…")).to_be_visible()
    await looks.patient(phone, "phone-connecting")
    await phone.unroute("**/api/skin-camera/offer")
    await phone.reload()
    await expect(phone.get_by_text("Your clinician sees this picture.")).to_be_visible()
    skin = nurse.party("skin_camera")
    await skin.get_by_role("button", name="Larger: picture of Phone camera of").click()
    await skin.locator(".tile-tools > summary").click()
    await skin.get_by_role("button", name="Ask for more light").click()
    await expect(phone.get_by_text("asks for more light")).to_be_visible()
    await looks.patient(phone, "phone-asked-light")
    await phone.get_by_role("button", name="Done").click()

    async def too_narrow(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, json=await answer.json() | {"pictures": False})

    await phone.route("**/api/skin-camera?visit=**", too_narrow)
    await expect(phone.get_by_text("too slow for this picture")).to_be_visible()
    await looks.patient(phone, "phone-narrow")
    await phone.unroute("**/api/skin-camera?visit=**")
    await phone.get_by_role("button", name="Stop this camera").click()
    full = (await chromiums["patient"].window(viewport=PHONE)).page

    async def no_room(route: Route) -> None:
        await route.fulfill(status=429, json={"code": "too_many", "detail": "This visit is full."})

    await full.route("**/api/skin-camera/offer", no_room)
    await full.goto(await fresh_code(patient.page))
    await full.get_by_role("button", name="Start the camera").click()
    await expect(full.get_by_text("no room for another picture")).to_be_visible()
    await looks.patient(full, "phone-no-room")


WALKS = {"beside": beside, "before": before_the_visit, "troubles": troubles, "crowded": crowded, "wished": wished_for}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS | {"denied": AROUND["denied"], "missing": AROUND["missing"]}, WALKS))
