"""The cookies: a member of staff's session, one visit's pass, a second camera's. Their values are secrets, stored only as digests."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from server.base.ids import VisitId


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and attributes. On https the names carry `__Host-`, which ties the cookie to this host and to https; on
    http the port is in the name, because cookies are shared between the ports of a host and a test server must not sign
    the other one out."""

    port: int
    secure: bool

    def session_name(self) -> str:
        return "__Host-vestibule_session" if self.secure else f"vestibule_session_{self.port}"

    def pass_name(self, visit: VisitId) -> str:
        return f"__Host-vestibule_visit_{visit[:8]}" if self.secure else f"vestibule_visit_{self.port}_{visit[:8]}"

    def camera_name(self, visit: VisitId) -> str:
        return f"__Host-vestibule_camera_{visit[:8]}" if self.secure else f"vestibule_camera_{self.port}_{visit[:8]}"

    def session(self, request: web.Request) -> str | None:
        return request.cookies.get(self.session_name())

    def visit_pass(self, request: web.Request, visit: VisitId) -> str | None:
        return request.cookies.get(self.pass_name(visit))

    def camera_pass(self, request: web.Request, visit: VisitId) -> str | None:
        return request.cookies.get(self.camera_name(visit))

    def give_session(self, response: web.StreamResponse, secret: str) -> None:
        self._give(response, self.session_name(), secret, None)

    def give_pass(self, response: web.StreamResponse, visit: VisitId, secret: str) -> None:
        # A phone that restarts its browser in the waiting room keeps its place.
        self._give(response, self.pass_name(visit), secret, 24 * 3600)

    def give_camera_pass(self, response: web.StreamResponse, visit: VisitId, secret: str) -> None:
        # As long as the longest visit; the pass ends with the visit anyway.
        self._give(response, self.camera_name(visit), secret, 12 * 3600)

    def take_session(self, response: web.StreamResponse) -> None:
        """What signing out leaves behind: nothing. Answers are not stored anyway; this is for a browser that does."""
        self._give(response, self.session_name(), "", 0)
        response.headers["Clear-Site-Data"] = '"cache"'

    def _give(self, response: web.StreamResponse, name: str, value: str, seconds: int | None) -> None:
        response.set_cookie(
            name, value, max_age=seconds, path="/", httponly=True, secure=self.secure, samesite="Strict"
        )
