"""Long runs of the media server: connections made and closed, damaged offers by the thousand.

python -m bench.media_soak [CYCLES [OFFERS]]      200 and 10000 unless told; writes bench/results/DATE-media-soak.json
"""

import asyncio
import gc
import json
import os
import random
import resource
import sys
import time
from datetime import UTC, datetime

from bench.report import RESULTS, machine
from server.base.errors import BadOffer
from server.media.config import MediaConfig
from server.media.negotiation import plan
from server.media.server import MediaServer
from tests.media.clients import until
from tests.media.offers import mutant, real_offers
from tests.media.raw import AUDIO_TYPE, RawPeer, offer_text

SECTIONS = [("audio", "sendonly"), ("video", "sendonly"), ("audio", "recvonly"), ("video", "recvonly")]


def resident_kib() -> int:
    """Memory of this process in RAM."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


def standing() -> dict[str, int]:
    """What a leak would show in."""
    gc.collect()
    return {
        "files": len(os.listdir("/proc/self/fd")),
        "tasks": len(asyncio.all_tasks()),
        "objects": len(gc.get_objects()),
        "resident_kib": resident_kib(),
    }


async def lives(cycles: int) -> dict[str, object]:
    """Connect, hear oneself, and close, `cycles` times after twenty that warm up; a quarter never finish their handshake,
    a quarter are closed here, the others by the peer. Raises SystemExit when something is left."""
    server = MediaServer(MediaConfig(port=0, connect_deadline_s=4))
    await server.start()

    async def life(number: int) -> None:
        peer = RawPeer(server)
        if number % 4 == 3:
            connection = peer.introduce(server, f"visit {number}", "a", SECTIONS)
            peer.check()
        else:
            connection = await peer.join(server, f"visit {number}", "a", SECTIONS)
            connection.bind("audio", 0, connection, "microphone")
            peer.send(7, 1, 1, b"word", AUDIO_TYPE, mid="0")
            await until(lambda: peer.of("2"), "media flows")
            if number % 4 == 2:
                connection.close()
        await peer.close()
        await until(lambda: connection.state == "closed", "closed")

    async def many(first: int, stop: int) -> None:
        """Ten at a time: those that withhold their handshake last until their deadline."""
        for start in range(first, stop, 10):
            await asyncio.gather(*(life(number) for number in range(start, min(stop, start + 10))))

    await many(0, 20)
    server.take_counts()
    before = standing()
    await many(0, cycles)
    server.take_counts()
    await asyncio.sleep(0)
    after, stats = standing(), server.stats()
    await server.stop()
    left = [name for name in ("files", "tasks") if after[name] > before[name]]
    left += [name for name in ("connections", "known_addresses", "packet_errors") if stats[name]]
    if after["objects"] > before["objects"] + cycles:
        left.append("objects")
    if left:
        raise SystemExit(f"{cycles} lives left behind: {left}; {before} {after} {stats}")
    return {"cycles": cycles, "before": before, "after": after}


def offers(count: int) -> dict[str, object]:
    """Damaged offers, each answered or refused with a sentence; any other exception ends the run."""
    chance, real, served, began = random.Random(1), real_offers(), 0, time.perf_counter()
    for _ in range(count):
        try:
            plan(mutant(chance, real))
            served += 1
        except BadOffer:
            pass
    plan(offer_text(SECTIONS))
    return {"offers": count, "served": served, "seconds": round(time.perf_counter() - began, 1)}


def main(cycles: int, count: int) -> None:
    result = {"machine": machine(), "lives": asyncio.run(lives(cycles)), "damaged": offers(count)}
    RESULTS.mkdir(exist_ok=True)
    day = datetime.now(UTC).date().isoformat()
    (RESULTS / f"{day}-media-soak.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    main(numbers[0] if numbers else 200, numbers[1] if len(numbers) > 1 else 10_000)
