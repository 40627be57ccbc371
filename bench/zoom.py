"""How smoothly a photo of 12 megapixels zooms and pans in the review workspace, by wheel, mouse, touch and keys.

    python -m bench.zoom [SECONDS]      4 s for each way unless told; writes bench/results/DATE-zoom.md

A dermatologist's Chromium at 1280 x 800 with one photo, then two side by side in step, then with marks and brightness changed.
Input goes in as a mouse, a finger or a keyboard gives it, about 120 times a second (keys: 30, as a held key repeats). Frames are
counted twice: by the page (`requestAnimationFrame`) and by the compositor (`PipelineReporter` of Chromium's trace), which also
knows those that were due and came to nobody's eyes. Chromium draws in software here; a graphics card only takes work off it.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Locator, Page, async_playwright, expect

from bench.images import send_photos, twelve_megapixels
from bench.report import machine, write_tables
from tests.e2e.camera import DERMATOLOGIST
from tests.e2e.chromium import Chromium
from tests.e2e.people import StaffPage
from tests.e2e.practice import Practice

SECONDS = 4.0
EVERY_S = 1 / 120
KEYS_EVERY_S = 1 / 30
DUE_MS = 1000 / 60

RECORD = """() => {
  const seen = { frames: [], long: [], on: true };
  window.__frames = seen;
  const frame = (at) => { seen.frames.push(at); if (seen.on) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (seen.on) seen.long.push(one.duration); })
    .observe({ type: 'longtask' });
}"""
READ = "() => { window.__frames.on = false; return window.__frames; }"
Given = tuple[str, dict[str, Any]]
"""An input event: its kind, and what Chromium's `Input.dispatch…Event` is told of it."""
Drive = Callable[[float, float], Iterator[Given]]


def by_wheel(x: float, y: float) -> Iterator[Given]:
    """In and out again, off the middle."""
    for at in itertools.count():
        where = {"x": x + 60 * math.sin(at / 40), "y": y}
        yield "Mouse", {"type": "mouseWheel", **where, "deltaX": 0, "deltaY": -12 if at % 240 < 120 else 12}


def by_drag(x: float, y: float) -> Iterator[Given]:
    """In circles, the button down."""
    held = {"button": "left", "buttons": 1}
    yield "Mouse", {"type": "mousePressed", "x": x, "y": y, "clickCount": 1, **held}
    for at in itertools.count():
        where = {"x": x + 120 * math.sin(at / 25), "y": y + 90 * math.sin(at / 17)}
        yield "Mouse", {"type": "mouseMoved", **where, **held}


def by_touch(x: float, y: float) -> Iterator[Given]:
    """Two fingers, apart and together while they wander."""
    for at in itertools.count():
        apart, dx = 70 + 50 * math.sin(at / 30), 40 * math.sin(at / 45)
        points = [{"x": x + dx - apart, "y": y, "id": 0}, {"x": x + dx + apart, "y": y, "id": 1}]
        yield "Touch", {"type": "touchMove" if at else "touchStart", "touchPoints": points}


def by_keys(_: float, __: float) -> Iterator[Given]:
    """Arrows with a zoom now and then, each as a held key repeats."""
    held = ["ArrowRight"] * 12 + ["+"] * 2 + ["ArrowLeft"] * 12 + ["ArrowDown"] * 6 + ["-"] * 2 + ["ArrowUp"] * 6
    for key in itertools.cycle(held):
        yield "Key", {"type": "rawKeyDown", "key": key, "autoRepeat": True}


WAYS: dict[str, tuple[Drive, float]] = {
    "wheel": (by_wheel, EVERY_S),
    "mouse": (by_drag, EVERY_S),
    "touch": (by_touch, EVERY_S),
    "keys": (by_keys, KEYS_EVERY_S),
}
LET_GO: dict[str, Given] = {
    "mouse": ("Mouse", {"type": "mouseReleased", "x": 1, "y": 1, "button": "left", "clickCount": 1}),
    "touch": ("Touch", {"type": "touchEnd", "touchPoints": []}),
}


class Compositor:
    """Chromium's own account of its frames."""

    def __init__(self, devtools: CDPSession) -> None:
        self._devtools = devtools
        self._events: list[dict[str, Any]] = []
        self._done = asyncio.Event()
        devtools.on("Tracing.dataCollected", lambda some: self._events.extend(some["value"]))
        devtools.on("Tracing.tracingComplete", lambda _: self._done.set())

    async def begin(self) -> None:
        self._events.clear()
        self._done.clear()
        kept = {"includedCategories": ["disabled-by-default-devtools.timeline.frame"]}
        await self._devtools.send("Tracing.start", {"traceConfig": kept, "transferMode": "ReportEvents"})

    async def end(self) -> tuple[int, int]:
        """How many frames were shown, and how many were due with something new in them and were not."""
        await self._devtools.send("Tracing.end")
        await self._done.wait()
        known = await self._devtools.send("SystemInfo.getProcessInfo")
        pages = {one["id"] for one in known["processInfo"] if one["type"] == "renderer"}
        frames: dict[tuple[int, int], set[str]] = defaultdict(set)
        for one in self._events:
            if (
                one.get("name") == "PipelineReporter"
                and one["pid"] in pages
                and "frame_reporter" in one.get("args", {})
            ):
                told = one["args"]["frame_reporter"]
                # One frame may be told of twice: what the compositor had of it in time, and what of it came late.
                frames[one["pid"], told["frame_sequence"]].add(told["state"])
        shown = sum(any(one.startswith("STATE_PRESENTED") for one in states) for states in frames.values())
        return shown, sum(states == {"STATE_DROPPED"} for states in frames.values())


async def run(
    page: Page, pane: Locator, compositor: Compositor, what: str, way: str, seconds: float
) -> dict[str, object]:
    """One way of moving for so long, as a row of the table."""
    await pane.focus()
    await page.keyboard.press("0")
    for _ in range(4 if way in ("mouse", "touch", "keys") else 1):
        await page.keyboard.press("+")
    box = await pane.bounding_box()
    assert box
    await page.evaluate("() => new Promise((done) => requestIdleCallback(done))")
    devtools = await page.context.new_cdp_session(page)
    drive, every = WAYS[way]
    await devtools.send("Performance.enable")
    await compositor.begin()
    moves = drive(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await give(devtools, next(moves))
    await page.evaluate(RECORD)
    sent: list[asyncio.Task[None]] = []
    before, begun, given = await metrics(devtools), time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        # A hand does not wait for the page either.
        sent.append(asyncio.create_task(give(devtools, next(moves))))
        given += 1
        await asyncio.sleep(max(0.0, begun + given * every - time.monotonic()))
    seen = await page.evaluate(READ)
    after = await metrics(devtools)
    shown, dropped = await compositor.end()
    await asyncio.gather(*sent)
    if way in LET_GO:
        await give(devtools, LET_GO[way])
    await devtools.detach()
    gaps = sorted(later - earlier for earlier, later in itertools.pairwise(seen["frames"]))

    def frame(name: str) -> float:
        return 1000 * (after[name] - before[name]) / len(gaps)

    return {
        "what": what,
        "by": way,
        "moves/s": round(given / seconds),
        "frames n": len(gaps),
        "p50 ms": round(gaps[len(gaps) // 2], 1),
        "p99 ms": round(gaps[math.ceil(len(gaps) * 0.99) - 1], 1),
        "over 17.7 ms": share(sum(one > DUE_MS + 1 for one in gaps), len(gaps)),
        "over 33 ms": share(sum(one > 2 * DUE_MS for one in gaps), len(gaps)),
        "long tasks": len(seen["long"]),
        "shown/s": round(shown / seconds, 1),
        "dropped": share(dropped, shown + dropped),
        "script ms a frame": round(frame("ScriptDuration"), 2),
        "style and layout": round(frame("RecalcStyleDuration") + frame("LayoutDuration"), 2),
        "all of main thread": round(frame("TaskDuration"), 2),
        "layouts a frame": round((after["LayoutCount"] - before["LayoutCount"]) / len(gaps), 2),
    }


def share(some: int, of: int) -> str:
    return f"{100 * some / max(1, of):.1f} %"


async def give(devtools: CDPSession, event: Given) -> None:
    """Give the page one input event; returns once it has had it."""
    kind, told = event
    await devtools.send(f"Input.dispatch{kind}Event", told)


async def metrics(devtools: CDPSession) -> dict[str, float]:
    got = await devtools.send("Performance.getMetrics")
    return {one["name"]: one["value"] for one in got["metrics"]}


async def measure(folder: Path, seconds: float) -> list[dict[str, object]]:
    practice = await Practice(folder / "home").start()
    rows: list[dict[str, object]] = []
    try:
        await send_photos(practice.url, practice.demo["visits"][0], twelve_megapixels(), 2)
        async with async_playwright() as playwright:
            chromium = await Chromium.launch(playwright, folder, DERMATOLOGIST, devices="none")
            doctor = StaffPage(await chromium.window(viewport={"width": 1280, "height": 800}))
            page, compositor = doctor.page, Compositor(await chromium.browser.new_browser_cdp_session())
            await doctor.sign_in(practice, "dermatologist")
            await page.get_by_role("link", name="Photos (2)").click()
            pane = page.locator(".pane").first
            await expect(pane.locator(".layer").nth(1)).to_be_attached()
            rows += [await run(page, pane, compositor, "one photo", way, seconds) for way in WAYS]
            await page.get_by_role("button", name="Beside").click()
            await page.locator(".thumbnail").nth(1).click()
            await expect(page.locator(".pane")).to_have_count(2)
            rows += [await run(page, pane, compositor, "two in step", way, seconds) for way in WAYS]
            await marked(page, pane)
            rows += [await run(page, pane, compositor, "two, marks, brighter", way, seconds) for way in WAYS]
            await chromium.close()
    finally:
        await practice.stop()
    return rows


async def marked(page: Page, pane: Locator) -> None:
    """Three marks on the picture, and brightness off the neutral."""
    for number, tool in enumerate("aao"):
        await pane.focus()
        await page.keyboard.press("0")
        await page.keyboard.press(tool)
        await page.keyboard.press("Enter")
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
            await page.keyboard.press(f"Shift+{key}")
            await page.keyboard.press("Enter")
            if tool == "a":
                break
        if tool == "o":
            await page.keyboard.press("Enter")
        await expect(page.locator(".marks .mark")).to_have_count(number + 1)
    await page.locator("details.light summary").first.click()
    await page.get_by_role("slider", name="Brightness").press("ArrowRight")


async def main(seconds: float) -> None:
    """Measure and write the page."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        rows = await measure(Path(folder), seconds)
    about = "`python -m bench.zoom`: 12 megapixels, 1280 x 800, Chromium drawing in software beside the server."
    notes = [
        "*frames* and their gaps are the page's (`requestAnimationFrame`), *shown* and *dropped* the compositor's.",
        "The main thread has 16.7 ms for a frame at 60 a second.",
    ]
    print(machine())
    print(write_tables("zoom", "Zooming and panning", about, [rows], notes, load).read_text())


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
