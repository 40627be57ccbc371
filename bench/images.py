"""What becomes of each file of the corpus in a worker of its own, its largest memory and its time; and what uploads cost a
running visit.

    python -m bench.images          writes bench/results/DATE-images.md; about two minutes

The first part sends 20 photos of 12 megapixels to a running server on which two parties are in a call: the longest gap between
two packets of voice is what whoever is in a visit has to bear of it (`bench/images_call.py`).
"""

import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bench.images_call import Call, Gaps
from bench.report import RESULTS, Figure, machine
from server.images.workers import Workers
from tests.e2e.practice import Practice
from tests.integration.clips import clips
from tests.integration.corpus import Sample, corpus, large
from tests.integration.pictures import encoded, skin

PHOTOS = 20
QUIET_S = 10.0
CHUNK = 1 << 20


async def _line(workers: Workers, sample: Sample) -> str:
    begun = time.monotonic()
    read = await workers.read(sample.content)
    took = time.monotonic() - begun
    outcome = read.problem or f"{read.width} x {read.height}"
    right = read.problem == sample.problem and (sample.size is None or sample.size == (read.width, read.height))
    wrong = "" if right else " **(wrong)**"
    return f"| {sample.name} | {len(sample.content)} | {outcome}{wrong} | {read.peak_kib / 1024:.0f} | {took:.1f} |"


def twelve_megapixels() -> bytes:
    """A JPEG of 4032 x 3024 pixels."""
    return encoded(skin(2016, 1512).resize((4032, 3024)), quality=88)


async def uploads() -> tuple[list[Figure], Gaps]:
    """Twenty photos into a running server, and what a call on it hears meanwhile."""
    content = twelve_megapixels()
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(content)
        practice = Practice(Path(folder) / "home")
        await practice.start()
        try:
            call = await Call.begin(practice, 1)
            quiet = await call.gaps(asyncio.sleep(QUIET_S))
            busy = await call.gaps(_send(practice, photo))
            await call.close()
        finally:
            await practice.stop()
    meanwhile = f"while {PHOTOS} photos of 12 megapixels ({len(content) / 1e6:.1f} MB each) come in and are read"
    return [
        Figure("between two packets of voice, nothing else going on", quiet.arrived),
        Figure(f"between two packets of voice, {meanwhile}", busy.arrived, bar="gap under 100 ms"),
        Figure("the way of a packet through the server, nothing else going on", quiet.way),
        Figure("the way of a packet through the server, meanwhile", busy.way),
    ], busy


async def _send(practice: Practice, photo: Path) -> None:
    """In a process of its own, as phones are: what it computes must not delay the call's own packets."""
    known = json.dumps(practice.demo["visits"][0])
    phones = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.images", "phones", practice.url, known, str(photo)
    )
    if await phones.wait():
        raise SystemExit("the photos were not sent")


async def send_photos(url: str, known: dict[str, Any], content: bytes, count: int = PHOTOS) -> None:
    """So many photos from a visit's patient at once; returns when all are read."""
    visit, token = known["id"], known["link"].partition("#")[2]
    jar = aiohttp.CookieJar(treat_as_secure_origin=[url])
    async with aiohttp.ClientSession(url, headers={"Origin": url}, cookie_jar=jar) as http:
        entered = {"token": token, "date_of_birth": known["date_of_birth"]}
        (await http.post("/api/visit-link/enter", json=entered)).raise_for_status()
        await asyncio.gather(*(_one(http, visit, content) for _ in range(count)))
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


def _row(figure: Figure) -> str:
    half, most, longest = (f"{figure.at(percent):.1f} ms" for percent in (50, 99, 100))
    return f"| {figure.name} | {len(figure.values)} | {half} | {most} | {longest} | {figure.bar} |"


async def main() -> None:
    """Measure and write the page, line by line: what was measured before an interruption is there."""
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    with (RESULTS / f"{day}-images.md").open("w") as page:

        def write(*lines: str) -> None:
            page.writelines(f"{line}\n" for line in lines)
            page.flush()

        load = os.getloadavg()[0]
        write(
            f"# Photos, {day}",
            "",
            f"{machine()}; load average before the run: {load:.2f}. `python -m bench.images`.",
            "",
        )
        figures, busy = await uploads()
        write("## A call while photos come in", "", "| what | n | median | 99th percentile | longest | bar |")
        write("|---|---|---|---|---|---|")
        write(*(_row(one) for one in figures), "")
        write(
            f"The longest gap was {max(busy.arrived):.0f} ms (packets are sent every 20 ms; this program's longest pause "
            f"between two was {max(busy.sent):.0f} ms). The call, the phones and the workers share the machine's cores."
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
    if sys.argv[1:2] == ["phones"]:
        asyncio.run(send_photos(sys.argv[2], json.loads(sys.argv[3]), Path(sys.argv[4]).read_bytes()))
    else:
        asyncio.run(main())
