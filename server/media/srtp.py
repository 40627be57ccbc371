"""SRTP in place: libsrtp works on the datagram rings themselves, so that a forwarded packet is copied once.

pylibsrtp's public methods copy every packet in and out; its cffi binding, used here and nowhere else, does not. The
test of private attributes holds this file to what pylibsrtp has.
"""

from __future__ import annotations

from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi as _ffi
from pylibsrtp._binding import lib as _lib

OVERHEAD = 148
"""Bytes that protection may add: SRTCP index 4, tag 16, MKI 128 (SRTP_MAX_SRTCP_TRAILER_LEN)."""

Pointer = Any
"""A cffi `void *` into a ring."""

_unprotect = _lib.srtp_unprotect
_unprotect_rtcp = _lib.srtp_unprotect_rtcp
_protect = _lib.srtp_protect
_protect_rtcp = _lib.srtp_protect_rtcp


FUNCTIONS = tuple(
    int(_ffi.cast("uintptr_t", _ffi.addressof(_lib, name)))
    for name in ("srtp_protect", "srtp_unprotect", "srtp_unprotect_rtcp", "srtp_protect_rtcp")
)
"""Where libsrtp's functions are, for C."""


def pointer(address: int) -> Pointer:
    """The place in memory that libsrtp is to work on; whoever asks keeps the memory alive."""
    return _ffi.cast("void *", address)


class Srtp:
    """One direction's SRTP session. Each method takes a pointer and a length in bytes and returns the new length,
    or -1 when libsrtp refused (forged, replayed, malformed, key used up)."""

    __slots__ = ("_handle", "_length", "_session")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._handle = session._srtp[0]
        self._length = _ffi.new("int *")

    @property
    def address(self) -> int:
        """Where libsrtp's session is; valid as long as this object."""
        return int(_ffi.cast("uintptr_t", self._handle))

    def unprotect(self, at: Pointer, length: int) -> int:
        """Authenticate and decrypt an RTP packet; a packet seen before is refused (RFC 3711 section 3.3.2)."""
        counter = self._length
        counter[0] = length
        return -1 if _unprotect(self._handle, at, counter) else counter[0]

    def unprotect_rtcp(self, at: Pointer, length: int) -> int:
        """The same for an RTCP packet."""
        counter = self._length
        counter[0] = length
        return -1 if _unprotect_rtcp(self._handle, at, counter) else counter[0]

    def protect(self, at: Pointer, length: int) -> int:
        """Encrypt and sign an RTP packet; there must be room for `OVERHEAD` bytes more."""
        counter = self._length
        counter[0] = length
        return -1 if _protect(self._handle, at, counter) else counter[0]

    def protect_rtcp(self, at: Pointer, length: int) -> int:
        """The same for an RTCP packet."""
        counter = self._length
        counter[0] = length
        return -1 if _protect_rtcp(self._handle, at, counter) else counter[0]
