"""The built pages. Assets have their hash in their name and are kept for ever; everything else is asked for anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_TEXT = frozenset({".css", ".html", ".js", ".svg", ".txt"})
NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Vestibule</title></head>
<body><h1>The pages are not built yet</h1>
<p>The server is running, but its web client is missing. Run <code>make setup</code>, then load this page again.</p>
</body></html>
"""


class Pages:
    """Serves the web client from the folder it was built into."""

    def __init__(self, dist: Path) -> None:
        self._dist = dist.resolve()

    def add_to(self, app: web.Application) -> None:
        """Register the pages: the staff's single page at its paths, the patient's at `/v`, a second camera's at `/c`, and their files."""
        for path in ("/", "/staff", "/staff/{rest:.*}"):
            app.router.add_get(path, self._page("staff.html"))
        app.router.add_get("/v", self._page("patient.html"))
        app.router.add_get("/c", self._page("camera.html"))
        app.router.add_get(r"/assets/{file:[A-Za-z0-9_.-]+}", self._asset)
        app.router.add_get(r"/{file:[a-z0-9-]+\.(?:ico|png|svg|txt|webmanifest)}", self._file)

    def _page(self, name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def page(request: web.Request) -> web.StreamResponse:
            return self._send(request, self._dist / name) or web.Response(
                status=503, text=NOT_BUILT, content_type="text/html"
            )

        return page

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        wanted = (self._dist / "assets" / request.match_info["file"]).resolve()
        if not wanted.is_relative_to(self._dist / "assets"):
            raise web.HTTPNotFound
        response = self._send(request, wanted)
        if response is None:
            raise web.HTTPNotFound
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        response = self._send(request, self._dist / request.match_info["file"])
        if response is None:
            raise web.HTTPNotFound
        return response

    def _send(self, request: web.Request, file: Path) -> web.StreamResponse | None:
        kind = _TYPES.get(file.suffix)
        if kind is None or not file.is_file():
            return None
        accepted = {part.partition(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
        headers = {
            "Content-Type": f"{kind}; charset=utf-8" if file.suffix in _TEXT else kind,
            "Vary": "Accept-Encoding",
        }
        for encoding, suffix in _ENCODINGS:
            sibling = file.with_name(file.name + suffix)
            if encoding in accepted and sibling.is_file():
                return web.Response(body=sibling.read_bytes(), headers={**headers, "Content-Encoding": encoding})
        return web.Response(body=file.read_bytes(), headers=headers)
