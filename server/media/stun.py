"""The two STUN messages an ICE-lite agent needs (RFC 8489, RFC 8445 section 7.3), read at fixed offsets.

Anyone on the network may send these bytes: reading is total, malformed input gives None. A general STUN library costs
82 microseconds a check; idle seats send checks all day.
"""

from __future__ import annotations

import hmac
import struct
import zlib
from typing import NamedTuple

_COOKIE = b"\x21\x12\xa4\x42"
_REQUEST, _RESPONSE = 0x0001, 0x0101
_USERNAME, _INTEGRITY, _XOR_MAPPED, _FINGERPRINT = 0x0006, 0x0008, 0x0020, 0x8028
_FINGERPRINT_XOR = 0x5354554E
_MAX_MESSAGE = 1280

_header = struct.Struct("!HH4s12s")
_attribute = struct.Struct("!HH")


class Check(NamedTuple):
    """A well-formed connectivity check, its password not yet looked at."""

    transaction: bytes
    username: bytes
    signed: bytes
    """The bytes that MESSAGE-INTEGRITY covers, the length field already adjusted (RFC 8489 section 14.5)."""
    integrity: bytes

    def made_with(self, password: bytes) -> bool:
        """Whether the sender knew the password."""
        return hmac.compare_digest(hmac.digest(password, self.signed, "sha1"), self.integrity)


def read_check(datagram: bytes) -> Check | None:
    """A Binding request with USERNAME, MESSAGE-INTEGRITY and a right FINGERPRINT; anything else is None."""
    size = len(datagram)
    if not 20 <= size <= _MAX_MESSAGE or size % 4:
        return None
    kind, length, cookie, transaction = _header.unpack_from(datagram)
    if kind != _REQUEST or cookie != _COOKIE or length != size - 20:
        return None
    username = signed = integrity = None
    at = 20
    while at + 4 <= size:
        name, length = _attribute.unpack_from(datagram, at)
        end = at + 4 + length
        if end > size:
            return None
        if name == _FINGERPRINT:
            if length != 4 or end != size or username is None or signed is None or integrity is None:
                return None
            if zlib.crc32(datagram[:at]) ^ _FINGERPRINT_XOR != int.from_bytes(datagram[at + 4 : end], "big"):
                return None
            return Check(transaction, username, signed, integrity)
        if integrity is not None:
            return None  # only FINGERPRINT may follow MESSAGE-INTEGRITY here
        if name == _USERNAME:
            username = datagram[at + 4 : end]
        elif name == _INTEGRITY:
            if length != 20:
                return None
            signed = datagram[:2] + (end - 20).to_bytes(2, "big") + datagram[4:at]
            integrity = datagram[at + 4 : end]
        at = end + (-length % 4)
    return None


def write_response(transaction: bytes, password: bytes, name: bytes) -> bytes:
    """The success response to a check that came from the raw socket address `name` (sockaddr_in or sockaddr_in6)."""
    port = int.from_bytes(name[2:4], "big") ^ 0x2112
    if len(name) == 28:
        family, address, mask = 2, name[8:24], _COOKIE + transaction
    else:
        family, address, mask = 1, name[4:8], _COOKIE
    mapped = bytes(a ^ b for a, b in zip(address, mask, strict=True))
    attributes = struct.pack("!HHBBH", _XOR_MAPPED, 4 + len(mapped), 0, family, port) + mapped
    body = _header.pack(_RESPONSE, len(attributes) + 24, _COOKIE, transaction) + attributes
    body += _attribute.pack(_INTEGRITY, 20) + hmac.digest(password, body, "sha1")
    body = body[:2] + (len(body) - 20 + 8).to_bytes(2, "big") + body[4:]
    return body + struct.pack("!HHI", _FINGERPRINT, 4, zlib.crc32(body) ^ _FINGERPRINT_XOR)
