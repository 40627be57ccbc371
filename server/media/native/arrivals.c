/* Transport-wide feedback, both ways, as `arrivals.py` has it: when each packet came, told back to its sender, and what a peer
   tells of the packets that were sent to it. */
#include "internal.h"

#define NEVER INT64_MIN /* instead of an arrival: the packet did not come */

enum { TICK_NS = 250000, REFERENCE_TICKS = 256, MOST = 400, SMALL = 1, LARGE = 2 };

static void forget(struct vm_arrivals *a)
{
    memset(a->number, 0, sizeof a->number);
}

static int came(const struct vm_arrivals *a, int64_t number)
{
    return a->number[number % VM_KEEP] == number;
}

/* A packet with this number of 16 bits arrived. Extended numbers begin above 0, which stands for none. */
void vm_arrived(struct vm_arrivals *a, uint32_t sequence, int64_t now_ns)
{
    if (a->highest < 0)
        a->highest = a->base = (int64_t)sequence + 0x10000;
    int step = (int16_t)(uint16_t)(sequence - (uint32_t)(a->highest & 0xFFFF));
    int64_t number = a->highest + step;
    if (step > MOST || step <= -VM_KEEP) {
        /* The numbers jumped: what lies between is no loss that a sender could learn from. */
        forget(a);
        if (step < 0)
            number = (int64_t)sequence + (a->highest & ~(int64_t)0xFFFF) + 0x10000;
        a->highest = a->base = number;
    } else if (step > 0) {
        a->highest = number;
    }
    if (came(a, number))
        return;
    a->number[number % VM_KEEP] = number;
    a->tick[number % VM_KEEP] = now_ns / TICK_NS;
    if (number < a->base)
        a->base = number;
}

/* Runs of seven or more as run lengths, anything else as vectors of seven symbols of two bits. */
static int write_chunks(const uint8_t *symbols, int size, uint8_t *out)
{
    int written = 0;
    for (int at = 0; at < size; written += 2) {
        int run = 1;
        while (at + run < size && symbols[at + run] == symbols[at])
            run++;
        if (run >= 7) {
            vm_put16(out + written, (uint32_t)symbols[at] << 13 | (uint32_t)run);
            at += run;
            continue;
        }
        uint32_t word = 0xC000;
        for (int place = 0; place < 7 && at < size; place++, at++)
            word |= (uint32_t)symbols[at] << (12 - 2 * place);
        vm_put16(out + written, word);
    }
    return written;
}

/* Writes the RTCP packet about everything that is still to be told into `out` (VM_SLOT bytes); its size, 0 for nothing. */
int vm_feedback(struct vm_arrivals *a, uint32_t sender, uint32_t media, uint8_t *out)
{
    uint8_t symbols[MOST], deltas[2 * MOST];
    int count = 0, size = 0;
    int64_t base = a->base;
    if (base < a->highest - VM_KEEP)
        base = a->highest - VM_KEEP; /* older ones are overwritten */
    while (base <= a->highest && !came(a, base))
        base++;
    if (a->highest < 0 || base > a->highest)
        return 0;
    int64_t reference = a->tick[base % VM_KEEP] / REFERENCE_TICKS, before = reference * REFERENCE_TICKS, number = base;
    for (; number <= a->highest && count < MOST; number++, count++) {
        symbols[count] = 0;
        if (!came(a, number))
            continue;
        int64_t delta = a->tick[number % VM_KEEP] - before;
        if (delta < -32768 || delta > 32767)
            break; /* the next feedback has a reference time of its own */
        if (delta >= 0 && delta <= 255) {
            symbols[count] = SMALL;
            deltas[size++] = (uint8_t)delta;
        } else {
            symbols[count] = LARGE;
            vm_put16(deltas + size, (uint32_t)delta & 0xFFFF);
            size += 2;
        }
        before += delta;
    }
    a->base = number;
    int at = 20 + write_chunks(symbols, count, out + 20);
    memcpy(out + at, deltas, (size_t)size);
    at += size;
    while (at % 4)
        out[at++] = 0;
    out[0] = 0x80 | 15;
    out[1] = 205;
    vm_put16(out + 2, (uint32_t)at / 4 - 1);
    vm_put32(out + 4, sender);
    vm_put32(out + 8, media);
    vm_put16(out + 12, (uint32_t)base & 0xFFFF);
    vm_put16(out + 14, (uint32_t)count);
    vm_put32(out + 16, ((uint32_t)reference & 0xFFFFFF) << 8 | (a->count++ & 0xFF));
    return at;
}

static void tell(struct vm_peer *peer, uint32_t sequence, int64_t ticks, int64_t *newest)
{
    struct vm_heard *heard = &peer->heard;
    uint32_t behind = (peer->number - sequence) & 0xFFFF;
    if (behind == 0 || behind > VM_SENT)
        return;
    if (ticks == NEVER) {
        heard->lost++;
        return;
    }
    int64_t delay = ticks * TICK_NS - peer->left[sequence % VM_SENT];
    if (delay < heard->fastest)
        heard->fastest = delay;
    if (peer->left[sequence % VM_SENT] > *newest)
        *newest = peer->left[sequence % VM_SENT];
    if (peer->left[sequence % VM_SENT] >= heard->newest) {
        heard->newest = peer->left[sequence % VM_SENT];
        heard->delay = delay;
    }
    if (behind <= ((peer->number - peer->told) & 0xFFFF))
        peer->told = (sequence + 1) & 0xFFFF;
    heard->came++;
    heard->bytes += peer->sizes[sequence % VM_SENT];
}

/* Whether a whole RTCP packet says nothing but which packets came, and when: reports beside that have no blocks. */
int vm_only_feedback(const uint8_t *data, int size)
{
    enum { EMPTY_REPORT = 0x80C9, FEEDBACK = 0x8FCD };
    int at = 0;
    while (at + 8 <= size) {
        uint32_t kind = vm_get16(data + at);
        if (kind != EMPTY_REPORT && kind != FEEDBACK)
            return 0;
        at += 4 + vm_get16(data + at + 2) * 4;
    }
    return at == size;
}

/* Reads a feedback packet of `size` bytes as `arrivals.read` does, and calls `tell` for each; returns when the newest that came had left. */
static int64_t read_feedback(struct vm_peer *peer, const uint8_t *data, int size)
{
    enum { LARGEST = 2048 };
    uint8_t symbols[LARGEST + 14];
    int64_t newest = 0;
    if (size < 20)
        return 0;
    uint32_t base = vm_get16(data + 12);
    int count = vm_get16(data + 14), known = 0, at = 20;
    int64_t now = (int64_t)(vm_get32(data + 16) >> 8) * REFERENCE_TICKS;
    if (count > LARGEST)
        count = LARGEST;
    while (known < count && at + 2 <= size) {
        uint32_t word = vm_get16(data + at);
        at += 2;
        if (!(word >> 15)) {
            for (uint32_t run = word & 0x1FFF; run && known < count; run--)
                symbols[known++] = word >> 13 & 3;
        } else if (word >> 14 & 1) {
            for (int shift = 12; shift >= 0; shift -= 2)
                symbols[known++] = word >> shift & 3;
        } else {
            for (int shift = 13; shift >= 0; shift--)
                symbols[known++] = word >> shift & 1;
        }
    }
    for (int place = 0; place < known && place < count; place++) {
        uint32_t sequence = (base + (uint32_t)place) & 0xFFFF;
        if (symbols[place] == 0) {
            tell(peer, sequence, NEVER, &newest);
            continue;
        }
        if (symbols[place] > LARGE || at + symbols[place] > size)
            break;
        now += symbols[place] == SMALL ? data[at] : (int16_t)vm_get16(data + at);
        at += symbols[place];
        tell(peer, sequence, now, &newest);
    }
    return newest;
}

/* Adds up what `downlink.Downlink.hear` asks of a feedback packet. */
void vm_hear(struct vm_peer *peer, const uint8_t *data, int size, int64_t now_ns)
{
    uint32_t told = peer->told, behind = (peer->number - told) & 0xFFFF;
    int64_t oldest = peer->left[(peer->number - (behind < VM_SENT ? behind : VM_SENT)) % VM_SENT];
    int64_t newest = read_feedback(peer, data, size);
    peer->heard.reports++;
    if (peer->told != told && now_ns - oldest > peer->heard.waited)
        peer->heard.waited = now_ns - oldest;
    if (newest && now_ns - newest < peer->heard.round_trip)
        peer->heard.round_trip = now_ns - newest;
}
