"""When a stream is settled: nothing about it is left to decide, so that C may forward it until something changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.media.native.socket import NativeSocket

if TYPE_CHECKING:
    from server.media.egress import Path
    from server.media.publication import Publication
    from server.media.session import Session


def settle(
    session: Session, source: Publication, path: Path, name: bytes, budget: tuple[int, int], now_ns: int
) -> None:
    """Called with each packet that Python has forwarded."""
    native, peer, egress, keys = source.native, session.egress.native, session.egress, session.receive_keys
    if native is None or peer is None:
        return
    native.unsettle()
    if keys is None or not isinstance(path, NativeSocket):
        return
    if not egress.proven or path is not egress.socket or name != egress.name:
        return
    codec = source.settled_codec()
    if codec is None:
        return
    sinks = []
    for slot in source.slots:
        types = slot.settled_types(source, codec[2])
        if types is None:
            return
        sinks.append((slot.outgoing, types))
    peer.hear(path, name, keys, session.ingress.heard_extension, budget, (session.feedback_ssrc, session.reported_on))
    # Without feedback about every packet the ends of frames show how long they take.
    native.native.notes_frames = source.kind == "video" and session.ingress.arrivals is None
    native.settle(source.ssrc, codec, sinks, source.reception, now_ns)
