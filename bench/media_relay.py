"""aiortc as its examples use it: a connection for each peer, its tracks given back by MediaRelay. What comes is decoded and
encoded again.

python -m bench.media_relay HTTP_PORT
"""

import asyncio
import sys

from aiohttp import web
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay


async def serve(http_port: int) -> None:
    """Serve until the process ends."""
    relay, peers = MediaRelay(), []

    async def echo(request: web.Request) -> web.Response:
        peer = RTCPeerConnection()
        peers.append(peer)
        peer.on("track", lambda track: peer.addTrack(relay.subscribe(track)))
        await peer.setRemoteDescription(RTCSessionDescription(await request.text(), "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        return web.Response(status=201, content_type="application/sdp", text=peer.localDescription.sdp)

    async def stats(_: web.Request) -> web.Response:
        return web.json_response({"connections": len(peers)})

    app = web.Application()
    app.add_routes([web.post("/echo", echo), web.get("/stats", stats)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", http_port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
