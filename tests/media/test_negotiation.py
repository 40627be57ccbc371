"""What becomes of an offer: sections, refusals, and the answer's text."""

from __future__ import annotations

import random
import re

import aiortc.sdp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.base.errors import BadOffer
from server.media.answer import Identity, answer
from server.media.negotiation import Plan, plan
from tests.media.offers import mutant, real_offers
from tests.media.raw import offer_text

CHROMIUM = real_offers()[1]


def answered(agreed: Plan) -> str:
    ssrcs = {line.mid: 1000 + i for i, line in enumerate(agreed.lines)}
    return answer(
        agreed,
        Identity(1, 1, "ufrag", "password", "sha-256 AA:BB", ("192.0.2.1", "2001:db8::1"), 8081, ssrcs, {}, tcp=True),
    )


def served_or_refused(text: str) -> Plan | None:
    """The plan, or None after a refusal with a sentence; any other exception fails the test."""
    refusal = None
    try:
        return plan(text)
    except BadOffer as error:
        refusal = error
    assert refusal.message.startswith(("The ", "A ", "Two ", "Nothing"))
    assert refusal.message.endswith(".")
    return None


def test_the_visit_clients_sections_become_tracks_and_slots() -> None:
    sections = [("audio", "sendonly"), ("video", "sendonly"), ("video", "sendonly")]
    agreed = plan(offer_text([*sections, *[("audio", "recvonly")] * 5, *[("video", "recvonly")] * 4]))
    assert [line.track for line in agreed.lines[:4]] == ["microphone", "camera", "screen", None]
    assert [line.receives for line in agreed.lines] == [False] * 3 + [True] * 9
    text = answered(agreed)
    assert "a=group:BUNDLE 0 1 2 3 4 5 6 7 8 9 10 11" in text
    assert text.count("a=sendonly") == 9
    assert text.count("a=candidate:1 1 udp 2130706431 192.0.2.1 8081 typ host\r\n") == 12
    assert text.count("2001:db8::1 8081 typ host\r\n") == 12
    assert text.count("2001:db8::1 8081 typ host tcptype passive\r\n") == 12
    assert "a=ice-lite" in text
    assert "a=setup:passive" in text
    assert "trickle" not in text


def test_voice_and_picture_of_one_slot_share_a_stream() -> None:
    text = answered(plan(offer_text([("audio", "recvonly"), ("audio", "recvonly"), ("video", "recvonly")])))
    assert re.findall(r"a=msid:(\S+) (\S+)", text) == [("slot0", "audio0"), ("slot1", "audio1"), ("slot0", "video0")]


def test_a_source_is_held_to_vp8_and_a_slot_takes_either() -> None:
    agreed = plan(CHROMIUM)
    names = {line.mid: [codec.name for codec in line.codecs] for line in agreed.lines}
    assert names == {"0": ["opus"], "1": ["VP8"], "2": ["VP8", "H264"], "3": ["opus"], "4": ["VP8"]}
    (camera,) = agreed.lines[1].codecs
    assert (camera.payload_type, camera.feedback) == (96, ("goog-remb", "ccm fir", "nack", "nack pli"))
    assert agreed.lines[2].codecs[1].parameters.endswith("packetization-mode=1;profile-level-id=42e01f")
    assert camera.repair == 97
    assert "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n" in answered(agreed)
    assert "a=fmtp:111 minptime=10;useinbandfec=1" in answered(agreed)


def test_without_vp8_h264_constrained_baseline_is_taken() -> None:
    agreed = plan(re.sub(r"a=rtpmap:\d+ VP8/90000\r\n", "", CHROMIUM))
    assert [codec.name for codec in agreed.lines[1].codecs] == ["H264"]
    assert agreed.lines[1].codecs[0].payload_type == 108


def test_what_cannot_be_served_is_rejected_in_its_own_section() -> None:
    data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:d\r\na=sctp-port:5000\r\n"
    text = answered(plan(offer_text([("audio", "sendrecv")]) + data))
    assert "m=application 0 UDP/DTLS/SCTP webrtc-datachannel" in text
    assert "a=group:BUNDLE 0\r\n" in text


def test_a_third_picture_is_rejected_and_the_others_are_served() -> None:
    agreed = plan(offer_text([("video", "sendonly")] * 3))
    assert [bool(line.codecs) for line in agreed.lines] == [True, True, False]


def test_a_bundle_only_section_is_served_though_its_port_is_zero() -> None:
    text = offer_text([("audio", "sendonly"), ("video", "sendonly")])
    zero = text.replace("m=video 9 ", "m=video 0 ")
    assert not plan(zero).lines[1].codecs
    assert plan(zero.replace("a=mid:1", "a=bundle-only\r\na=mid:1")).lines[1].codecs


def test_simulcast_offers_without_ssrcs_are_served_as_one_stream() -> None:
    text = offer_text([("video", "sendonly")]) + "a=rid:h send\r\na=rid:l send\r\na=simulcast:send h;l\r\n"
    (line,) = plan(text).lines
    assert (line.track, line.ssrcs, line.mid_extension) == ("camera", (), 4)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda s: "", "v=0"),
        (lambda s: "hello", "v=0"),
        (lambda s: "v=0\r\n", "no media section"),
        (lambda s: s + "a=x:" + "y" * 65536, "64 KiB"),
        (lambda s: s.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0"), "BUNDLE"),
        (lambda s: s.replace("a=rtcp-mux\r\n", ""), "rtcp-mux"),
        (lambda s: s.replace("a=setup:actpass", "a=setup:passive"), "actpass"),
        (lambda s: re.sub("a=ice-ufrag:.*\r\n", "", s), "ice-ufrag"),
        (lambda s: s.replace("a=fingerprint:sha-256", "a=fingerprint:sha-1"), "SHA-256"),
        (lambda s: re.sub("(a=fingerprint:sha-256 ..:)", r"\1ZZ:", s), "fingerprint"),
        (lambda s: s.replace("opus", "speex").replace("VP8", "VP9"), "Opus"),
        (lambda s: s.replace("a=mid:1", "a=mid:0"), "same mid"),
        (lambda s: s + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 40, "32 media sections"),
        (lambda s: s + "".join(f"a=ssrc:{i + 5} cname:x\r\n" for i in range(3000)), "8 sources"),
        (lambda s: s.replace("SAVPF 96", "SAVPF " + " ".join("1" * 200)), "128 formats"),
    ],
)
def test_an_offer_that_cannot_be_served_gets_a_sentence(change, sentence: str) -> None:
    text = change(offer_text([("audio", "sendonly"), ("video", "sendonly")]))
    with pytest.raises(BadOffer, match=re.escape(sentence)):
        plan(text)


def test_remote_candidates_are_not_even_read() -> None:
    flood = "".join(f"a=candidate:{i} 1 udp 1 169.254.169.254 {i + 1} typ host\r\n" for i in range(900))
    text = offer_text([("audio", "sendonly")]) + flood + "a=candidate:garbage\r\n"
    assert plan(text) == plan(offer_text([("audio", "sendonly")]))


@pytest.mark.parametrize("text", real_offers())
def test_aiortc_reads_every_answer(text: str) -> None:
    agreed = plan(text)
    read = aiortc.sdp.SessionDescription.parse(answered(agreed))
    assert [media.rtp.muxId for media in read.media] == [line.mid for line in agreed.lines]


def test_three_thousand_damaged_offers_are_answered_or_refused() -> None:
    chance, offers = random.Random(20261122), real_offers()
    served = 0
    for _ in range(3000):
        text = mutant(chance, offers)
        agreed = served_or_refused(text)
        if agreed is None:
            continue
        served += 1
        written = answered(agreed)
        assert "\x00" not in written
        assert all(re.match(r"[a-z]=[\x20-\x7e]*$", line) for line in written.split("\r\n")[:-1])
    assert 100 < served < 2900  # the damage is neither harmless nor total


@given(st.text(max_size=400))
def test_any_text_is_refused_with_a_sentence(text: str) -> None:
    for candidate in (text, "v=0\n" + text, offer_text([("audio", "sendonly")]) + text):
        served_or_refused(candidate)
