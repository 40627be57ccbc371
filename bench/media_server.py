"""The media server alone behind one HTTP route, for measuring: POST an offer to /echo, media comes back.

python -m bench.media_server HTTP_PORT
"""

import asyncio
import sys

from aiohttp import web

from server.base.errors import Refusal
from server.media.config import MediaConfig
from server.media.server import MediaServer


async def serve(http_port: int) -> None:
    """Serve until the process ends."""
    media = MediaServer(MediaConfig(port=0, max_connections=1000))
    await media.start()

    async def echo(request: web.Request) -> web.Response:
        try:
            peer = media.loop(owner="bench", offer=await request.text(), on_state=lambda _: None)
        except Refusal as refusal:
            return web.Response(status=refusal.status, text=refusal.message)
        return web.Response(status=201, content_type="application/sdp", text=peer.answer)

    async def stats(_: web.Request) -> web.Response:
        return web.json_response(media.stats())

    app = web.Application()
    app.add_routes([web.post("/echo", echo), web.get("/stats", stats)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", http_port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
