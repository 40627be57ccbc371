"""Connectivity checks read by hand agree with aioice's, and no bytes are too strange for them."""

from __future__ import annotations

import socket

import aioice.stun as stun
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.media.stun import read_check, write_response

PASSWORD = b"correct horse battery staple"


def request(password: bytes = PASSWORD, username: str = "ours:theirs") -> bytes:
    message = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    message.attributes["USERNAME"] = username
    message.attributes["PRIORITY"] = 1853824767
    message.attributes["ICE-CONTROLLING"] = 17
    message.add_message_integrity(password)
    return bytes(message)


@pytest.mark.parametrize("username", ["a:b", "ab:cde", "ours:theirs", "x" * 16 + ":" + "y" * 255])
def test_a_check_is_read_and_its_password_verified(username: str) -> None:
    check = read_check(request(username=username))
    assert check is not None
    assert check.username == username.encode()
    assert check.made_with(PASSWORD)
    assert not check.made_with(b"wrong")


def test_without_a_right_fingerprint_it_is_no_check() -> None:
    bare = request()[:-8]
    assert read_check(bare[:2] + (len(bare) - 20).to_bytes(2, "big") + bare[4:]) is None
    data = bytearray(request())
    data[-1] ^= 1
    assert read_check(bytes(data)) is None


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_any_changed_byte_makes_it_no_check_or_breaks_its_signature(place: int, value: int) -> None:
    data = bytearray(request())
    place %= len(data)
    if data[place] == value:
        return
    data[place] = value
    check = read_check(bytes(data))
    assert check is None or not check.made_with(PASSWORD)


@given(st.binary(max_size=200))
@example(b"")
@example(b"\x00")
@example(b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12))
@example(b"\x00\x01\x00\x04\x21\x12\xa4\x42" + bytes(12) + b"\x00\x06\xff\xff")
def test_any_bytes_are_read_without_an_exception(data: bytes) -> None:
    assert read_check(data) is None


@given(st.binary(min_size=1, max_size=30), st.integers(0, 200), st.integers(0, 200))
def test_spliced_checks_are_read_without_an_exception(piece: bytes, start: int, stop: int) -> None:
    data = request()
    spliced = data[:start] + piece + data[stop:]
    check = read_check(spliced)
    assert check is None or spliced == data or not check.made_with(PASSWORD)


@pytest.mark.parametrize("address", ["127.0.0.1", "203.0.113.77", "::1", "2001:db8::42"])
def test_the_response_is_what_aioice_expects(address: str) -> None:
    check = read_check(request())
    assert check is not None
    if ":" in address:
        packed = socket.inet_pton(socket.AF_INET6, address)
        name = bytes((10, 0)) + (40000).to_bytes(2, "big") + bytes(4) + packed + bytes(4)
    else:
        name = bytes((2, 0)) + (40000).to_bytes(2, "big") + socket.inet_aton(address) + bytes(8)
    response = stun.parse_message(write_response(check.transaction, PASSWORD, name))
    assert response.check_message_integrity(PASSWORD)
    assert response.message_class == stun.Class.RESPONSE
    assert response.transaction_id == check.transaction
    assert response.attributes["XOR-MAPPED-ADDRESS"] == (address, 40000)
    assert "FINGERPRINT" in response.attributes
