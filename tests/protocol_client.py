"""A client written from PROTOCOL.md alone. It imports nothing of the server: where the two disagree, one of them is wrong."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import socketio

from tests.patience import PATIENCE_S

Frame = dict[str, Any]


class Refused(Exception):
    """The server answered `error`, or did not let the socket in."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


class ProtocolClient:
    """One socket. Remembers every frame, and of each visit and of the board only the newest, as a page would."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.visits: dict[str, Frame] = {}
        self.rows: dict[str, Frame] = {}
        self.board_version = -1
        self.bye: str | None = None
        self.closed = False
        self._socket = socketio.AsyncClient(
            reconnection=False, logger=False, engineio_logger=False, handle_sigint=False
        )
        self._socket.on("frame", self._on_frame)
        self._socket.on("disconnect", self._on_disconnect)
        self._socket.on("connect_error", self._on_refusal)
        self._refusal: Any = None
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Frame]] = {}
        self._changed = asyncio.Event()

    # ---- the socket --------------------------------------------------------------------------------------------

    async def connect(
        self,
        url: str,
        *,
        cookies: dict[str, str] | None = None,
        auth: Frame | None = None,
        origin: str | None = "",
    ) -> Frame:
        """Open the socket and return `welcome`. `origin` is the page's own; None sends none. Raises `Refused`."""
        headers = {} if origin is None else {"Origin": origin or url}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        try:
            await self._socket.connect(
                url, headers=headers, auth=auth or {}, transports=["websocket"], wait_timeout=PATIENCE_S
            )
        except socketio.exceptions.ConnectionError as error:
            if isinstance(self._refusal, dict) and "data" in self._refusal:
                raise Refused(self._refusal["data"]["code"], self._refusal["message"]) from None
            raise Refused("not_connected", str(error)) from None
        await self.until(lambda: bool(self.frames), "welcome")
        return self.frames[0]

    async def close(self) -> None:
        """Leave without a word, as a closed tab does."""
        await self._socket.disconnect()
        await self._socket.shutdown()

    async def emit(self, payload: Any, event: str = "frame") -> None:
        """Send anything at all."""
        await self._socket.emit(event, payload)

    # ---- requests ----------------------------------------------------------------------------------------------

    async def request(self, type: str, **fields: Any) -> Frame:
        """Send one frame and return what answers it. Raises `Refused` where that is an `error`, and `ConnectionError` where the
        socket is gone and it was never sent."""
        frame: Frame = {"type": type, "id": next(self._ids), **fields}
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._answers[frame["id"]] = answer
        try:
            await self._socket.emit("frame", frame)
        except socketio.exceptions.SocketIOError as error:
            raise ConnectionError(str(error)) from None
        async with asyncio.timeout(PATIENCE_S):
            answered = await answer
        if answered["type"] == "error":
            raise Refused(answered["code"], answered["message"])
        return answered

    async def until(self, condition: Callable[[], Any], what: str) -> None:
        """Return as soon as the condition holds; it is looked at whenever a frame came."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not condition():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"never came true: {what}; the last frame: {self.frames[-1:]}") from None

    async def sees(self, visit: str, what: str = "", **fields: Any) -> Frame:
        """Wait for the visit frame that has these values, and return it."""

        def fits() -> bool:
            frame = self.visits.get(visit)
            return frame is not None and all(frame[name] == value for name, value in fields.items())

        await self.until(fits, what or f"{fields}")
        return self.visits[visit]

    def party(self, visit: str, role: str) -> Frame:
        """The party of that role, as the newest frame shows it; empty where it shows none."""
        parties = self.visits.get(visit, {}).get("parties", ())
        return next((party for party in parties if party["role"] == role), {})

    async def sees_party(self, visit: str, role: str, **fields: Any) -> None:
        """Wait until the newest frame shows that party with these values."""

        def fits() -> bool:
            party = self.party(visit, role)
            return all(party.get(name) == value for name, value in fields.items())

        await self.until(fits, f"{role}: {fields}")

    # ---- what came ---------------------------------------------------------------------------------------------

    def _on_frame(self, frame: Frame) -> None:
        self.frames.append(frame)
        match frame["type"]:
            case "ok" | "media.answer" | "error":
                answer = self._answers.pop(frame["re"], None) if frame["re"] is not None else None
                if answer and not answer.done():
                    answer.set_result(frame)
            case "visit":
                known = self.visits.get(frame["visit"])
                if known is None or frame["version"] >= known["version"]:
                    self.visits[frame["visit"]] = frame
            case "board":
                self.board_version = frame["version"]
                self.rows = {row["visit"]: row for row in frame["rows"]}
            case "board.row":
                if frame["version"] > self.board_version:
                    self.board_version = frame["version"]
                    self.rows[frame["row"]["visit"]] = frame["row"]
            case "bye":
                self.bye = frame["reason"]
        self._changed.set()

    def _on_refusal(self, refusal: Any) -> None:
        self._refusal = refusal

    def _on_disconnect(self, *_: Any) -> None:
        self.closed = True
        self._changed.set()
