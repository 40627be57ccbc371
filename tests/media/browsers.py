"""Real Chromium as a media client: a page without a server, driven by Playwright."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, async_playwright

from tests.e2e.chromium import FAKE_DEVICES, FAKE_PERMISSION, program
from tests.e2e.chromium import FLAGS as CHROMIUM
from tests.patience import PATIENCE_S

FLAGS = (*CHROMIUM, FAKE_DEVICES, FAKE_PERMISSION)

SCRIPT = """
window.offer = async ({direction, audioSlots, videoSlots, codec, layers}) => {
  const stream = await navigator.mediaDevices.getUserMedia({audio: true, video: {width: 640, height: 480, frameRate: 30}})
  const pc = window.pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'})
  window.seen = {}
  pc.ontrack = ({track, transceiver}) => {
    if (track.kind !== 'video') { const a = new Audio(); a.srcObject = new MediaStream([track]); a.play(); return }
    const video = document.createElement('video')
    video.muted = true; video.playsInline = true; video.srcObject = new MediaStream([track])
    document.body.append(video); video.play()
    const note = seen[transceiver.mid] = {frames: 0, first: null, width: 0, height: 0}
    const again = () => {
      note.frames += 1; note.first ??= performance.now(); note.width = video.videoWidth; note.height = video.videoHeight
      video.requestVideoFrameCallback(again)
    }
    video.requestVideoFrameCallback(again)
  }
  for (const track of stream.getTracks()) {
    const sendEncodings = track.kind === 'video' && layers ? layers : [{}]
    pc.addTransceiver(track, {direction, streams: [stream], sendEncodings})
  }
  const camera = pc.getTransceivers().find(t => t.sender.track.kind === 'video')
  if (codec) {
    const wanted = RTCRtpReceiver.getCapabilities('video').codecs.filter(c => c.mimeType === codec)
    camera.setCodecPreferences(wanted)
  }
  for (let i = 0; i < audioSlots; i++) pc.addTransceiver('audio', {direction: 'recvonly'})
  for (let i = 0; i < videoSlots; i++) pc.addTransceiver('video', {direction: 'recvonly'})
  await pc.setLocalDescription()
  return pc.localDescription.sdp
}
window.accept = async sdp => {
  window.accepted = performance.now()
  await pc.setRemoteDescription({type: 'answer', sdp})
}
window.figures = async () => {
  const found = {in: {}, out: {}, seen, state: pc.connectionState, since: performance.now() - accepted}
  for (const s of (await pc.getStats()).values()) {
    if (s.type === 'inbound-rtp') found.in[s.mid] = s
    if (s.type === 'outbound-rtp') found.out[s.rid ? s.kind + ' ' + s.rid : s.kind] = s
  }
  return found
}
"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Page]:
    """A page in a fresh headless Chromium whose camera and microphone are Chromium's own fakes."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(), headless=False, args=list(FLAGS))
        try:
            page = await browser.new_page()
            yield await _secure(page)
        finally:
            await browser.close()


async def _secure(page: Page) -> Page:
    """getUserMedia needs a secure origin: a page served from memory under http://localhost."""

    async def serve(route: Any) -> None:
        await route.fulfill(
            content_type="text/html", body=f"<!doctype html><title>media</title><body><script>{SCRIPT}</script>"
        )

    await page.route("http://localhost/**", serve)
    await page.goto("http://localhost/")
    return page


async def offer(page: Page, **wishes: Any) -> str:
    """The page's offer; wishes are direction, audioSlots, videoSlots, codec, and layers (`sendEncodings`)."""
    sdp: str = await page.evaluate("wishes => offer(wishes)", wishes)
    return sdp


async def accept(page: Page, answer: str) -> None:
    await page.evaluate("sdp => accept(sdp)", answer)


async def figures(page: Page) -> dict[str, Any]:
    """Statistics by section (`in`), by kind (`out`), and what was painted (`seen`)."""
    found: dict[str, Any] = await page.evaluate("() => figures()")
    return found


async def eventually(page: Page, holds: Callable[[dict[str, Any]], object], what: str) -> dict[str, Any]:
    """The page's figures once `holds` is true of them."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds(found := await figures(page)):
        assert time.monotonic() < deadline, f"never came true: {what}; {found}"
        # Asking without a pause would take the processor that the pictures need.
        await asyncio.sleep(0.1)
    return found
