"""A retransmission turned back into the packet that it repeats (RFC 4588 section 4). Pure."""

from __future__ import annotations


def original(data: bytearray, at: int, length: int) -> tuple[int, int] | None:
    """Where the payload of the retransmission at `at` begins, and the sequence number it begins with, which is the original's; None
    for one without a payload, which only fills the line to measure it."""
    payload = at + 12 + (data[at] & 0x0F) * 4
    if data[at] & 0x10:
        if payload + 4 > at + length:
            return None
        payload += 4 + (data[payload + 2] << 8 | data[payload + 3]) * 4
    if payload + 2 >= at + length:
        return None
    return payload, data[payload] << 8 | data[payload + 1]


def restore(data: bytearray, at: int, payload: int, sequence: int, payload_type: int, ssrc: int) -> int:
    """Write the original's header before its payload; returns where the packet begins now, two bytes later."""
    head = payload - at
    data[at + 2 : at + 2 + head] = data[at:payload]
    at += 2
    data[at + 1] = data[at + 1] & 0x80 | payload_type
    data[at + 2 : at + 4] = sequence.to_bytes(2, "big")
    data[at + 8 : at + 12] = ssrc.to_bytes(4, "big")
    return at
