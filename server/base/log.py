"""The log: one JSON line per meaningful event (a readable line on a terminal), with visit and peer bound.

Nothing personal goes in. Two processors hold that line whatever a caller passes: keys that could carry a name, a
secret or an SDP are dropped, and an exception is written as its type and places, never its message (a database error
repeats the values of the statement).
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog

FORBIDDEN = frozenset(
    {
        "address", "allergies", "answer", "authorization", "birth_date", "body", "cookie", "cookies", "date_of_birth",
        "detail", "email", "fragment", "headers", "history", "link", "mail", "medications", "message", "name", "note",
        "offer", "password", "patient", "patient_name", "phone", "query", "reason_text", "sdp", "secret", "text",
        "token", "totp", "ufrag", "url", "value",
    }
)  # fmt: skip
"""Keys that never reach the log. `visit`, `peer`, `seat`, `person` hold opaque ids and may."""


def configure(level: str, stream: TextIO | None = None) -> None:
    """Set the process's logging up once: our own events and the libraries' pass the same processors."""
    out = stream or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_forbidden,
        exception_places,
    ]
    render: Any = structlog.dev.ConsoleRenderer() if out.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
            foreign_pre_chain=[*shared, foreign_template],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # The libraries' info lines repeat request lines and datagrams; what matters of them we log ourselves.
    for chatty in (
        "aiohttp",
        "aioice",
        "aiortc",
        "aiosqlite",
        "alembic",
        "asyncio",
        "engineio",
        "socketio",
        "sqlalchemy",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def bound(**values: str) -> AbstractContextManager[Any]:
    """Bind opaque ids (visit, peer, seat) to every line that the code inside the `with` writes."""
    return structlog.contextvars.bound_contextvars(**values)


def drop_forbidden(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop the keys of `FORBIDDEN`, here and one level down."""
    for key in list(event):
        if key in FORBIDDEN:
            del event[key]
        elif isinstance(event[key], dict):
            event[key] = {inner: value for inner, value in event[key].items() if inner not in FORBIDDEN}
    return event


def exception_places(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the exception's type and the places it passed, without its message."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event["exception"] = info[0].__name__
        frames = traceback.extract_tb(info[2])[-12:]
        event["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def foreign_template(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of a library's line keep the message as the library wrote it in its source, without the values put in."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = str(record.msg) if record.args or "%" in str(record.msg) else record.name
        event["logger"] = record.name
        record.exc_info = None
        record.exc_text = None
    return event
