"""DTLS and the SRTP keys it makes, by aiortc's RTCDtlsTransport without an RTCPeerConnection.

This is the one file that touches aiortc's private attributes: `_set_role`, `_rx_srtp`, `_tx_srtp`, `_task`, and the
`_recv` and `_send` that aiortc calls on the ICE transport for which `Inbox` stands in. A test fails when they move.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Hashable
from typing import cast

from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport

from server.media.srtp import Srtp

INBOX = 32
"""DTLS datagrams that may wait for one peer; a handshake flight is fewer than ten."""

_ALERT, _HANDSHAKE = 21, 22
_CLIENT_HELLO, _CERTIFICATE, _CERTIFICATE_VERIFY, _KEY_EXCHANGE = 1, 11, 15, 16
_OF_CLIENTS = (_CLIENT_HELLO, _CERTIFICATE, _CERTIFICATE_VERIFY, _KEY_EXCHANGE)
"""Messages that a client sends in clear."""
_RECORD_HEADER, _PLAIN_EPOCH = 13, b"\0\0"
_RANDOM = slice(27, 59)
"""Where the first record's ClientHello has its random number: behind its own header of 12 bytes and the version."""


def client_random(data: bytes) -> bytes:
    """The random number of the ClientHello that the datagram starts with (RFC 6347 section 4.3), empty when there is none."""
    if len(data) < _RANDOM.stop or data[0] != _HANDSHAKE or data[3:5] != _PLAIN_EPOCH:
        return b""
    whole = data[_RECORD_HEADER] == _CLIENT_HELLO and data[19:22] == bytes(3)  # or the first fragment
    return data[_RANDOM] if whole else b""


def _of_a_client(data: bytes) -> bool:
    """Whether a datagram may be a client's. Alerts in clear are not heard: they could only end the call (Enable Security, 2024)."""
    if len(data) <= _RECORD_HEADER:
        return False
    clear = data[3:5] == _PLAIN_EPOCH
    return not clear or not (data[0] == _ALERT or (data[0] == _HANDSHAKE and data[_RECORD_HEADER] not in _OF_CLIENTS))


def make_certificate() -> RTCCertificate:
    """The process's certificate (ECDSA P-256, self-signed, named by nothing but its fingerprint)."""
    return RTCCertificate.generateCertificate()


def fingerprint_of(certificate: RTCCertificate) -> str:
    """The value of the answer's `a=fingerprint` line, SHA-256 (RFC 8122)."""
    return next(f"sha-256 {one.value}" for one in certificate.getFingerprints() if one.algorithm == "sha-256")


class Inbox:
    """Where aiortc expects an RTCIceTransport: it asks for `role`, `_recv` and `_send`, and gets bytes.

    The addresses that datagrams come from are heard in turns, and when there are too many datagrams, whoever has most waiting loses
    one: a flood from one address displaces nothing of another's. What waits already is not taken twice."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._waiting: dict[Hashable, deque[bytes]] = {}
        self._came = asyncio.Event()
        self._give = send

    def put(self, datagram: bytes, source: Hashable) -> None:
        """A datagram came from that address."""
        queue = self._waiting.setdefault(source, deque())
        if datagram in queue:
            return
        queue.append(datagram)
        if self.waiting > INBOX:
            most = max(self._waiting, key=lambda one: len(self._waiting[one]))
            self._waiting[most].pop()
            if not self._waiting[most]:
                del self._waiting[most]
        self._came.set()

    @property
    def waiting(self) -> int:
        """How many datagrams wait."""
        return sum(map(len, self._waiting.values()))

    async def _recv(self) -> bytes:
        while not self._waiting:
            self._came.clear()
            await self._came.wait()
        source, queue = next(iter(self._waiting.items()))
        datagram = queue.popleft()
        del self._waiting[source]
        if queue:  # its turn comes again after everybody else's
            self._waiting[source] = queue
        return datagram

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

    def datagram(self, data: bytes, source: Hashable) -> None:
        """A DTLS datagram from that address."""
        if _of_a_client(data):
            self._inbox.put(data, source)

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
