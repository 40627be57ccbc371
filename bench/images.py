"""What becomes of each file of the corpus in a worker of its own, its largest memory and its time; and what uploads cost a
running visit.

    python -m bench.images          writes bench/results/DATE-images.md; about two minutes

The second part sends 20 photos of 12 megapixels to a running server while one asks it for its health every 10 ms: the longest
silence of its event loop is the longest gap that media can have by it, since media run on the same loop.
"""

import asyncio
import itertools
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bench.report import RESULTS, Figure, machine
from server.images.workers import Workers
from tests.e2e.practice import Practice
from tests.integration.clips import clips
from tests.integration.corpus import Sample, corpus, large
from tests.integration.pictures import encoded, skin

PHOTOS = 20
CHUNK = 1 << 20


async def _line(workers: Workers, sample: Sample) -> str:
    begun = time.monotonic()
    read = await workers.read(sample.content)
    took = time.monotonic() - begun
    outcome = read.problem or f"{read.width} x {read.height}"
    right = read.problem == sample.problem and (sample.size is None or sample.size == (read.width, read.height))
    wrong = "" if right else " **(wrong)**"
    return f"| {sample.name} | {len(sample.content)} | {outcome}{wrong} | {read.peak_kib / 1024:.0f} | {took:.1f} |"


async def uploads() -> list[Figure]:
    """Twenty photos into a running server, and how late it answers meanwhile."""
    content = encoded(skin(2016, 1512).resize((4032, 3024)), quality=88)
    with tempfile.TemporaryDirectory() as folder:
        practice = Practice(Path(folder) / "home")
        await practice.start()
        try:
            async with aiohttp.ClientSession(practice.url, headers={"Origin": practice.url}) as http:
                quiet = await _answers(http, asyncio.create_task(asyncio.sleep(3)))
                busy = await _answers(http, asyncio.create_task(_send(practice, content)))
        finally:
            await practice.stop()
    megabytes = len(content) / 1e6
    return [
        Figure("an answer, nothing else going on", quiet),
        Figure(f"an answer while {PHOTOS} photos of 12 megapixels ({megabytes:.1f} MB each) come in and are read", busy,
               bar="gap under 100 ms"),
    ]  # fmt: skip


async def _answers(http: aiohttp.ClientSession, until: "asyncio.Task[None]") -> list[float]:
    took = []
    while not until.done():
        begun = time.monotonic()
        async with http.get("/healthz") as answer:
            await answer.read()
        took.append((time.monotonic() - begun) * 1000)
        await asyncio.sleep(0.01)
    until.result()
    return took


async def _send(practice: Practice, content: bytes) -> None:
    """In a thread's loop of its own, so that the asking is not held up by the sending."""
    await asyncio.to_thread(lambda: asyncio.run(_all(practice, content)))


async def _all(practice: Practice, content: bytes) -> None:
    known = practice.demo["visits"][0]
    visit, token = known["id"], known["link"].partition("#")[2]
    jar = aiohttp.CookieJar(treat_as_secure_origin=[practice.url])
    async with aiohttp.ClientSession(practice.url, headers={"Origin": practice.url}, cookie_jar=jar) as http:
        entered = {"token": token, "date_of_birth": known["date_of_birth"]}
        (await http.post("/api/visit-link/enter", json=entered)).raise_for_status()
        await asyncio.gather(*(_one(http, visit, content) for _ in range(PHOTOS)))
        while True:
            shown: dict[str, Any] = await (await http.get(f"/api/visit-pass/photos?visit={visit}")).json()
            if all(one["state"] == "ready" for one in shown["photos"]):
                return
            await asyncio.sleep(0.5)


async def _one(http: aiohttp.ClientSession, visit: str, content: bytes) -> None:
    asked = {"visit": visit, "key": str(uuid.uuid4()), "view": "close", "size": len(content)}
    photo = (await (await http.post("/api/visit-pass/photos", json=asked)).json())["id"]
    for at in range(0, len(content), CHUNK):
        path = f"/api/visit-pass/photos/{photo}/bytes?visit={visit}&offset={at}"
        headers = {"Content-Type": "application/octet-stream"}
        (await http.put(path, data=content[at : at + CHUNK], headers=headers)).raise_for_status()


async def main() -> None:
    """Measure and write the page, line by line: what was measured before an interruption is there."""
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    with (RESULTS / f"{day}-images.md").open("w") as page:

        def write(*lines: str) -> None:
            page.writelines(f"{line}\n" for line in lines)
            page.flush()

        write(f"# Photos, {day}", "", f"{machine()}. `python -m bench.images`.", "")
        figures = await uploads()
        write(
            "## The event loop while photos come in",
            "",
            "| what | n | median | 99th percentile | bar |",
            "|---|---|---|---|---|",
        )
        write(*(one.row for one in figures), "")
        write(
            f"The longest answer was {max(figures[1].values):.0f} ms. Asking, sending and the worker share the machine's cores."
        )
        write(
            "",
            "## The corpus",
            "",
            "Each file in a worker process of its own: 1,536 MiB of address space, 30 s of CPU; 150 s for a clip.",
            "",
        )
        write("| file | bytes | outcome | peak MiB | s |", "|---|---|---|---|---|")
        workers = Workers(at_once=1)
        for sample in itertools.chain(corpus(), clips(), large()):
            write(await _line(workers, sample))


if __name__ == "__main__":
    asyncio.run(main())
