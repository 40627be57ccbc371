"""A peer of which every byte can be chosen: one UDP socket, STUN by aioice, DTLS and SRTP by aiortc, packets by hand."""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import struct
from typing import Protocol

import aioice.stun as stun
import pylibsrtp
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtp import RtcpPacket, RtpPacket

from server.media.arrivals import URI
from server.media.server import MediaServer
from server.media.session import Session
from tests.media.clients import until
from tests.patience import PATIENCE_S

CERTIFICATE = RTCCertificate.generateCertificate()
AUDIO_TYPE, VIDEO_TYPE, H264_TYPE = 111, 96, 108
KEY, DELTA = b"\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00" + bytes(40), b"\x11\x02\x00" + bytes(40)
"""VP8 frame tags: a key frame of 320x240 and a frame that needs it."""


def one(pattern: str, text: str) -> str:
    """The only group of a pattern that must be there."""
    found = re.search(pattern, text)
    assert found is not None, pattern
    return found[1]


def vp8(picture: int, frame: bytes, tl0: int = 0, begins: bool = True) -> bytes:
    """A VP8 payload with a picture id of 15 bits and TL0PICIDX."""
    descriptor = bytes((0x90 if begins else 0x80, 0xE0, 0x80 | picture >> 8, picture & 0xFF, tl0 & 0xFF, 0))
    return descriptor + frame


def offer_text(
    sections: list[tuple[str, str]],
    ufrag: str = "raw1",
    fingerprint: str | None = None,
    ssrcs: dict[int, int] | None = None,
    video: str = "VP8",
    types: tuple[int, int] = (AUDIO_TYPE, VIDEO_TYPE),
    layers: tuple[str, ...] = (),
    redundant: int = 0,
    numbered: int = 0,
) -> str:
    """An offer with sections such as ("audio", "sendonly"); `ssrcs` declares one by section number, `layers` names those in
    which its pictures would be sent, `redundant` is the payload type of sound with older packets in it, `numbered` the id of
    the extension that numbers packets over all streams."""
    digest = fingerprint or next(f.value for f in CERTIFICATE.getFingerprints() if f.algorithm == "sha-256")
    mids = " ".join(str(i) for i in range(len(sections)))
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for i, (kind, direction) in enumerate(sections):
        number = types[0] if kind == "audio" else types[1]
        more = f" {redundant}" if kind == "audio" and redundant else ""
        lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {number}{more}", "c=IN IP4 0.0.0.0", f"a=mid:{i}", f"a={direction}"]
        lines += ["a=rtcp-mux", "a=setup:actpass", f"a=ice-ufrag:{ufrag}", "a=ice-pwd:rawpasswordrawpassword12"]
        lines += [f"a=fingerprint:sha-256 {digest}", "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid"]
        if numbered:
            lines += [f"a=extmap:{numbered} {URI}", f"a=rtcp-fb:{number} transport-cc"]
        if kind == "audio":
            lines.append(f"a=rtpmap:{number} opus/48000/2")
            if redundant:
                lines += [f"a=rtpmap:{redundant} red/48000/2", f"a=fmtp:{redundant} {number}/{number}"]
        else:
            lines.append(f"a=rtpmap:{number} {video}/90000")
            lines += [f"a=rtcp-fb:{number} {kind}" for kind in ("nack", "nack pli", "ccm fir", "goog-remb")]
            if video == "H264":
                lines.append(f"a=fmtp:{number} packetization-mode=1;profile-level-id=42e01f")
            if layers and direction == "sendonly":
                lines += [f"a=rid:{rid} send" for rid in layers]
                lines.append("a=simulcast:send " + ";".join(layers))
                lines += [
                    "a=extmap:5 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
                    "a=extmap:6 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
                ]
        if ssrcs and i in ssrcs:
            lines.append(f"a=ssrc:{ssrcs[i]} cname:raw")
    return "\r\n".join(lines) + "\r\n"


class Connecting(Protocol):
    """What a handshake is of: a session, or one of another process's."""

    @property
    def state(self) -> str: ...


class RawPeer:
    """Connects to a `Session`, and keeps everything that arrives: `rtp`, `rtcp` (parsed) and `raw`."""

    role = "controlling"

    def __init__(self, server: MediaServer) -> None:
        self.host, self.port = "127.0.0.1", server.port
        self.socket = self.new_socket()
        self.ufrag = secrets.token_hex(4)
        self.rtp: list[RtpPacket] = []
        self.rtcp: list[object] = []
        self.raw: list[bytes] = []
        self.answered = 0
        self.sequence = 0
        self.states: list[str] = []
        self.last_sent = b""
        self.sent_dtls: list[bytes] = []
        self._inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self._dtls = RTCDtlsTransport(self, [CERTIFICATE])  # type: ignore[arg-type]
        self._reading = asyncio.ensure_future(self._read(self.socket))

    def go_ipv6(self) -> None:
        """Talk to the server's IPv6 candidate from now on."""
        self._reading.cancel()
        self.socket.close()
        self.host, self.socket = "::1", socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        self.socket.bind(("::1", 0))
        self.socket.setblocking(False)
        self._reading = asyncio.ensure_future(self._read(self.socket))

    @staticmethod
    def new_socket() -> socket.socket:
        new = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        new.bind(("127.0.0.1", 0))
        new.setblocking(False)
        return new

    async def join(
        self,
        server: MediaServer,
        scope: str,
        owner: str,
        sections: list[tuple[str, str]],
        **wishes: object,
    ) -> Session:
        """Offer, check, handshake; returns the connection once media can flow both ways."""
        connection = self.introduce(server, scope, owner, sections, **wishes)
        self.check()
        await self.handshake(connection)
        return connection

    def introduce(self, server, scope, owner, sections, **wishes) -> Session:
        offer = offer_text(sections, ufrag=self.ufrag, **wishes)
        connection: Session = server.connect(scope=scope, owner=owner, offer=offer, on_state=self.states.append)
        self.read_answer(connection.answer)
        return connection

    def read_answer(self, answer: str) -> None:
        self.remote_ufrag = one(r"a=ice-ufrag:(\S+)", answer)
        self.remote_password = one(r"a=ice-pwd:(\S+)", answer)
        self.fingerprint = one(r"a=fingerprint:sha-256 (\S+)", answer)
        self.slots = {
            one(r"a=mid:(\S+)", part): int(one(r"a=ssrc:(\d+) cname", part))
            for part in answer.split("m=")[1:]
            if " cname:" in part
        }

    def check_bytes(self) -> bytes:
        """A connectivity check with the right password."""
        message = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        message.attributes["USERNAME"] = f"{self.remote_ufrag}:{self.ufrag}"
        message.attributes["PRIORITY"] = 1
        message.attributes["ICE-CONTROLLING"] = 1
        message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity(self.remote_password.encode())
        return bytes(message)

    def check(self) -> bytes:
        data = self.check_bytes()
        self.put(data)
        return data

    def put(self, data: bytes) -> None:
        self.last_sent = data
        self.socket.sendto(data, (self.host, self.port))

    async def handshake(self, connection: Connecting) -> None:
        self._dtls._set_role("client")
        async with asyncio.timeout(PATIENCE_S):
            await self._dtls.start(
                RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint("sha-256", self.fingerprint)], role="server")
            )
        assert self._dtls.state == "connected", self._dtls.state
        await until(lambda: connection.state == "connected", "the server's side of the handshake is up")

    async def _recv(self) -> bytes:
        return await self._inbox.get()

    async def _send(self, data: bytes) -> None:
        self.sent_dtls.append(data)
        self.put(data)

    async def _read(self, source: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            data = await loop.sock_recv(source, 2048)
            self.raw.append(data)
            if data[0] < 4:
                self.answered += 1
            elif data[0] < 64:
                self._inbox.put_nowait(data)
            else:
                self._take(data)

    def _take(self, data: bytes) -> None:
        keys = self._dtls._rx_srtp
        try:
            if 191 < data[1] < 224:
                self.rtcp += RtcpPacket.parse(keys.unprotect_rtcp(data))
            else:
                self.rtp.append(RtpPacket.parse(keys.unprotect(data)))
        except pylibsrtp.Error:
            self.rtcp.append("replayed")

    def of(self, mid: str) -> list[RtpPacket]:
        """The RTP packets of one slot, in the order of arrival."""
        return [packet for packet in self.rtp if packet.ssrc == self.slots[mid]]

    def protect(
        self,
        ssrc: int,
        sequence: int,
        timestamp: int,
        payload: bytes,
        kind: int,
        marker: bool = True,
        mid: str = "",
        rid: str = "",
        padding: int = 0,
        wide: tuple[int, int] | None = None,
    ) -> bytes:
        """One SRTP packet; `mid` and `rid` add the header extensions, `padding` so many bytes of nothing to them; or `wide` one with
        its id and the packet's number over all streams."""
        first, extension = 0x80, b""
        if wide is not None:
            first, extension = 0x90, b"\xbe\xde\0\1" + bytes((wide[0] << 4 | 1,)) + wide[1].to_bytes(2, "big") + b"\0"
        if mid:
            item = bytes((4 << 4 | len(mid) - 1,)) + mid.encode()
            item += bytes((5 << 4 | len(rid) - 1,)) + rid.encode() if rid else b""
            item += bytes(-len(item) % 4 + padding)
            first, extension = 0x90, b"\xbe\xde" + struct.pack("!H", len(item) // 4) + item
        header = struct.pack("!BBHII", first, (0x80 if marker else 0) | kind, sequence & 0xFFFF, timestamp, ssrc)
        return self._dtls._tx_srtp.protect(header + extension + payload)

    def send(self, *packet, **more) -> bytes:
        data = self.protect(*packet, **more)
        self.put(data)
        return data

    def send_rtcp(self, packet: bytes) -> bytes:
        data = self._dtls._tx_srtp.protect_rtcp(packet)
        self.put(data)
        return data

    async def close(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._dtls.stop()
        self.socket.close()
