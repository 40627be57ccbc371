/* One outgoing stream: continuous numbers (`rewrite.py` says why), its header, what was sent lately, how much. */
#include "internal.h"

enum { RESTART = 3000, KEPT = 1504 };
enum { TALLY_PACKETS, TALLY_BYTES, TALLY_FIRST_NS, TALLY_LAST_NS, TALLY_GAP_NS, TALLY_GAP_END_NS }; /* meter.py */

struct vm_kept {
    int32_t sequence; /* + 1, so that 0 is empty */
    int32_t length;
    uint8_t packet[KEPT];
};

vm_srtp vm_protect, vm_unprotect, vm_unprotect_control, vm_protect_control;

void vm_libsrtp(uintptr_t protect, uintptr_t unprotect, uintptr_t unprotect_control, uintptr_t protect_control)
{
    vm_protect = (vm_srtp)protect;
    vm_unprotect = (vm_srtp)unprotect;
    vm_unprotect_control = (vm_srtp)unprotect_control;
    vm_protect_control = (vm_srtp)protect_control;
}

/* Takes up a source at this packet: the next number, and a timestamp later by the time that has passed. */
static int64_t begin(struct vm_stream *s, uint16_t sequence, uint32_t timestamp, int64_t now_ns)
{
    uint32_t stamp = s->timestamp;
    if (s->stamped_ns >= 0) {
        int64_t since = now_ns > s->stamped_ns ? now_ns - s->stamped_ns : 0;
        int64_t passed = since / 1000000000 * s->clock_rate + since % 1000000000 * s->clock_rate / 1000000000;
        stamp += (uint32_t)(passed > 1 ? passed : 1);
    }
    s->first = s->highest = sequence;
    s->sequence_shift = s->sequence + 1 - sequence;
    s->timestamp_shift = stamp - timestamp;
    s->picture_unset = 1;
    s->bound = 1;
    return sequence;
}

/* The outgoing numbers of a source's packet, by its own numbers alone; 0 for one from before the binding. */
static int place(struct vm_stream *s, uint16_t *sequence, uint32_t *timestamp, int64_t now_ns)
{
    int64_t extended;
    int step = (int16_t)(uint16_t)(*sequence - (uint16_t)s->highest);
    if (s->bound && step > -RESTART && step < RESTART) {
        extended = s->highest + step;
        if (extended < s->first)
            return 0;
    } else {
        extended = begin(s, *sequence, *timestamp, now_ns);
    }
    int64_t outgoing = extended + s->sequence_shift;
    uint32_t stamp = *timestamp + s->timestamp_shift;
    if (extended > s->highest)
        s->highest = extended;
    if (outgoing > s->sequence) {
        s->sequence = outgoing;
        if (stamp - s->timestamp < 0x80000000u) {
            s->timestamp = stamp;
            s->stamped_ns = now_ns;
        }
    }
    *sequence = (uint16_t)outgoing;
    *timestamp = stamp;
    return 1;
}

static void place_picture(struct vm_stream *s, uint8_t *payload, const struct vm_frame *frame)
{
    int picture = frame->picture, tl0 = frame->tl0;
    if (s->picture_unset) {
        s->picture_unset = 0;
        s->picture_shift = s->picture + 1 - (picture > 0 ? picture : 0);
        s->tl0_shift = s->tl0 + 1 - (tl0 > 0 ? tl0 : 0);
    }
    if (picture >= 0) {
        picture = (picture + s->picture_shift) & 0x7FFF;
        if (((picture - s->picture) & 0x7FFF) < 0x4000)
            s->picture = picture;
        if (frame->picture_wide)
            vm_put16(payload + frame->picture_at, 0x8000u | (uint32_t)picture);
        else
            payload[frame->picture_at] = picture & 0x7F;
    }
    if (tl0 >= 0) {
        tl0 = (tl0 + s->tl0_shift) & 0xFF;
        if (((tl0 - s->tl0) & 0xFF) < 0x80)
            s->tl0 = tl0;
        payload[frame->tl0_at] = (uint8_t)tl0;
    }
}

static void keep(struct vm_stream *s, uint16_t sequence, const uint8_t *packet, int length)
{
    if (!s->history)
        s->history = calloc(VM_HISTORY, sizeof *s->history);
    if (!s->history || length > KEPT)
        return;
    struct vm_kept *kept = s->history + sequence % VM_HISTORY;
    kept->sequence = sequence + 1;
    kept->length = length;
    memcpy(kept->packet, packet, (size_t)length);
}

/* Copies a packet of the history to `out` (VM_SLOT bytes); its length, 0 when it is not kept any more. */
int vm_kept(const struct vm_stream *s, int sequence, uint8_t *out)
{
    if (!s->history || sequence < 0)
        return 0;
    const struct vm_kept *kept = s->history + sequence % VM_HISTORY;
    if (kept->sequence != sequence + 1)
        return 0;
    memcpy(out, kept->packet, (size_t)kept->length);
    return kept->length;
}

static void count(int64_t *tally, int size, int64_t now_ns)
{
    if (!tally)
        return;
    int64_t gap = now_ns - tally[TALLY_LAST_NS];
    if (!tally[TALLY_PACKETS]) {
        tally[TALLY_FIRST_NS] = now_ns;
    } else if (gap > tally[TALLY_GAP_NS]) {
        tally[TALLY_GAP_NS] = gap;
        tally[TALLY_GAP_END_NS] = now_ns;
    }
    tally[TALLY_PACKETS]++;
    tally[TALLY_BYTES] += size;
    tally[TALLY_LAST_NS] = now_ns;
}

/* Writes the stream's next packet to `out` (VM_SLOT bytes) and protects it; its size, 0 when it is not to be sent. `first`
   and `second` are the bytes of the source's header, the payload type already the sink's. */
int vm_write(struct vm_stream *s, uint8_t *out, const uint8_t *payload, int size, int first, int second,
             int sequence, uint32_t timestamp, const struct vm_frame *frame, int64_t now_ns)
{
    struct vm_peer *peer = s->peer;
    uint16_t number = (uint16_t)sequence;
    int head = s->transport ? 20 : 12, length = head + size;
    if (size < 0 || !peer->send_keys || !place(s, &number, &timestamp, now_ns) || length > VM_LARGEST)
        return 0;
    out[0] = (uint8_t)((s->transport ? 0x90 : 0x80) | (first & 0x20));
    out[1] = (uint8_t)second;
    vm_put16(out + 2, number);
    vm_put32(out + 4, timestamp);
    vm_put32(out + 8, s->ssrc);
    if (s->transport) {
        uint32_t wide = peer->number;
        peer->number = (wide + 1) & 0xFFFF;
        peer->left[wide % VM_SENT] = now_ns;
        peer->sizes[wide % VM_SENT] = length;
        vm_put32(out + 12, 0xBEDE0001u);
        vm_put32(out + 16, s->transport | wide << 8);
    }
    memcpy(out + head, payload, (size_t)size);
    if (frame && (frame->picture_at >= 0 || frame->tl0_at >= 0) && frame->picture_at + frame->picture_wide < size
        && frame->tl0_at < size)
        place_picture(s, out + head, frame);
    if (s->keeps && s->repairable)
        keep(s, number, out, length);
    int protected = length;
    if (vm_protect(peer->send_keys, out, &protected)) {
        s->refused++;
        return 0;
    }
    if (s->keeps && !s->repairable)
        keep(s, number, out, protected);
    s->packets++;
    s->octets += (uint64_t)(length - head);
    count(s->tally, protected, now_ns);
    return protected;
}

void vm_stream_free(struct vm_stream *s)
{
    free(s->history);
    s->history = NULL;
}
