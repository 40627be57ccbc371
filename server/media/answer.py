"""The answer's text. Pure: no sockets, no randomness."""

from __future__ import annotations

from dataclasses import dataclass

from server.media import arrivals
from server.media.negotiation import MID_EXTENSION, REPAIRED_EXTENSION, RID_EXTENSION, Line, Plan


@dataclass(frozen=True, slots=True)
class Identity:
    """What the server says of itself in an answer. `ssrcs` names the outgoing stream of each slot's mid and `repairs` its
    retransmissions; `tcp` says that the port's number is listened on by TCP too."""

    session: int
    version: int
    ufrag: str
    password: str
    fingerprint: str
    addresses: tuple[str, ...]
    port: int
    ssrcs: dict[str, int]
    repairs: dict[str, int]
    tcp: bool


def answer(plan: Plan, identity: Identity) -> str:
    """The answer's text: ICE-lite, passive in DTLS, everything bundled on one address."""
    served = [line.mid for line in plan.lines if line.codecs]
    lines = [
        "v=0",
        f"o=- {identity.session} {identity.version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=group:BUNDLE " + " ".join(served),
        "a=msid-semantic: WMS *",
    ]
    places: dict[str, int] = {}
    for line in plan.lines:
        if not line.codecs:
            lines += [f"m={line.kind} 0 {line.proto} {' '.join(line.fmts)}", "c=IN IP4 0.0.0.0", "a=inactive"]
            lines += [f"a=mid:{line.mid}"] if line.mid else []
            # Meaningless in a rejected section, but aiortc takes the bundle's transport from whichever section is last.
            lines += _transport(identity)
            continue
        lines += _served(line, identity, places)
    return "\r\n".join(lines) + "\r\n"


def _served(line: Line, identity: Identity, places: dict[str, int]) -> list[str]:
    types = " ".join(
        str(number)
        for codec in line.codecs
        for number in (codec.payload_type, codec.repair, codec.redundant)
        if number or number == codec.payload_type
    )
    first = identity.addresses[0]
    lines = [
        f"m={line.kind} {identity.port} {line.proto} {types}",
        f"c=IN {'IP6' if ':' in first else 'IP4'} {first}",
        f"a={line.direction}",
        f"a=mid:{line.mid}",
        "a=rtcp-mux",
    ]
    lines += ["a=rtcp-rsize"] if line.reduced else []
    for codec in line.codecs:
        lines.append(
            f"a=rtpmap:{codec.payload_type} {codec.name}/{codec.clock_rate}" + ("/2" if line.kind == "audio" else "")
        )
        lines += [f"a=fmtp:{codec.payload_type} {codec.parameters}"] if codec.parameters else []
        lines += [f"a=rtcp-fb:{codec.payload_type} {one}" for one in codec.feedback]
        lines += [f"a=rtcp-fb:{codec.payload_type} transport-cc"] if line.transport_extension else []
        if codec.repair:
            lines += [
                f"a=rtpmap:{codec.repair} rtx/{codec.clock_rate}",
                f"a=fmtp:{codec.repair} apt={codec.payload_type}",
            ]
        if codec.redundant:  # behind Opus: who sends it is who asks for it, as it doubles what a voice takes
            lines += [
                f"a=rtpmap:{codec.redundant} red/{codec.clock_rate}/2",
                f"a=fmtp:{codec.redundant} {codec.payload_type}/{codec.payload_type}",
            ]
    if line.mid_extension:
        lines.append(f"a=extmap:{line.mid_extension} {MID_EXTENSION}")
    if line.transport_extension:
        lines.append(f"a=extmap:{line.transport_extension} {arrivals.URI}")
    if line.layers:
        lines.append(f"a=extmap:{line.rid_extension} {RID_EXTENSION}")
        lines += [f"a=extmap:{line.repaired_extension} {REPAIRED_EXTENSION}"] if line.repaired_extension else []
        lines += [f"a=rid:{rid} recv" for rid in line.layers]
        lines.append("a=simulcast:recv " + ";".join(line.layers))
    if line.receives:
        # Slot n of audio and slot n of video share a stream and a CNAME, so that a browser keeps them in step.
        place = places[line.kind] = places.get(line.kind, -1) + 1
        ssrc = identity.ssrcs[line.mid]
        lines += [f"a=msid:slot{place} {line.kind}{place}", f"a=ssrc:{ssrc} cname:slot{place}"]
        lines.append(f"a=ssrc:{ssrc} msid:slot{place} {line.kind}{place}")
        repair = identity.repairs.get(line.mid)
        if repair is not None:
            lines += [f"a=ssrc:{repair} cname:slot{place}", f"a=ssrc:{repair} msid:slot{place} {line.kind}{place}"]
            lines.append(f"a=ssrc-group:FID {ssrc} {repair}")
    return [*lines, *_transport(identity)]


def _transport(identity: Identity) -> list[str]:
    candidates = [
        f"a=candidate:{number + 1} 1 udp {2130706431 - number * 256} {address} {identity.port} typ host"
        for number, address in enumerate(identity.addresses)
    ]
    if identity.tcp:
        # RFC 6544 section 4.2: a host candidate, with a type preference below every UDP one.
        first = len(candidates) + 1
        candidates += [
            f"a=candidate:{first + number} 1 tcp {(90 << 24) - number * 256 + 255} {address} {identity.port} "
            "typ host tcptype passive"
            for number, address in enumerate(identity.addresses)
        ]
    return [
        *candidates,
        "a=end-of-candidates",
        "a=setup:passive",
        f"a=ice-ufrag:{identity.ufrag}",
        f"a=ice-pwd:{identity.password}",
        f"a=fingerprint:{identity.fingerprint}",
    ]
