/* What Python and C share. `build.py` gives this file to cffi, so it holds declarations only. Sizes are bytes, times
   CLOCK_BOOTTIME nanoseconds. Memory that C points at is owned by the Python objects of the same names, which keep it
   alive for as long as it is pointed at. */

#define VM_BATCH 64
#define VM_SLOT 2048
#define VM_LARGEST 1900
#define VM_NAME 28
#define VM_SENT 2048
#define VM_HISTORY 256
#define VM_SOURCES 8
#define VM_SINKS 16
#define VM_NOTES 256
#define VM_KEEP 1024
#define VM_EXTENSION 256
#define VM_TELL_NS 100000000
#define VM_DIGEST 20
#define VM_USERNAME 64
#define VM_CONSENT_NS 30000000000
#define VM_SOCKETS 8
#define VM_REST 0x80000000

/* One of libsrtp's four functions. */
typedef int (*vm_srtp)(void *keys, void *packet, int *length);

struct vm_peer;

/* From raw socket addresses of `name_size` bytes to what is known to be there. */
struct vm_table {
    struct vm_entry *entries;
    uint32_t name_size, places, taken;
};

/* A UDP socket with its two rings, which Python has laid out: VM_BATCH slots of VM_SLOT bytes each. */
struct vm_socket {
    int fd;
    uint32_t name_size;
    void *rx, *tx;                  /* struct mmsghdr[VM_BATCH] */
    uint8_t *rx_data, *tx_data, *rx_names, *tx_names;
    uint32_t queued, received, next, batches;
    uint64_t sent, dropped, calls, datagrams, forwarded, copies, checks, reports, refused;
    struct vm_table peers;          /* struct vm_peer, by the address from which a proven peer sends */
    struct vm_table pairs;          /* struct vm_pair, by every address that a check has made known */
    struct vm_note *notes;          /* VM_NOTES of them */
    uint32_t noted;
    int together;                   /* the kernel takes datagrams of one size to one address together */
    int pending;                    /* what `vm_drain` has handed up to nobody yet */
};

/* What an event loop waits with. After each look, arrivals are left alone for the larger of the two times. */
struct vm_waiting {
    struct vm_socket *sockets[VM_SOCKETS];
    uint32_t count;
    int64_t collect_ns;             /* under load */
    int64_t quiet_ns;               /* while only checks come; C sets it to 0 when anything else does */
    int64_t resume_ns;
    uint64_t waits;
};

/* One forwarded packet that is not simply the next one of its stream: its statistics are for Python. */
struct vm_note {
    uint32_t source, timestamp;
    uint16_t sequence, length;
    uint32_t marker;
};

/* When packets came, by their transport-wide numbers, extended and above 0. */
struct vm_arrivals {
    int64_t highest, base;
    int64_t told_ns;                /* when feedback was given last */
    uint32_t count;
    int64_t number[VM_KEEP], tick[VM_KEEP];
};

/* What feedback said of the packets that left, so many packets of feedback together. `round_trip` is the shortest time from the
   leaving of the newest packet that one tells of to its own arrival; `newest` when the newest of all left and `delay` what that took;
   `waited` the longest time that a packet was out before anything was told of it. */
struct vm_heard {
    int64_t fastest, round_trip, came, lost, bytes, reports, newest, delay, waited;
};

/* Where a peer is sent to, and the numbers that it gives feedback about. No socket: only Python knows the way. */
struct vm_peer {
    void *receive_keys, *send_keys;
    struct vm_socket *socket;
    uint8_t name[VM_NAME];
    int64_t consent_until_ns;
    int64_t budget, budget_bytes;   /* what it may send before Python has to look again */
    int64_t packets, bytes, heard_ns; /* what it sent since Python looked, and when the last came */
    struct vm_arrivals *arrivals;   /* NULL: it numbers nothing */
    uint32_t reports_as, reports_on; /* the SSRCs that feedback comes from and is about, 0: for Python to give */
    uint32_t transport_extension;   /* the id of transport-wide numbers in what it sends, 0 for none */
    uint32_t number;                /* of the next packet to it, 16 bits */
    uint32_t told;                  /* of the first packet of which nothing was heard, 16 bits */
    int64_t left[VM_SENT];
    int32_t sizes[VM_SENT];
    struct vm_heard heard;          /* since Python looked */
    int probed;                     /* Python reads feedback itself: it waits for what a probe brings */
    uint32_t reporter;              /* the SSRC of the RTCP that Python heard last: one that is new is for Python */
    struct vm_source *sources[VM_SOURCES];
};

/* HMAC-SHA1 after its key's two blocks. */
struct vm_hmac {
    uint32_t inner[5], outer[5];
};

/* What answers the checks from one known address, and whose consent they are. */
struct vm_pair {
    struct vm_peer *peer;
    struct vm_hmac password;
    uint32_t username_size;
    uint8_t username[VM_USERNAME];
};

/* What a VP8 payload descriptor says, as `frames.Frame`. Offsets are from the payload's begin, -1 for absent. */
struct vm_frame {
    int picture_at, picture_wide, picture, tl0_at, tl0;
};

/* What a payload of RFC 2198 holds, as `redundancy.Blocks`. */
struct vm_blocks {
    int older, newest_at;
};

/* One slot's outgoing stream, after `rewrite.Continuity` and `outgoing.Outgoing`. */
struct vm_stream {
    struct vm_peer *peer;
    int64_t *tally;                 /* `meter.Tally`'s numbers, in its order; may be NULL */
    uint32_t ssrc, transport;       /* transport: the head of the extension's one element, 0 for no extension */
    int64_t clock_rate;
    int64_t sequence, first, highest, sequence_shift, stamped_ns;
    uint32_t timestamp, timestamp_shift;
    int picture, picture_shift, tl0, tl0_shift, picture_unset, bound;
    int keeps, repairable;          /* whether it has a history, and of what: packets before or after protection */
    struct vm_kept *history;        /* VM_HISTORY of them, made with the first packet */
    uint64_t packets, octets, refused;
};

enum vm_codec { VM_OPUS, VM_VP8, VM_H264 };

/* A stream that a peer sends, while everything about it is settled: Python fills it, and empties it (`until_ns` = 0)
   whenever something changes. */
struct vm_source {
    uint32_t ssrc, id;
    int64_t until_ns;
    int codec, payload_type, redundant_type; /* redundant_type: of the same with older packets in it, 0 for none */
    int notes_frames;               /* Python wants to know of each frame's end */
    int64_t *numbers;               /* of `reception.Reception`: highest sequence number, packets */
    double *timing;                 /* … transit and jitter in ticks */
    double clock_per_ns;
    int64_t octets, heard_ns;       /* since Python looked */
    uint32_t count;
    struct vm_stream *sinks[VM_SINKS];
    uint8_t payload_types[VM_SINKS], redundant_types[VM_SINKS];
};

enum vm_verdict { VM_DONE, VM_SEALED, VM_OPENED };

void vm_libsrtp(uintptr_t protect, uintptr_t unprotect, uintptr_t unprotect_control, uintptr_t protect_control);

void vm_commit(struct vm_socket *s, uint32_t length, const uint8_t *name);
void vm_flush(struct vm_socket *s);
int vm_receive(struct vm_socket *s);

int vm_place(struct vm_table *table, const uint8_t *name, void *what);
void *vm_find(const struct vm_table *table, const uint8_t *name);
void vm_unplace(struct vm_table *table, const uint8_t *name);
void vm_forget_all(struct vm_table *table);

/* 0 for a key of more than 64 bytes. */
int vm_hmac_key(struct vm_hmac *h, const uint8_t *key, uint32_t size);
void vm_hmac(const struct vm_hmac *h, const uint8_t *data, uint32_t size, uint8_t *digest);
int vm_check(const struct vm_pair *pair, uint8_t *data, uint32_t size, const uint8_t *name, uint32_t name_size, uint8_t *out);

/* Read a payload of `size` bytes; 1 when the packet neither begins a picture that stands alone nor is odd in any way. */
int vm_read_vp8(const uint8_t *data, int size, struct vm_frame *frame);
int vm_read_h264(const uint8_t *data, int size);

/* 0 for a payload that is not to be forwarded. */
int vm_read_blocks(const uint8_t *data, int size, int payload_type, struct vm_blocks *blocks);
void vm_retype(uint8_t *data, const struct vm_blocks *blocks, int payload_type);

int vm_write(struct vm_stream *stream, uint8_t *out, const uint8_t *payload, int size, int first, int second,
             int sequence, uint32_t timestamp, const struct vm_frame *frame, int64_t now_ns);
int vm_kept(const struct vm_stream *stream, int sequence, uint8_t *out);
void vm_stream_free(struct vm_stream *stream);

void vm_arrived(struct vm_arrivals *a, uint32_t sequence, int64_t now_ns);
int vm_feedback(struct vm_arrivals *a, uint32_t sender, uint32_t media, uint8_t *out);
void vm_hear(struct vm_peer *peer, const uint8_t *data, int size, int64_t now_ns);
int vm_only_feedback(const uint8_t *data, int size);

int vm_drain(struct vm_socket *s, int64_t now_ns);
uint32_t vm_wait(struct vm_waiting *w, int rest, int64_t timeout_ns);
