"""Reading an SDP offer (RFC 8866, RFC 8829), line by line. Pure.

aiortc's own reader drops `rid` and `simulcast` and lets several kinds of exception out. This one keeps what the server
needs, ignores what it does not know, and has one exception: `BadOffer`, with a sentence for the sender. Remote candidates
are not even read: this server contacts nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from server.base.errors import BadOffer

MAX_BYTES = 64 * 1024
MAX_SECTIONS = 32
MAX_FORMATS = 128
MAX_SSRCS = 8
"""Synchronisation sources that one section may declare; simulcast with retransmission needs six."""
MAX_LAYERS = 4

_RID = re.compile(r"[A-Za-z0-9_-]{1,16}\Z")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`{|}~]{1,64}\Z")
_PROTO = re.compile(r"[A-Za-z0-9/]{1,32}\Z")
_ICE = re.compile(r"[A-Za-z0-9+/]{4,256}\Z")
_HEX = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})+\Z")
_DIGESTS = {"sha-256": 32, "sha-384": 48, "sha-512": 64}
_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")


@dataclass(slots=True)
class Section:
    """One `m=` section as offered. `formats` maps a payload type to (name, clock rate, channels), names lowered."""

    kind: str
    proto: str
    fmts: tuple[str, ...]
    mid: str = ""
    direction: str = "sendrecv"
    port: int = 9
    bundle_only: bool = False
    """Port 0 then means "on the address of the bundle", not "rejected" (RFC 8843 section 6)."""
    mux: bool = False
    reduced: bool = False
    setup: str = ""
    ufrag: str = ""
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    formats: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    parameters: dict[int, str] = field(default_factory=dict)
    feedback: set[tuple[str, str]] = field(default_factory=set)
    extensions: dict[str, int] = field(default_factory=dict)
    ssrcs: list[int] = field(default_factory=list)
    repairs: set[int] = field(default_factory=set)
    """SSRCs that only repeat others (the later ones of an FID group)."""
    layers: tuple[str, ...] = ()
    """The restriction ids of the layers that would be sent, in the order of `a=simulcast` (RFC 8853), paused ones too."""


@dataclass(slots=True)
class Description:
    """An offer as read: its sections in order, and the mids that the sender would bundle."""

    sections: list[Section]
    bundle: tuple[str, ...]


def read(text: str) -> Description:
    """Read an offer. Raises BadOffer for anything that is not one, and nothing else."""
    try:
        if len(text) > MAX_BYTES or len(text.encode()) > MAX_BYTES:
            raise BadOffer("The offer is larger than 64 KiB.")
        return _read([line.rstrip("\r") for line in text.split("\n")])
    except BadOffer:
        raise
    except Exception as error:  # the one guard: numbers too large, lines cut short, bytes that are no text
        raise BadOffer("The offer is not SDP that can be read.") from error


def _read(lines: list[str]) -> Description:
    if not lines or lines[0] != "v=0":
        raise BadOffer("The offer is not SDP: it does not begin with v=0.")
    session = Section("session", "", ())
    sections: list[Section] = []
    bundle: tuple[str, ...] = ()
    for line in lines[1:]:
        if line.startswith("m="):
            if len(sections) == MAX_SECTIONS:
                raise BadOffer(f"The offer has more than {MAX_SECTIONS} media sections.")
            sections.append(_section(line[2:], session))
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            if name == "group" and not sections:
                semantics, *mids = value.split()
                bundle = tuple(mids) if semantics == "BUNDLE" else bundle
            else:
                _attribute(sections[-1] if sections else session, name, value)
    if not sections:
        raise BadOffer("The offer has no media section.")
    mids = [section.mid for section in sections]
    if len(set(mids)) != len(mids) and all(mids):
        raise BadOffer("Two media sections of the offer have the same mid.")
    return Description(sections, bundle)


def _section(value: str, session: Section) -> Section:
    kind, port, proto, *fmts = value.split()
    if not _TOKEN.match(kind) or not _PROTO.match(proto) or not all(_TOKEN.match(fmt) for fmt in fmts) or not fmts:
        raise BadOffer("A media line of the offer is malformed.")
    if len(fmts) > MAX_FORMATS:
        raise BadOffer(f"A media section of the offer lists more than {MAX_FORMATS} formats.")
    return Section(
        kind,
        proto,
        tuple(fmts),
        port=int(port.partition("/")[0]),
        direction=session.direction,
        setup=session.setup,
        ufrag=session.ufrag,
        fingerprints=list(session.fingerprints),
    )


def _attribute(section: Section, name: str, value: str) -> None:
    """Take in one `a=` line; lines of no interest are passed over."""
    if name in _DIRECTIONS:
        section.direction = name
    elif name == "mid":
        if not _TOKEN.match(value):
            raise BadOffer("A mid of the offer is malformed.")
        section.mid = value
    elif name == "bundle-only":
        section.bundle_only = True
    elif name == "rtcp-mux":
        section.mux = True
    elif name == "rtcp-rsize":
        section.reduced = True
    elif name == "setup":
        section.setup = value
    elif name == "ice-ufrag":
        if not _ICE.match(value):
            raise BadOffer("The offer's ice-ufrag is malformed.")
        section.ufrag = value
    elif name == "fingerprint":
        _fingerprint(section, value)
    elif name == "rtpmap":
        number, encoding = value.split(None, 1)
        codec, clock, *channels = encoding.split("/")
        section.formats[_payload_type(number)] = (codec.lower(), int(clock), int(channels[0]) if channels else 1)
    elif name == "fmtp":
        number, _, parameters = value.partition(" ")
        section.parameters[_payload_type(number)] = parameters
    elif name == "rtcp-fb":
        number, _, kind = value.partition(" ")
        section.feedback.add((number, kind.strip()))
    elif name == "extmap":
        number, uri = value.split()[:2]
        identifier = int(number.partition("/")[0])
        if 1 <= identifier <= 255:
            section.extensions[uri] = identifier
    elif name == "ssrc":
        _declare(section, int(value.partition(" ")[0]))
    elif name == "ssrc-group":
        semantics, *numbers = value.split()
        if semantics == "FID":
            section.repairs.update(int(number) for number in numbers[1:])
    elif name == "simulcast":
        section.layers = _layers(value)


def _layers(value: str) -> tuple[str, ...]:
    """RFC 8853 section 5.1: of alternatives the first; `~` marks a layer that starts paused."""
    words = value.split()
    sent = dict(zip(words[::2], words[1::2], strict=False)).get("send", "")
    rids = [one.partition(",")[0].removeprefix("~") for one in sent.split(";") if one]
    if len(rids) > MAX_LAYERS or not all(_RID.match(rid) for rid in rids) or len(set(rids)) != len(rids):
        raise BadOffer("A simulcast line of the offer is malformed.")
    return tuple(rids)


def _fingerprint(section: Section, value: str) -> None:
    algorithm, digest = value.split()
    size = _DIGESTS.get(algorithm.lower())
    if size is None:
        return  # SHA-1 and older prove nothing
    if not _HEX.match(digest) or len(digest) != size * 3 - 1:
        raise BadOffer("A fingerprint of the offer is malformed.")
    if len(section.fingerprints) < 8:
        section.fingerprints.append((algorithm.lower(), digest.upper()))


def _payload_type(number: str) -> int:
    value = int(number)
    if not 0 <= value <= 127:
        raise BadOffer("The offer has a payload type above 127.")
    return value


def _declare(section: Section, ssrc: int) -> None:
    if not 0 < ssrc < 1 << 32:
        raise BadOffer("The offer has an SSRC of more than 32 bits.")
    if ssrc not in section.ssrcs:
        if len(section.ssrcs) == MAX_SSRCS:
            raise BadOffer(f"A media section of the offer declares more than {MAX_SSRCS} sources.")
        section.ssrcs.append(ssrc)
