"""What is said back: reports and bitrates to sources, requests for lost packets and key frames, reports to sinks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from server.media import layers, rtcp
from server.media.arrivals import TELL_EVERY_NS
from server.media.bandwidth import CEILING, FLOOR
from server.media.ladder import HIGH, LOW, RESUMED_NS
from server.media.outgoing import LOSSY

if TYPE_CHECKING:
    from server.media.publication import Publication
    from server.media.session import Session
    from server.media.slot import Slot

REPORT_EVERY_NS = 400_000_000
"""Chromium's sender raises its bitrate with each report; every 0.3-0.5 s gives 640x480 at 30 frames within 3 s."""

SOUND = 50_000
"""Bits a second that one voice takes of a downlink: Opus at its usual rate with all its headers."""

PAUSE_NS = 600_000_000
"""A voice that sent nothing for this long has paused, or its network has."""

_NTP_EPOCH_S = 2_208_988_800
_STARTED_NS = time.time_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def ntp(now_ns: int) -> int:
    """The server's NTP time (32.32 fixed point): the wall clock as it was at start, run on by CLOCK_BOOTTIME, so that
    a step of the wall clock tears no sound from its picture."""
    return ((_STARTED_NS + now_ns << 32) // 1_000_000_000) + (_NTP_EPOCH_S << 32)


def hear(session: Session, packet: bytes, now_ns: int) -> None:
    """Act on a decrypted RTCP packet of a peer."""
    for message in rtcp.read(packet):
        if isinstance(message, rtcp.SenderReport):
            source = session.ingress.bundle.published(message.ssrc)
            if source is not None:
                _source_reported(session, source, message, now_ns)
            continue
        if isinstance(message, rtcp.Arrived):
            session.egress.downlink.hear_packet(message.packet, now_ns)
            _share(session)
            continue
        slot = session.slot_of.get(message.ssrc)
        if slot is None:
            continue
        if isinstance(message, rtcp.KeyFrameRequest):
            if slot.source is not None:
                slot.source.want_key(now_ns)
        elif isinstance(message, rtcp.Nack):
            slot.resend(message.sequences, now_ns)
        else:
            slot.lost = message.lost
            slot.bandwidth.report(message.lost, 0)


def _share(session: Session) -> None:
    """What a peer can receive is for its voices first, then for every picture the same."""
    sounds = sum(slot.source is not None for slot in session.slots["audio"])
    pictures = [slot for slot in session.slots["video"] if slot.source is not None]
    session.egress.downlink.small = sounds * SOUND + len(pictures) * LOW
    for slot in pictures:
        slot.share = min(CEILING, max(0, (session.egress.downlink.allowed - sounds * SOUND) // len(pictures)))


def climb(session: Session, now_ns: int) -> int | None:
    """Give the peer the pictures that its way down carries. Returns when to look again if nothing is heard from it, None for whenever."""
    downlink, ladder = session.egress.downlink, session.ladder
    if downlink.catch_up(now_ns):
        _share(session)
    pictures = [slot for slot in session.slots["video"] if slot.source is not None]
    if not pictures:
        return None
    downlink.look(now_ns)
    pushback = downlink.pushback
    allowed = min(slot.allowed for slot in pictures)
    if now_ns - session.ingress.heard_ns < PAUSE_NS:
        # Where nothing comes at all the way is interrupted, not narrow, and another sentence tells of that.
        allowed = min(allowed, pushback.bound(now_ns))
    ladder.step(allowed, now_ns)
    paused = pushback.paused or not ladder.pictures
    downlink.idle = paused
    if downlink.heard and (ladder.looks(now_ns) or pushback.looks(downlink.sequence, now_ns)):
        pictures[0].outgoing.probe(now_ns)
    for slot in pictures:
        layers.pause(slot, paused, now_ns)
        layers.choose(slot, ladder.rung == "high", now_ns)
    return None if paused else pushback.due_ns(downlink.oldest_ns)


def _source_reported(session: Session, source: Publication, report: rtcp.SenderReport, now_ns: int) -> None:
    source.reception.sender_report(report.ntp, now_ns)
    offset = ntp(now_ns) - report.ntp
    # The smallest offset seen is the one least delayed; one for all tracks of a peer keeps them in step.
    if session.clock_offset is None or offset < session.clock_offset:
        session.clock_offset = offset
    source.report = (report.ntp + session.clock_offset, report.timestamp)
    for slot in source.slots:
        report_to_sink(slot, source, now_ns)


def report_to_sink(slot: Slot, source: Publication, now_ns: int) -> None:
    """The slot's sender report: the source's own pair of times, moved by what its timestamps are moved by."""
    if source.report is None or not slot.outgoing.bound:
        return
    when, timestamp = source.report
    timestamp = (timestamp + slot.outgoing.timestamp_shift) & 0xFFFFFFFF
    sent = slot.outgoing
    slot.egress.rtcp(
        rtcp.sender_report(sent.ssrc, when & (1 << 64) - 1, timestamp, sent.packets, sent.octets, slot.cname), now_ns
    )
    slot.reported = True


def ask_key_frame(session: Session, source: Publication, now_ns: int) -> None:
    """PLI, or FIR where the source knows no PLI."""
    head = rtcp.receiver_report(session.feedback_ssrc)
    if source.pli:
        body = rtcp.picture_loss(session.feedback_ssrc, source.ssrc)
    else:
        body = rtcp.full_intra(session.feedback_ssrc, source.ssrc, source.fir_number)
    session.egress.rtcp(head + body, now_ns)


def report(session: Session, now_ns: int) -> None:
    """Receiver reports for all tracks of a peer, and the bitrate it may send at."""
    sources = [source for source in session.streams if source.ssrc and source.reception.highest >= 0]
    if not sources:
        # A report on nothing (RFC 3550 section 6.4.2) to a peer without camera and microphone: where those it is to hear are silent too,
        # only this tells its page that the way still carries.
        session.egress.rtcp(rtcp.receiver_report(session.feedback_ssrc), now_ns)
        return
    since = max(1, now_ns - session.reported_ns)
    session.reported_ns = now_ns
    packet = rtcp.receiver_report(
        session.feedback_ssrc,
        [source.reception.block(source.ssrc, now_ns, _missed_onward(source)) for source in sources],
    )
    pictures = [source for source in sources if source.kind == "video"]
    if pictures:
        allowed = 0
        for source in pictures:
            source.rate, source.octets = source.octets * 8e9 / since, 0
            own = (
                source.bandwidth.report(source.reception.lossy, source.rate)
                if session.ingress.arrivals is None
                else CEILING
            )
            # A layer has sinks for which it is not too large; those that it is too large for take another.
            least = HIGH if len(source.layers) > 1 else FLOOR
            allowed += min([own, *(max(least, slot.allowed) for slot in source.slots)])
        packet += rtcp.remb(session.feedback_ssrc, [source.ssrc for source in pictures], min(allowed, 2 * CEILING))
    session.egress.rtcp(packet, now_ns)
    _judge_uplink(session, now_ns)


def _missed_onward(source: Publication) -> float:
    """The share of a voice that the worst off of its listeners misses. Only who encodes a voice can put in what mends it (Opus in-band FEC,
    RFC 6716 section 2.1.7), and browsers put in as much as the reported fraction asks for, which their estimate of the bandwidth
    does not use (it uses the arrivals)."""
    return max((slot.lost for slot in source.slots), default=0.0) if source.kind == "audio" else 0.0


def _judge_uplink(session: Session, now_ns: int) -> None:
    """Find out from the voice whether the way up carries a picture beside it."""
    if session.uplink.rung == "nothing":
        oldest_ns = session.egress.downlink.oldest_ns
        out_ns = now_ns - oldest_ns if oldest_ns is not None else 0
        session.uplink.dry(now_ns - max(source.heard_ns for source in session.streams), out_ns, now_ns)
        return
    camera = session.publications.get("camera") or session.publications.get("skin_camera")
    if camera is not None:
        comes = [layers.comes(layer, now_ns) for layer in camera.layers]
        if any(comes):
            session.uplink.layers(comes[0], now_ns)
    voice = session.publications.get("microphone")
    if voice is None or not voice.slots:
        # Whom nobody hears need not send, and the clock of a voice that is not sent stands.
        session.uplink.restart(now_ns + RESUMED_NS)
        return
    picture = int(
        sum(layer.rate for layer in session.streams if layer.kind == "video" and now_ns - layer.heard_ns < PAUSE_NS)
    )
    if now_ns - voice.heard_ns > PAUSE_NS:
        session.uplink.silence(now_ns - voice.heard_ns, picture, now_ns)
        return
    session.uplink.voice(voice.reception.delay_ns, voice.reception.lossy, picture, now_ns)


def tell_arrivals(session: Session, now_ns: int) -> None:
    """Transport-wide feedback for a peer that estimates its own uplink, when it is due. It is about all its streams, but browsers hear only
    what names one of them."""
    arrivals = session.ingress.arrivals
    if arrivals is None or now_ns - arrivals.told_ns < TELL_EVERY_NS:
        return
    ssrc = session.reported_on
    packet = arrivals.feedback(session.feedback_ssrc, ssrc) if ssrc else None
    if packet is not None:
        arrivals.told_ns = now_ns
        session.egress.rtcp(packet, now_ns)


def mend(session: Session, now_ns: int) -> bool:
    """Ask for lost packets, and for a key frame where that is hopeless or overdue; bring late sinks in step. Tells
    whether packets are still missing."""
    missing = False
    for source in session.streams:
        if source.kind == "video" and source.ssrc:
            wanted = source.reception.wanted(now_ns)
            if wanted:
                head = rtcp.receiver_report(session.feedback_ssrc)
                request = head + rtcp.nack(session.feedback_ssrc, source.ssrc, wanted)
                # A request that is lost costs another round trip; one that comes twice is answered once.
                for _ in range(2 if max(source.reception.lossy, session.uplink.lost) > LOSSY else 1):
                    session.egress.rtcp(request, now_ns)
            if source.reception.overwhelmed:
                source.reception.overwhelmed = False
                if source.slots:
                    source.want_key(now_ns)
            source.ask_if_due(now_ns)
            missing = missing or bool(source.reception.missing)
        for slot in source.slots:
            if not slot.reported and slot.outgoing.bound:
                report_to_sink(slot, source, now_ns)
    return missing
