"""Connectivity checks are read and answered in C as in Python, byte for byte, and only where nothing about them is new."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import zlib

import aioice.stun as stun
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.media.egress import CONSENT_NS
from server.media.native.library import Library
from server.media.native.peer import NativePeer
from server.media.native.socket import NativeSocket
from server.media.server import boottime_ns
from server.media.stun import read_check, write_response
from tests.media.clients import serving, until
from tests.media.raw import RawPeer, offer_text

SECTIONS = [("audio", "sendonly"), ("audio", "recvonly")]
PASSWORD = b"a password of thirty two letters"
V4 = bytes.fromhex("02001f907f000001") + bytes(8)
V6 = bytes.fromhex("0a001f9000000000") + bytes(range(16)) + bytes(4)


@given(st.binary(max_size=64), st.binary(max_size=300))
@settings(max_examples=500)
def test_the_digest_is_hmac_sha1(compiled: Library, key: bytes, text: bytes) -> None:
    state, out = compiled.ffi.new("struct vm_hmac *"), compiled.ffi.new("uint8_t[20]")
    assert compiled.lib.vm_hmac_key(state, key, len(key))
    compiled.lib.vm_hmac(state, text, len(text), out)
    assert bytes(compiled.ffi.buffer(out)) == hmac.digest(key, text, hashlib.sha1)


def check(username: bytes, password: bytes = PASSWORD) -> bytes:
    message = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    message.attributes["USERNAME"] = username.decode()
    message.attributes.update({"PRIORITY": 1, "ICE-CONTROLLING": 2, "USE-CANDIDATE": None})
    message.add_message_integrity(password)
    return bytes(message)


def answers(found: Library, username: bytes, datagram: bytes, name: bytes) -> tuple[bytes, bytes]:
    """What C and Python answer a datagram from there, empty for nothing."""
    peer, pair = NativePeer(found), found.ffi.new("struct vm_pair *")
    pair.peer, pair.username_size = peer.native, len(username)
    found.ffi.memmove(pair.username, username, len(username))
    assert found.lib.vm_hmac_key(found.ffi.addressof(pair, "password"), PASSWORD, len(PASSWORD))
    data, out = found.ffi.new("uint8_t[]", datagram), found.ffi.new("uint8_t[2048]")
    size = found.lib.vm_check(pair, data, len(datagram), name, len(name), out)
    assert bytes(found.ffi.buffer(data, len(datagram))) == datagram
    read = read_check(datagram)
    good = read is not None and read.username == username and read.made_with(PASSWORD)
    python = write_response(read.transaction, PASSWORD, name) if read and good else b""
    return bytes(found.ffi.buffer(out, size)), python


@pytest.mark.parametrize("name", [V4, V6])
@pytest.mark.parametrize("username", [b"a:b", b"0123456789abcdef:wxyz", b"x" * 64])
def test_a_check_is_answered_alike(compiled: Library, username: bytes, name: bytes) -> None:
    sent = check(username)
    ours, python = answers(compiled, username, sent, name)
    assert ours == python != b""
    assert answers(compiled, username, check(username, b"another password"), name) == (b"", b"")
    assert answers(compiled, username[:-1] + b"?", sent, name) == (b"", b"")


@given(st.data())
@settings(max_examples=1000)
def test_what_is_odd_is_answered_by_neither(compiled: Library, data: st.DataObject) -> None:
    sent = bytearray(check(b"abcd:wxyz"))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(sent) - 1))
        sent[place] = data.draw(st.integers(0, 255))
    whole = bytes(sent)[: data.draw(st.sampled_from([len(sent)] * 3 + [len(sent) - 4, 20, 3, 0]))]
    whole += data.draw(st.sampled_from([b""] * 3 + [bytes(4), b"\x80\x28\x00\x04abcd"]))
    if len(whole) >= 8 and data.draw(st.booleans()):  # what is behind the fingerprint is looked at too
        whole = whole[:-4] + (zlib.crc32(whole[:-8]) ^ 0x5354554E).to_bytes(4, "big")
    ours, python = answers(compiled, b"abcd:wxyz", whole, V4)
    assert ours == python


async def test_a_seat_that_waits_needs_no_python_and_what_changes_does(compiled: Library) -> None:
    async with serving() as server:
        peer = RawPeer(server)
        connection = await peer.join(server, "v", "waits", SECTIONS)
        assert isinstance(server._sockets[0], NativeSocket)
        socket, mux = server._sockets[0], server._mux
        assert mux is not None
        looked_at, before = mux._looked_at, peer.answered
        consent = connection.egress.consent_until_ns
        for _ in range(5):
            peer.check()
        await until(lambda: peer.answered == before + 5, "the checks are answered")
        assert (mux._looked_at, socket.checks, server.stats()["checks"]) == (looked_at, 5, looked_at + 5)
        assert consent < connection.egress.consent_until_ns <= boottime_ns() + CONSENT_NS
        assert connection.checked_ns == connection.egress.consent_until_ns - CONSENT_NS

        # A wrong password from the very same address is refused; so is the old one, two ICE restarts later.
        old = peer.check_bytes()
        right, peer.remote_password = peer.remote_password, secrets.token_hex(16)
        peer.check()
        await until(lambda: mux.bad_checks == 1, "it is refused")
        peer.remote_password = right
        for _ in range(2):
            peer.read_answer(await connection.restart(offer_text(SECTIONS, ufrag=peer.ufrag)))
        peer.put(old)
        await until(lambda: mux.bad_checks == 2, "and so is that")
        looked_at, before = mux._looked_at, peer.answered
        peer.check()
        await until(lambda: peer.answered == before + 1, "the new one is answered")
        assert mux._looked_at == looked_at + 1
        peer.check()
        await until(lambda: peer.answered == before + 2, "and again")
        assert mux._looked_at == looked_at + 1

        # Nobody is there any more.
        connection.close()
        peer.check()
        await until(lambda: mux.bad_checks == 3, "a closed connection answers nothing")
        assert not socket._pairs
        peer.socket.close()
