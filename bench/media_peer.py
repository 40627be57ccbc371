"""A lean WebRTC peer for measuring servers: ICE, DTLS and SRTP as in a browser, packets that were made beforehand, and feedback
about every packet that comes. What it costs itself is a fraction of what a decoding client costs."""

import asyncio
import re
import secrets
import socket
import struct
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import aioice.stun as stun
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from server.media import rtcp
from server.media.arrivals import URI, Arrivals, sequence_of
from server.media.stun import read_check, write_response

CERTIFICATE = RTCCertificate.generateCertificate()
AUDIO, VIDEO, REPAIR = 111, 96, 97
WIDE = 3
MAGIC = b"\xf8ECH"
MARK = struct.Struct("!4sQ")
CHECK_EVERY_S = 2.5
FEEDBACK_EVERY_S = 0.1
_SO_TIMESTAMPNS = 35
_timespec = struct.Struct("@qq")
_header = struct.Struct("!BBHIIII")


class Tally:
    """What came back to all peers together."""

    sent = packets = size = 0
    delays_s: list[float] = []  # noqa: RUF012 (one tally for the process)


def first(pattern: str, text: str) -> str:
    """The first group of a pattern that must be there."""
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"the answer has no {pattern}")
    return found[1]


class Peer:
    """Sends its sound and its picture, counts what comes back."""

    def __init__(self, plain: bool = False) -> None:
        """`plain`: without ICE, DTLS and SRTP, for a server that only gives datagrams back."""
        self._plain = plain
        self._tasks: list[asyncio.Future[None]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.bind(("", 0))
        self._socket.setblocking(False)
        self._ufrag, self._password = secrets.token_hex(4), secrets.token_hex(12)
        self._inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self._valid = asyncio.Event()
        self._ssrc = secrets.randbits(30) * 4 + 1
        self._wide = secrets.randbits(15)
        self._sequences = {AUDIO: secrets.randbits(15), VIDEO: secrets.randbits(15)}
        self._arrivals = Arrivals()
        self._heard = 0
        self.role = "controlling"

    def offer(self) -> str:
        """Sound and picture both ways, with everything that a browser offers and that costs a server something."""
        port = self._socket.getsockname()[1]
        digest = next(one.value for one in CERTIFICATE.getFingerprints() if one.algorithm == "sha-256")
        lines = ["v=0", f"o=- {secrets.randbits(40)} 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1"]
        lines.append("a=msid-semantic: WMS *")
        for mid, (kind, types) in enumerate((("audio", f"{AUDIO}"), ("video", f"{VIDEO} {REPAIR}"))):
            ssrc = self._ssrc + mid
            lines += [f"m={kind} {port} UDP/TLS/RTP/SAVPF {types}", "c=IN IP4 127.0.0.1", f"a=mid:{mid}", "a=sendrecv"]
            lines += ["a=rtcp-mux", "a=setup:actpass", f"a=ice-ufrag:{self._ufrag}", f"a=ice-pwd:{self._password}"]
            lines += [f"a=fingerprint:sha-256 {digest}", f"a=extmap:{WIDE} {URI}", f"a=msid:bench {kind}"]
            if kind == "audio":
                lines += [f"a=rtpmap:{AUDIO} opus/48000/2", f"a=rtcp-fb:{AUDIO} transport-cc"]
            else:
                lines += [f"a=rtpmap:{VIDEO} VP8/90000", f"a=rtpmap:{REPAIR} rtx/90000", f"a=fmtp:{REPAIR} apt={VIDEO}"]
                lines += [
                    f"a=rtcp-fb:{VIDEO} {one}" for one in ("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc")
                ]
                lines += [f"a=ssrc-group:FID {ssrc} {ssrc + 1}", f"a=ssrc:{ssrc + 1} cname:bench"]
            lines += [f"a=ssrc:{ssrc} cname:bench", f"a=ssrc:{ssrc} msid:bench {kind}"]
            lines += [f"a=candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host", "a=end-of-candidates"]
        return "\r\n".join(lines) + "\r\n"

    async def connect(self, answer: str) -> None:
        """Check, shake hands; returns when media can flow."""
        # Janus names the machine's own address, which leads over loopback too.
        where = first(r"a=candidate:\S+ 1 (?:udp|UDP) \d+ ([0-9.]+ \d+) typ host", answer).split()
        self._remote = first(r"a=ice-ufrag:(\S+)", answer), first(r"a=ice-pwd:(\S+)", answer)
        self._socket.connect((where[0], int(where[1])))
        asyncio.get_running_loop().add_reader(self._socket, self._readable)
        self._tasks.append(asyncio.ensure_future(self._check()))
        await asyncio.wait_for(self._valid.wait(), 15)
        transport: Any = SimpleNamespace(role=self.role, _recv=self._inbox.get, _send=self._send_dtls)
        self._dtls = RTCDtlsTransport(transport, [CERTIFICATE])
        passive = first(r"a=setup:(\w+)", answer) != "active"
        fingerprint = RTCDtlsFingerprint("sha-256", first(r"a=fingerprint:(?i:sha-256) (\S+)", answer))
        parameters = RTCDtlsParameters([fingerprint], "server" if passive else "client")
        self._dtls._set_role("client" if passive else "server")
        await asyncio.wait_for(self._dtls.start(parameters), 15)
        if self._dtls.state != "connected":
            raise SystemExit(f"the handshake ended {self._dtls.state}")
        self._tasks.append(asyncio.ensure_future(self._feed_back()))

    def connect_plain(self, port: int) -> None:
        """Send to that port of this machine."""
        self._socket.connect(("127.0.0.1", port))
        asyncio.get_running_loop().add_reader(self._socket, self._readable)

    def play(self, sound: Sequence[bytes], picture: Sequence[Sequence[bytes]], offset_s: float) -> None:
        """Send from now on, over and over: `sound` a packet every 20 ms, `picture` a frame of packets 30 times a second."""
        self._tasks.append(asyncio.ensure_future(self._play(AUDIO, [[one] for one in sound], 0.02, 960, offset_s)))
        self._tasks.append(asyncio.ensure_future(self._play(VIDEO, picture, 1 / 30, 3000, offset_s)))

    async def _play(
        self, kind: int, frames: Sequence[Sequence[bytes]], period_s: float, step: int, offset_s: float
    ) -> None:
        due, number, ssrc = time.perf_counter() + offset_s, 0, self._ssrc + (kind == VIDEO)
        while True:
            await asyncio.sleep(due - time.perf_counter())
            frame = frames[number % len(frames)]
            for place, payload in enumerate(frame):
                if kind == AUDIO:
                    payload = MARK.pack(MAGIC, time.time_ns()) + payload[MARK.size :]
                else:  # the picture's number goes up, however often the clip begins anew
                    payload = payload[:2] + (0x8000 | number & 0x7FFF).to_bytes(2, "big") + payload[4:]
                self._send(kind, ssrc, number * step, payload, place == len(frame) - 1)
            number += 1
            due += period_s

    def _send(self, kind: int, ssrc: int, timestamp: int, payload: bytes, last: bool) -> None:
        sequence = self._sequences[kind] = (self._sequences[kind] + 1) & 0xFFFF
        self._wide = (self._wide + 1) & 0xFFFF
        second = kind | (0x80 if last else 0)
        header = _header.pack(0x90, second, sequence, timestamp & 0xFFFFFFFF, ssrc, 0xBEDE0001, 0)[:16]
        packet = header + bytes((WIDE << 4 | 1,)) + self._wide.to_bytes(2, "big") + b"\0" + payload
        self._put(packet if self._plain else self._dtls._tx_srtp.protect(packet))
        Tally.sent += 1

    def _put(self, datagram: bytes) -> None:
        try:
            self._socket.send(datagram)
        except OSError:  # a full buffer: the network loses it
            return

    async def _check(self) -> None:
        while True:
            message = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
            message.attributes["USERNAME"] = f"{self._remote[0]}:{self._ufrag}"
            message.attributes["PRIORITY"] = 1853824767
            message.attributes["ICE-CONTROLLING"] = 1
            message.attributes["USE-CANDIDATE"] = None
            message.add_message_integrity(self._remote[1].encode())
            self._put(bytes(message))
            await asyncio.sleep(CHECK_EVERY_S if self._valid.is_set() else 0.05)

    async def _feed_back(self) -> None:
        while True:
            await asyncio.sleep(FEEDBACK_EVERY_S)
            packet = self._arrivals.feedback(self._ssrc, self._heard) if self._heard else None
            if packet is not None:
                self._put(self._dtls._tx_srtp.protect_rtcp(rtcp.receiver_report(self._ssrc) + packet))

    def _readable(self) -> None:
        for _ in range(64):
            try:
                data, around, _, _ = self._socket.recvmsg(2048, 64)
            except OSError:
                return
            first = data[0]
            if 127 < first < 192:
                if not 191 < data[1] < 224:
                    self._take(data, around)
            elif first < 4:
                self._stun(data)
            elif 19 < first < 64:
                self._inbox.put_nowait(data)

    def _take(self, data: bytes, around: list[tuple[int, int, bytes]]) -> None:
        Tally.packets += 1
        Tally.size += len(data)
        seconds, nanoseconds = _timespec.unpack(around[0][2])
        came = seconds * 1_000_000_000 + nanoseconds
        wide = sequence_of(bytearray(data[:20]), 0, 20, WIDE)
        if wide >= 0:
            self._arrivals.note(wide, came)
            self._heard = int.from_bytes(data[8:12], "big")
        if data[1] & 0x7F == AUDIO:
            packet = data if self._plain else self._dtls._rx_srtp.unprotect(data)
            mark = packet.find(MAGIC, 12, 40)
            if mark >= 0:
                self._voice(came, MARK.unpack_from(packet, mark)[1])

    def _voice(self, came: int, sent: int) -> None:
        """A packet of sound, by when the kernel had it and when it was sent, nanoseconds."""
        Tally.delays_s.append((came - sent) / 1e9)

    def stop(self) -> None:
        """Send and listen no more."""
        for task in (*self._tasks, self._dtls._task):
            if task is not None:
                task.cancel()
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def _stun(self, data: bytes) -> None:
        if data[0] == 1:  # a success response
            self._valid.set()
            return
        check = read_check(data)
        if check is not None and check.made_with(self._password.encode()):
            address, port = self._socket.getpeername()
            name = struct.pack("=H", socket.AF_INET) + port.to_bytes(2, "big") + socket.inet_aton(address) + bytes(8)
            self._put(write_response(check.transaction, self._password.encode(), name))

    async def _send_dtls(self, data: bytes) -> None:
        self._put(data)
