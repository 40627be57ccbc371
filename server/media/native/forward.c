/* The way of a packet while nothing about it is unusual: from the receiving ring to all its sinks, without Python.
   Checks of known pairs are answered on the way, and feedback about what came is counted and given. Whatever is unusual is handed up: any other STUN, DTLS, RTCP, an unknown address or SSRC, a begin of a key frame, a stream of which
   something has changed. Python deals with it, and decides when the rest goes this way again. */
#include "internal.h"

/* The transport-wide number of the packet whose extension begins at `at` (`arrivals.sequence_of`), -1 for none. */
static int32_t wide_number(const uint8_t *at, const uint8_t *stop, uint32_t identifier)
{
    if (!identifier || vm_get16(at) != 0xBEDE)
        return -1;
    at += 4;
    while (at < stop) {
        uint8_t item = *at;
        if (item >> 4 == (uint8_t)identifier)
            return (item & 0x0F) == 1 && at + 3 <= stop ? vm_get16(at + 1) : -1;
        at += item ? (item & 0x0F) + 2 : 1;
    }
    return -1;
}

static struct vm_source *settled(const struct vm_peer *peer, const uint8_t *data, int64_t now_ns)
{
    uint32_t ssrc = vm_get32(data + 8);
    for (int i = 0; i < VM_SOURCES; i++) {
        struct vm_source *source = peer->sources[i];
        if (!source || source->ssrc != ssrc)
            continue;
        int type = data[1] & 0x7F;
        if (now_ns >= source->until_ns || (type != source->payload_type && (!type || type != source->redundant_type)))
            return NULL;
        for (uint32_t k = 0; k < source->count; k++) {
            const struct vm_peer *sink = source->sinks[k]->peer;
            if (!sink->socket || !sink->send_keys || now_ns >= sink->consent_until_ns)
                return NULL;
        }
        return source;
    }
    return NULL;
}

/* Whether the packet is the one expected next: all others are counted by `reception.Reception.receive`. */
static int is_next(const struct vm_source *source, uint16_t sequence)
{
    return source->numbers[0] >= 0 && (uint16_t)(sequence - (uint16_t)source->numbers[0]) == 1;
}

static void count_next(struct vm_source *source, uint32_t timestamp, int64_t now_ns)
{
    double transit = (double)now_ns * source->clock_per_ns - timestamp;
    double change = transit > source->timing[0] ? transit - source->timing[0] : source->timing[0] - transit;
    source->numbers[0]++;
    source->numbers[1]++;
    source->timing[0] = transit;
    if (change < 1e6) /* a wrapped timestamp is no jitter */
        source->timing[1] += (change - source->timing[1]) / 16;
}

/* A check of a known pair is answered, and is consent to send for a while longer (RFC 7675). */
static enum vm_verdict answer(struct vm_socket *s, uint32_t i, uint32_t length, int64_t now_ns)
{
    const uint8_t *name = s->rx_names + i * s->name_size;
    const struct vm_pair *pair = vm_find(&s->pairs, name);
    if (!pair)
        return VM_SEALED;
    int size = vm_check(pair, s->rx_data + i * VM_SLOT, length, name, s->name_size, s->tx_data + s->queued * VM_SLOT);
    if (!size)
        return VM_SEALED;
    pair->peer->consent_until_ns = now_ns + VM_CONSENT_NS;
    s->checks++;
    vm_commit(s, (uint32_t)size, name);
    return VM_DONE;
}

static enum vm_verdict refuse(struct vm_socket *s)
{
    s->refused++;
    return VM_DONE;
}

/* An RTCP packet: feedback about what came is added up, anything else is handed up. */
static enum vm_verdict hear(struct vm_socket *s, struct mmsghdr *message, uint8_t *data, struct vm_peer *peer, int64_t now_ns)
{
    int length = (int)message->msg_len;
    if (vm_unprotect_control(peer->receive_keys, data, &length))
        return refuse(s); /* forged or replayed */
    message->msg_len = (unsigned int)length;
    if (length < 8)
        return refuse(s);
    if (peer->probed || vm_get32(data + 4) != peer->reporter || !vm_only_feedback(data, length))
        return VM_OPENED;
    for (int at = 0, size; at < length; at += size) {
        size = 4 + vm_get16(data + at + 2) * 4;
        if (data[at + 1] == 205)
            vm_hear(peer, data + at, size, now_ns);
    }
    s->reports++;
    peer->budget--;
    peer->budget_bytes -= length;
    peer->heard_ns = now_ns;
    peer->packets++;
    peer->bytes += length;
    return VM_DONE;
}

/* Feedback about what the peer's packets took, with the first one that comes when it is due: it leaves together with what is forwarded
   then, and nothing wakes for it. The clock's tick sees to what comes last. */
static void tell(const struct vm_peer *peer, int64_t now_ns)
{
    struct vm_arrivals *arrivals = peer->arrivals;
    struct vm_socket *out = peer->socket;
    if (now_ns - arrivals->told_ns < VM_TELL_NS || !peer->reports_on || !out || !peer->send_keys || now_ns >= peer->consent_until_ns)
        return;
    uint8_t *data = out->tx_data + out->queued * VM_SLOT;
    int size = vm_feedback(arrivals, peer->reports_as, peer->reports_on, data);
    arrivals->told_ns = now_ns;
    if (size && !vm_protect_control(peer->send_keys, data, &size))
        vm_commit(out, (uint32_t)size, peer->name);
}

static enum vm_verdict take(struct vm_socket *s, uint32_t i, int64_t now_ns)
{
    struct mmsghdr *message = (struct mmsghdr *)s->rx + i;
    uint8_t *data = s->rx_data + i * VM_SLOT;
    int length = (int)message->msg_len;
    if (length > 0 && length < VM_SLOT && data[0] < 4)
        return answer(s, i, (uint32_t)length, now_ns);
    if (length < 12 || length >= VM_SLOT || data[0] >> 6 != 2)
        return VM_SEALED;
    struct vm_peer *peer = vm_find(&s->peers, s->rx_names + i * s->name_size);
    if (!peer || peer->budget <= 0 || peer->budget_bytes <= 0 || !peer->receive_keys)
        return VM_SEALED;
    if (data[1] >= 192 && data[1] < 224)
        return hear(s, message, data, peer, now_ns);
    struct vm_source *source = settled(peer, data, now_ns);
    if (!source)
        return VM_SEALED;
    if (vm_unprotect(peer->receive_keys, data, &length))
        return refuse(s); /* forged or replayed */
    message->msg_len = (unsigned int)length;
    if (length < 12)
        return refuse(s);

    uint8_t *payload = data + 12 + (data[0] & 0x0F) * 4;
    const uint8_t *end = data + length;
    int32_t wide = -1;
    if (data[0] & 0x10) {
        if (payload + 4 > end)
            return VM_OPENED;
        const uint8_t *extension = payload;
        if (vm_get16(payload + 2) * 4 > VM_EXTENSION)
            return VM_OPENED;
        payload += 4 + vm_get16(payload + 2) * 4;
        if (payload <= end)
            wide = wide_number(extension, payload, peer->transport_extension);
    }
    const uint8_t *last = data[0] & 0x20 ? end - end[-1] : end;
    if (payload > last)
        return VM_OPENED;
    struct vm_frame frame, *video = NULL;
    if (source->codec == VM_VP8) {
        if (!vm_read_vp8(payload, (int)(last - payload), &frame))
            return VM_OPENED;
        video = &frame;
    } else if (source->codec == VM_H264 && !vm_read_h264(payload, (int)(last - payload))) {
        return VM_OPENED;
    }

    struct vm_blocks blocks;
    int redundant = (data[1] & 0x7F) != source->payload_type;
    if (redundant && !vm_read_blocks(payload, (int)(last - payload), source->payload_type, &blocks))
        return VM_OPENED;

    uint8_t sent = 0;
    for (uint32_t k = 0; k < source->count; k++) {
        struct vm_stream *stream = source->sinks[k];
        struct vm_socket *out = stream->peer->socket;
        const uint8_t *from = payload;
        uint8_t type = source->payload_types[k];
        if (redundant && source->redundant_types[k]) {
            vm_retype(payload, &blocks, type);
            type = source->redundant_types[k];
        } else if (redundant) {
            from += blocks.newest_at; /* this peer knows no such packets */
        }
        int size = vm_write(stream, out->tx_data + out->queued * VM_SLOT, from, (int)(end - from), data[0], (data[1] & 0x80) | type,
                            vm_get16(data + 2), vm_get32(data + 4), video, now_ns);
        if (size > 0) {
            vm_commit(out, (uint32_t)size, stream->peer->name);
            sent++;
        }
    }
    s->forwarded++;
    s->copies += sent;
    peer->budget--;
    peer->budget_bytes -= length;
    if (wide >= 0 && peer->arrivals) {
        vm_arrived(peer->arrivals, (uint32_t)wide, now_ns);
        tell(peer, now_ns);
    }
    if (!is_next(source, vm_get16(data + 2)) || (source->notes_frames && data[1] >> 7)) {
        s->notes[s->noted++] =
            (struct vm_note){source->id, vm_get32(data + 4), vm_get16(data + 2), (uint16_t)length, data[1] >> 7};
        return VM_DONE;
    }
    count_next(source, vm_get32(data + 4), now_ns);
    source->octets += length;
    source->heard_ns = peer->heard_ns = now_ns;
    peer->packets++;
    peer->bytes += length;
    return VM_DONE;
}

/* Takes in what has arrived, at most four batches. VM_DONE when all of it has been dealt with; otherwise the packet in slot
   `next - 1` is for Python, as it came or decrypted, and the call is to be repeated. */
int vm_drain(struct vm_socket *s, int64_t now_ns)
{
    if (s->pending != VM_DONE) {
        int pending = s->pending;
        s->pending = VM_DONE;
        return pending;
    }
    for (;;) {
        while (s->next < s->received) {
            if (s->noted == VM_NOTES)
                return VM_DONE; /* cannot be: Python takes the notes after each call */
            s->datagrams++;
            enum vm_verdict verdict = take(s, s->next++, now_ns);
            if (verdict != VM_DONE)
                return verdict;
        }
        if (s->batches && s->received < VM_BATCH)
            break;
        if (s->batches++ == 4 || !vm_receive(s))
            break;
    }
    s->batches = 0;
    vm_flush(s);
    return VM_DONE;
}
