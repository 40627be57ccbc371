"""Debian's Chromium with a camera and a microphone of its own, and windows in it that say what they show and play."""

import asyncio
import os
import shutil
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Literal, Self

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from server.practice.demo import ZONE
from tests.e2e.camera import Person, write_picture, write_tone

Devices = Literal["granted", "denied", "missing", "none"]
READERS = Path(__file__).with_name("readers.js")
WAIT_MS = 60_000
"""How long a condition may take to come true. Generous: speeds are measured in bench/, not asserted here."""

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required", "--disable-dev-shm-usage",
    "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding", "--disable-background-timer-throttling",
    "--allow-loopback-in-peer-connection",
    # The popups of an address bar that nobody types in would be two more pages for every window: most of a second of
    # processor time. This switch replaces Playwright's own, whose other names that matter to a local page it repeats.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AimEnabled,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch",
)  # fmt: skip
FAKE_DEVICES = "--use-fake-device-for-media-stream=fps=30"
FAKE_PERMISSION = "--use-fake-ui-for-media-stream"


LISTEN = """
window.__said = [];
new MutationObserver((changes) => {
  for (const change of changes) {
    const node = change.target instanceof Element ? change.target : change.target.parentElement;
    const region = node?.closest('[aria-live=polite], [aria-live=assertive], [role=status], [role=alert], [role=log]');
    if (region?.textContent) window.__said.push(region.textContent);
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


def program() -> str:
    """Where Chromium is; `CHROMIUM` in the environment names another."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


class Window:
    """One page in a browser context of its own, which is a person's private window."""

    def __init__(self, context: BrowserContext, page: Page, complaints: list[str] | None = None) -> None:
        self.context, self.page = context, page
        self.complaints: list[str] = [] if complaints is None else complaints
        self._tolerated: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        # Refused requests are part of some flows (nobody is signed in yet) and are judged by what the page says.
        if message.type != "error" or "Failed to load resource" in message.text:
            return
        if not any(part in message.text for part in self._tolerated):
            self.complaints.append(f"console: {message.text}")

    async def another(self) -> "Window":
        """Another tab in the same window: cookies are shared, the tab's own storage is not."""
        return Window(self.context, await self.context.new_page(), self.complaints)

    def tolerate(self, part: str) -> None:
        """Take console errors that contain `part` as expected from here on."""
        self._tolerated.append(part)

    async def note_announcements(self) -> None:
        """Keep what live regions say from the next page load on, as a screen reader would hear it."""
        await self.context.add_init_script(script=LISTEN)

    async def announced(self, part: str) -> None:
        """Wait until a live region has said something that contains `part`."""
        await self.page.wait_for_function(
            "(part) => __said.some((text) => text.includes(part))", arg=part, timeout=WAIT_MS
        )

    async def sees_and_hears(self, pictures: dict[str, int], tones: list[int], span_ms: int = 800) -> None:
        """Wait until exactly these pictures move on the screen ({role: source}) and exactly these tones are played (Hz),
        without a pause for `span_ms`."""
        try:
            await self.page.wait_for_function(
                "([pictures, tones, span]) => __readers.steady(pictures, tones, span)",
                arg=[pictures, sorted(tones), span_ms], polling=100, timeout=WAIT_MS,
            )  # fmt: skip
        except Exception:
            there = await self.page.evaluate("() => [__readers.pictures(), __readers.tones()]")
            raise AssertionError(f"wanted {[pictures, sorted(tones)]}, the page shows and plays {there}") from None

    async def negotiated(self) -> list[int]:
        """How often each open connection of the page was negotiated."""
        counts: list[int] = await self.page.evaluate("() => __readers.negotiated()")
        return counts

    async def connections(self) -> int:
        """How many connections the page has made since it was loaded."""
        return int(await self.page.evaluate("() => __readers.connections()"))

    async def gestures(self) -> int:
        """How often somebody clicked, touched or pressed a key since the page was loaded."""
        return int(await self.page.evaluate("() => __readers.gestures()"))

    async def received(self) -> dict[str, int]:
        """Packets received so far, by kind."""
        packets: dict[str, int] = await self.page.evaluate("() => __readers.received()")
        return packets


async def at_once(*waits: Coroutine[Any, Any, None]) -> None:
    """Wait for all of these at once; the first that fails ends the others. A visit whose windows are looked at one after the
    other lasts longer, and every second of it costs."""
    async with asyncio.TaskGroup() as group:
        for wait in waits:
            group.create_task(wait)


class Chromium:
    """A running browser with the camera and microphone of one person."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.windows: list[Window] = []

    @classmethod
    async def launch(
        cls,
        playwright: Playwright,
        folder: Path,
        person: Person,
        devices: Devices = "granted",
        fps: int = 15,
        height: int = 240,
        camera: Path | None = None,
        executable: Path | None = None,
        more: tuple[str, ...] = (),
    ) -> Self:
        """Start one. `denied`: there is a camera and nobody may use it. `missing`: there is none. `none`: nothing
        is pretended, neither devices nor a person who agrees. `camera`: a y4m file to
        show instead of the person's bar code. `executable` runs in Chromium's place, `more` are further flags."""
        flags = [*FLAGS, *more]
        if devices in ("granted", "denied"):
            picture, tone = folder / f"{person.role}-{height}.y4m", folder / f"{person.role}.wav"
            if camera is None:
                write_picture(picture, person.source, fps, height * 4 // 3, height)
            write_tone(tone, person.tone)
            flags += [
                FAKE_DEVICES,
                f"--use-file-for-fake-video-capture={camera or picture}",
                f"--use-file-for-fake-audio-capture={tone}",
            ]
        if devices in ("granted", "missing"):
            flags.append(FAKE_PERMISSION)
        # headless=False keeps Playwright from adding its own, older headless mode: ours is among the flags.
        browser = await playwright.chromium.launch(
            executable_path=executable or program(), headless=False, args=flags, ignore_default_args=["--mute-audio"]
        )  # fmt: skip
        return cls(browser)

    async def window(self, **options: Any) -> Window:
        """A new private window with the readers in it. `options` are Playwright's for a context. It is where the demonstration
        practice is: elsewhere it is another day for some hours of each, which the coding is about."""
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "timezone_id": ZONE} | options
        context = await self.browser.new_context(**options)
        context.set_default_timeout(WAIT_MS)
        await context.add_init_script(path=READERS)
        window = Window(context, await context.new_page())
        self.windows.append(window)
        return window

    async def close_pages(self) -> list[str]:
        """Close all windows. Returns what their pages complained of."""
        complaints = [complaint for window in self.windows for complaint in window.complaints]
        for window in self.windows:
            await window.context.close()
        self.windows.clear()
        return complaints

    async def close(self) -> None:
        """End the browser."""
        await self.browser.close()
