"""From an offer to what this server will carry for it. Pure: no sockets, no randomness.

A peer offers once, all it will ever need: sections it sends on (`sendonly`), slots it receives on (`recvonly`), or both
at once (`sendrecv`, the device check). Nothing is ever renegotiated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.base.errors import BadOffer
from server.media import arrivals, sdp
from server.media.meter import Track

Kind = Literal["audio", "video"]

MID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
LAYERS = 2
"""Layers of one picture that are taken; of more, the first and the last offered."""
_TRACKS: dict[Kind, tuple[Track, ...]] = {"audio": ("microphone",), "video": ("camera", "screen")}
_SKIN: dict[Kind, tuple[Track, ...]] = {"audio": (), "video": ("skin_camera",)}
"""What a second device gives: it has no voice that could be heard twice, and is given none that could echo."""
_ANSWERS = {"sendonly": "recvonly", "recvonly": "sendonly", "sendrecv": "sendrecv", "inactive": "inactive"}
_FEEDBACK = ("goog-remb", "ccm fir", "nack", "nack pli")
_SUITABLE_H264 = ("42e0", "4200")


@dataclass(frozen=True, slots=True)
class Codec:
    """One codec in one section. `name` is "opus", "VP8" or "H264"; the payload type is the peer's own choice."""

    name: str
    payload_type: int
    clock_rate: int
    parameters: str
    feedback: tuple[str, ...]
    repair: int = 0
    """The payload type of its retransmissions (RFC 4588), 0 when the peer knows none."""
    redundant: int = 0
    """The payload type of packets that bring the last ones along (RFC 2198), 0 when the peer knows none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One section of the offer and what becomes of it; `codecs` is empty when it is rejected.

    `track` is set when the peer sends on it, `receives` when it is a slot of the peer. The SSRCs are those that the
    peer declared for sending, `repairs` among them those of retransmissions.
    """

    mid: str
    kind: str
    proto: str
    fmts: tuple[str, ...]
    direction: str
    codecs: tuple[Codec, ...]
    track: Track | None
    receives: bool
    ssrcs: tuple[int, ...]
    repairs: tuple[int, ...]
    mid_extension: int
    transport_extension: int
    """The id of the transport-wide sequence number, either way (0: the peer does not know it)."""
    reduced: bool
    layers: tuple[str, ...] = ()
    """The layers in which the peer sends its picture, the largest first; empty when it sends one stream."""
    rid_extension: int = 0
    repaired_extension: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What one offer asks for and will get, in the offer's order."""

    lines: tuple[Line, ...]
    ufrag: str
    fingerprints: tuple[tuple[str, str], ...]


def plan(offer: str, *, skin: bool = False) -> Plan:
    """Decide what to carry, of a seat's second device with `skin`. Raises BadOffer with the reason when the offer cannot be
    served."""
    description = sdp.read(offer)
    left = {kind: list(tracks) for kind, tracks in (_SKIN if skin else _TRACKS).items()}
    lines = tuple(_line(section, left, receives=not skin) for section in description.sections)
    served = [i for i, line in enumerate(lines) if line.codecs]
    if not served:
        raise BadOffer(
            "Nothing in the offer can be served: audio needs Opus, video needs VP8 or H264 constrained baseline."
        )
    if len(served) > 1 and not {lines[i].mid for i in served} <= set(description.bundle):
        raise BadOffer("The media sections of the offer are not all in one BUNDLE group.")
    if not all(description.sections[i].mux for i in served):
        raise BadOffer("A media section of the offer has no rtcp-mux.")
    first = description.sections[served[0]]
    if first.setup not in ("actpass", "active"):
        raise BadOffer("The offer's a=setup must be actpass: this server waits for the DTLS handshake.")
    if not first.ufrag:
        raise BadOffer("The offer has no ice-ufrag.")
    if not first.fingerprints:
        raise BadOffer("The offer has no fingerprint of SHA-256 or stronger.")
    return Plan(lines, first.ufrag, tuple(first.fingerprints))


def _line(section: sdp.Section, left: dict[Kind, list[Track]], *, receives: bool) -> Line:
    kind: Kind | None = "audio" if section.kind == "audio" else "video" if section.kind == "video" else None
    codecs: tuple[Codec, ...] = ()
    track: Track | None = None
    slots, receives = receives, False
    if (
        kind is not None
        and section.mid
        and (section.port or section.bundle_only)
        and section.proto.endswith("RTP/SAVPF")
    ):
        codecs = _codecs(section, kind)
    if kind is not None and codecs:
        receives = section.direction in ("recvonly", "sendrecv")
        if receives and not slots:
            receives, codecs = False, ()
        if codecs and section.direction in ("sendonly", "sendrecv"):
            track = left[kind].pop(0) if left[kind] else None
            codecs = codecs[:1] if track else ()
            receives = receives and track is not None
    layers = _layers(section, codecs) if track in ("camera", "skin_camera") else ()
    return Line(
        mid=section.mid,
        kind=section.kind,
        proto=section.proto,
        fmts=section.fmts,
        direction=_ANSWERS[section.direction],
        codecs=codecs,
        track=track,
        receives=receives,
        ssrcs=tuple(ssrc for ssrc in section.ssrcs if ssrc not in section.repairs) if track else (),
        repairs=tuple(sorted(section.repairs)) if track else (),
        mid_extension=section.extensions.get(MID_EXTENSION, 0) if track else 0,
        transport_extension=_transport_extension(section, codecs),
        reduced=section.reduced,
        layers=layers,
        rid_extension=section.extensions.get(RID_EXTENSION, 0) if layers else 0,
        repaired_extension=section.extensions.get(REPAIRED_EXTENSION, 0) if layers else 0,
    )


def _layers(section: sdp.Section, codecs: tuple[Codec, ...]) -> tuple[str, ...]:
    """The layers to take (RFC 8853): VP8 alone switches between them, and packets must say theirs (RFC 8852)."""
    known = section.extensions.get(MID_EXTENSION) and section.extensions.get(RID_EXTENSION)
    if not known or len(section.layers) < LAYERS or codecs[0].name != "VP8":
        return ()
    return section.layers[0], section.layers[-1]


def _transport_extension(section: sdp.Section, codecs: tuple[Codec, ...]) -> int:
    """Its id, when the peer knows both the numbers and the feedback about them, and the id fits a one-byte header."""
    fed_back = all(
        (str(codec.payload_type), "transport-cc") in section.feedback or ("*", "transport-cc") in section.feedback
        for codec in codecs
    )
    identifier = section.extensions.get(arrivals.URI, 0)
    return identifier if fed_back and identifier < 15 else 0


def _codecs(section: sdp.Section, kind: Kind) -> tuple[Codec, ...]:
    """What of the section's formats this server carries, best first. A slot keeps both video codecs, so that it can
    show a sender of either; a sender is held to the first."""
    found: dict[str, Codec] = {}
    for fmt in section.fmts:
        payload_type = int(fmt) if fmt.isascii() and fmt.isdigit() and len(fmt) < 4 else -1
        name, clock_rate, channels = section.formats.get(payload_type, ("", 0, 0))
        parameters = _parameters(section.parameters.get(payload_type, ""))
        feedback = tuple(one for one in _FEEDBACK if (fmt, one) in section.feedback or ("*", one) in section.feedback)
        if kind == "audio" and name == "opus" and clock_rate == 48000 and channels == 2:
            redundant = _redundant(section, payload_type)
            found.setdefault("opus", Codec("opus", payload_type, 48000, "minptime=10;useinbandfec=1", (), 0, redundant))
        elif kind == "video" and name == "vp8" and clock_rate == 90000:
            found.setdefault("VP8", Codec("VP8", payload_type, 90000, "", feedback, _repair(section, payload_type)))
        elif kind == "video" and name == "h264" and clock_rate == 90000:
            profile = parameters.get("profile-level-id", "").lower()
            if parameters.get("packetization-mode") == "1" and len(profile) == 6 and profile[:4] in _SUITABLE_H264:
                chosen = Codec(
                    "H264",
                    payload_type,
                    90000,
                    f"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id={profile}",
                    feedback,
                    _repair(section, payload_type),
                )
                if "H264" not in found or (profile.startswith("42e0") and "=4200" in found["H264"].parameters):
                    found["H264"] = chosen
    return tuple(found[name] for name in ("opus", "VP8", "H264") if name in found)


def _repair(section: sdp.Section, payload_type: int) -> int:
    """The payload type of this one's retransmissions (RFC 4588 section 8.1), 0 for none."""
    for number, (name, _, _) in section.formats.items():
        if name == "rtx" and _parameters(section.parameters.get(number, "")).get("apt") == str(payload_type):
            return number
    return 0


def _redundant(section: sdp.Section, payload_type: int) -> int:
    """The payload type under which several blocks of this one come together (RFC 2198 section 5), 0 for none."""
    for number, what in section.formats.items():
        blocks = section.parameters.get(number, "").strip().split("/")
        if what == ("red", 48000, 2) and number and len(blocks) > 1 and set(blocks) == {str(payload_type)}:
            return number
    return 0


def _parameters(text: str) -> dict[str, str]:
    pairs = (one.strip().partition("=") for one in text.split(";"))
    parameters = {name.lower(): value for name, _, value in pairs}
    profile = parameters.get("profile-level-id", "")
    if not all(digit in "0123456789abcdefABCDEF" for digit in profile):
        parameters["profile-level-id"] = ""
    return parameters
