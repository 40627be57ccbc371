"""What this server takes from aiortc and pylibsrtp that they do not promise. An upgrade that moves it fails here first."""

from __future__ import annotations

import inspect
from typing import cast

import pylibsrtp._binding
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport
from pylibsrtp import Policy, Session

from server.media.dtls import Dtls, Inbox, fingerprint_of, make_certificate


def test_the_dtls_transport_has_what_is_used_of_it() -> None:
    transport = RTCDtlsTransport(cast(RTCIceTransport, Inbox(lambda _: None)), [make_certificate()])
    assert transport.state == "new"
    for name in ("_rx_srtp", "_tx_srtp", "_task"):
        assert getattr(transport, name, "moved") is None, name
    transport._set_role("server")
    assert transport._role == "server"
    source = inspect.getsource(RTCDtlsTransport)
    assert "self.transport._recv()" in source
    assert "self.transport._send(" in source


def test_stopping_a_transport_needs_no_loop_turn() -> None:
    dtls = Dtls(make_certificate(), (("sha-256", "00"),), lambda _: None)
    dtls.close()
    dtls.close()


def test_an_srtp_session_has_its_handle_and_libsrtp_its_functions() -> None:
    session = Session(Policy(key=bytes(30), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
    assert session._srtp[0] is not None
    for name in ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp"):
        assert callable(getattr(pylibsrtp._binding.lib, name)), name


def test_the_certificate_has_a_fingerprint_of_sha_256() -> None:
    algorithm, value = fingerprint_of(make_certificate()).split()
    assert algorithm == "sha-256"
    assert len(value) == 32 * 3 - 1
