"""DTLS and the SRTP keys it makes, by aiortc's RTCDtlsTransport without an RTCPeerConnection.

This is the one file that touches aiortc's private attributes: `_set_role`, `_rx_srtp`, `_tx_srtp`, `_task`, and the
`_recv` and `_send` that aiortc calls on the ICE transport for which `Inbox` stands in. A test fails when they move.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import cast

from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport

from server.media.srtp import Srtp

INBOX = 32
"""DTLS datagrams that may wait for one peer; a handshake flight is fewer than ten."""

_ALERT, _HANDSHAKE, _CLIENT_HELLO = 21, 22, 1
_RECORD_HEADER, _PLAIN_EPOCH = 13, b"\0\0"


def begins(data: bytes) -> bool:
    """Whether the datagram starts with a ClientHello (RFC 6347 section 4.3)."""
    return (
        len(data) > _RECORD_HEADER
        and data[0] == _HANDSHAKE
        and data[3:5] == _PLAIN_EPOCH
        and data[_RECORD_HEADER] == _CLIENT_HELLO
    )


def make_certificate() -> RTCCertificate:
    """The process's certificate (ECDSA P-256, self-signed, named by nothing but its fingerprint)."""
    return RTCCertificate.generateCertificate()


def fingerprint_of(certificate: RTCCertificate) -> str:
    """The value of the answer's `a=fingerprint` line, SHA-256 (RFC 8122)."""
    return next(f"sha-256 {one.value}" for one in certificate.getFingerprints() if one.algorithm == "sha-256")


class Inbox:
    """Where aiortc expects an RTCIceTransport: it asks for `role`, `_recv` and `_send`, and gets bytes."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(INBOX)
        self._give = send

    def put(self, datagram: bytes) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._waiting.put_nowait(datagram)

    async def _recv(self) -> bytes:
        return await self._waiting.get()

    async def _send(self, datagram: bytes) -> None:
        self._give(datagram)


class Dtls:
    """One peer's DTLS server side. The peer's certificate must have the fingerprints of its offer."""

    def __init__(
        self, certificate: RTCCertificate, fingerprints: tuple[tuple[str, str], ...], send: Callable[[bytes], None]
    ) -> None:
        self._inbox = Inbox(send)
        self._fingerprints = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints]
        self._transport = RTCDtlsTransport(cast(RTCIceTransport, self._inbox), [certificate])
        self._transport._set_role("server")
        self._started: asyncio.Task[None] | None = None
        self.receive: Srtp | None = None
        self.send: Srtp | None = None

    def datagram(self, data: bytes) -> None:
        """A DTLS datagram. Unauthenticated alerts are not heard: they could only end the call (Enable Security, 2024)."""
        if len(data) >= _RECORD_HEADER and not (data[0] == _ALERT and data[3:5] == _PLAIN_EPOCH):
            self._inbox.put(data)

    def start(self, up: Callable[[], None], down: Callable[[], None]) -> None:
        """Begin the handshake; `up` is called once when media can flow, `down` when the handshake failed or the
        peer ended the session."""
        if self._started is None:
            self._started = asyncio.ensure_future(self._handshake(up, down))

    async def _handshake(self, up: Callable[[], None], down: Callable[[], None]) -> None:
        transport = self._transport
        try:
            await transport.start(RTCDtlsParameters(fingerprints=self._fingerprints, role="client"))
        except Exception:  # whatever OpenSSL makes of a peer's bytes ends this peer only
            down()
            return
        if transport.state != "connected" or transport._task is None:
            down()
            return
        self.receive, self.send = Srtp(transport._rx_srtp), Srtp(transport._tx_srtp)

        def ended(pump: asyncio.Future[None]) -> None:
            if not pump.cancelled():
                pump.exception()  # taken note of, so that the loop does not report it
            down()

        transport._task.add_done_callback(ended)
        up()

    def close(self) -> None:
        """End the session and tell the peer; nothing here waits for the network."""
        if self._started is not None:
            self._started.cancel()
        self.receive = self.send = None
        ending = self._transport.stop()
        # `stop` awaits only `Inbox._send`, which never suspends, so one step is the whole of it.
        with contextlib.suppress(StopIteration, Exception):
            ending.send(None)
        ending.close()
