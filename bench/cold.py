"""How soon a patient who opens the link for the first time, on a phone and a mobile network, can do the first step."""

from pathlib import Path

from playwright.async_api import Playwright

from bench.report import Figure
from tests.e2e.camera import PATIENT
from tests.e2e.chromium import Chromium
from tests.e2e.practice import Practice

TIMES = 12
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}
SLOWER = 4
"""A phone's processor is taken for so many times slower than one core of this machine."""
NETWORKS = {
    "good 4G": {"latency": 60, "downloadThroughput": 9_000_000 / 8, "uploadThroughput": 4_000_000 / 8},
    "slow 4G": {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8},
}
"""Milliseconds added to each request, bytes a second."""
WATCH = """() => {
  const look = () => {
    const field = document.querySelector("main input:enabled");
    if (field?.checkVisibility()) window.__usable = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


async def cold_links(playwright: Playwright, folder: Path, practice: Practice) -> list[Figure]:
    """From the navigation to the frame in which the field of the first step can be used; nothing is in the browser's cache."""
    booking = await practice.book()
    chromium = await Chromium.launch(playwright, folder, PATIENT)
    figures = []
    try:
        for name, network in NETWORKS.items():
            values = []
            for _ in range(TIMES):
                window = await chromium.window(**PHONE)
                devtools = await window.context.new_cdp_session(window.page)
                await devtools.send("Network.emulateNetworkConditions", {"offline": False, **network})
                await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                await window.context.add_init_script(script=f"({WATCH})()")
                await window.page.goto(booking.link)
                await window.page.wait_for_function("() => window.__usable > 0")
                values.append(await window.page.evaluate("() => window.__usable"))
                await chromium.close_pages()
            figures.append(
                Figure(f"link opened cold on a phone, {name} → the first step can be done", values, bar="≤ 1.5 s")
            )
    finally:
        await chromium.close()
    return figures
