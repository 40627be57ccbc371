"""The media server alone behind HTTP, for measuring.

    python -m bench.media_server HTTP_PORT [python] [WORKERS] [--load PERCENT]

`python`: without the compiled module; WORKERS: so many processes of their own carry the media; PERCENT of a core is what the next
visit is refused at.
POST an offer to /echo: its media comes back. To /seat/NAME: a peer who waits, in a visit of its own. To /visit/NAME: the two
who post to the same name see and hear each other.
"""

import asyncio
import sys

from aiohttp import web

from server.base.errors import Refusal
from server.media.config import MediaConfig
from server.media.here import Here
from server.media.native.loop import new_event_loop
from server.media.server import MediaServer
from server.media.workers.pool import Workers
from server.rooms.ports import Media, MediaConnection


async def serve(http_port: int, native: bool = True, workers: int = 0, load: float = 0.0) -> None:
    """Serve until the process ends."""
    config = MediaConfig(port=0, max_connections=5000, connect_deadline_s=120, native=native, load_limit=load)
    carrier = Workers([config] * workers) if workers else MediaServer(config)
    await carrier.start()
    media: Media = carrier if isinstance(carrier, Workers) else Here(carrier)
    about = {"pids": carrier.pids} if isinstance(carrier, Workers) else {"port": carrier.port}

    async def echo(request: web.Request) -> web.Response:
        try:
            peer = await media.loop(owner="bench", offer=await request.text(), on_state=lambda _: None)
        except Refusal as refusal:
            return web.Response(status=refusal.status, text=refusal.message)
        return web.Response(status=201, content_type="application/sdp", text=peer.answer)

    async def seat(request: web.Request) -> web.Response:
        peer = await media.connect(
            scope=request.match_info["name"], owner="bench", offer=await request.text(), on_state=lambda _: None
        )
        return web.Response(status=201, content_type="application/sdp", text=peer.answer)

    waiting: dict[str, MediaConnection] = {}

    async def visit(request: web.Request) -> web.Response:
        name, offer = request.match_info["name"], await request.text()
        other = waiting.pop(name, None)
        try:
            one = await media.connect(scope=name, owner="b" if other else "a", offer=offer, on_state=lambda _: None)
        except Refusal as refusal:
            return web.Response(status=refusal.status, text=refusal.message)
        if other is None:
            waiting[name] = one
        else:
            for sink, source in ((one, other), (other, one)):
                sink.bind("audio", 0, source, "microphone")
                sink.bind("video", 0, source, "camera")
        return web.Response(status=201, content_type="application/sdp", text=one.answer)

    async def stats(_: web.Request) -> web.Response:
        return web.json_response({**media.stats(), **about})

    app = web.Application()
    app.add_routes(
        [
            web.post("/echo", echo),
            web.post("/seat/{name}", seat),
            web.post("/visit/{name}", visit),
            web.get("/stats", stats),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", http_port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    told, _, limit = " ".join(sys.argv[2:]).partition("--load")
    numbers = [int(one) for one in told.split() if one.isdigit()]
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), "python" not in told, sum(numbers), float(limit or 0) / 100))
