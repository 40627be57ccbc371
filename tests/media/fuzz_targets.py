"""What anybody on the network may send, by the function that reads it first. Each target takes any bytes and lets nothing escape."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from server.base.errors import BadOffer
from server.media import redundancy, rtcp
from server.media.arrivals import extension_size, sequence_of
from server.media.arrivals import read as read_arrivals
from server.media.dtls import client_random
from server.media.extensions import read_extension
from server.media.frames import read_h264, read_vp8
from server.media.mux import Mux
from server.media.negotiation import plan
from server.media.stun import read_check
from server.media.udp import SLOT, UdpSocket

CORPUS = Path(__file__).parent / "corpus"
_NAME = bytes(16)


def stun(data: bytes) -> None:
    check = read_check(data)
    if check is not None:
        check.made_with(b"password")


class _Demultiplexer:
    """A multiplexer without sessions: what a first byte says, and the guard, which must have nothing to do."""

    def __init__(self) -> None:
        self.socket = UdpSocket("127.0.0.1", 0)
        self.mux = Mux([self.socket], lambda: 1, lambda *_: None)

    def take(self, data: bytes) -> None:
        client_random(data)
        data = data[:SLOT]
        self.socket.rx.data[: len(data)] = data
        self.mux._take(self.socket, {}, 0, len(data), _NAME, 1)
        if self.mux.errors:
            raise RuntimeError("the guard was needed")


_demultiplexer: list[_Demultiplexer] = []


def dtls(data: bytes) -> None:
    if not _demultiplexer:
        _demultiplexer.append(_Demultiplexer())
    _demultiplexer[0].take(data)


def rtp(data: bytes) -> None:
    if len(data) < 12:
        return  # shorter ones are dropped before anybody reads them
    ring, length = bytearray(data[:SLOT]), min(len(data), SLOT)
    for identifier in range(1, 15):
        read_extension(ring, 0, length, identifier)
        sequence_of(ring, 0, length, identifier)
    if ring[0] & 0x10:
        extension_size(ring, 0, length)
    for at in (12, min(length, 12 + ring[11] % 64)):
        read_vp8(ring, at, length)
        read_h264(ring, at, length)
        blocks = redundancy.read(ring, at, length, ring[1] & 0x7F)
        if blocks is not None:
            redundancy.retype(ring, at, blocks, 96)
            if at < length and redundancy.read(ring, at, length, 96) != blocks:
                raise RuntimeError("it is read otherwise once it was written to")


def control(data: bytes) -> None:
    rtcp.blocks(data)
    for message in rtcp.read(data):
        if isinstance(message, rtcp.Nack):
            tuple(message.sequences)
        elif isinstance(message, rtcp.Arrived):
            read_arrivals(message.packet, 0, len(message.packet))


def sdp(data: bytes) -> None:
    with contextlib.suppress(BadOffer):
        plan(data.decode("utf-8", "surrogateescape"))


TARGETS: dict[str, Callable[[bytes], None]] = {"stun": stun, "dtls": dtls, "rtp": rtp, "rtcp": control, "sdp": sdp}


def kept(target: str) -> list[Path]:
    """The corpus of a target: seeds, and everything that once escaped."""
    return sorted((CORPUS / target).iterdir())
