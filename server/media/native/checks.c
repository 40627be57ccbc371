/* A connectivity check from an address that its peer has proven already, and its answer: all that a seat sends which waits. What
   is in any way odd gets no answer here; `stun.py` then judges it, by the same rules (RFC 8489). */
#include "internal.h"

enum { HEADER = 20, LONGEST = 1280, COOKIE = 0x2112A442, XOR = 0x5354554E };
enum { USERNAME = 0x0006, INTEGRITY = 0x0008, MAPPED = 0x0020, FINGERPRINT = 0x8028 };

static uint32_t crc32(const uint8_t *data, uint32_t size)
{
    static const uint32_t table[16] = {
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
        0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
    };
    uint32_t crc = 0xFFFFFFFFu;
    for (uint32_t i = 0; i < size; i++) {
        crc = table[(crc ^ data[i]) & 15] ^ crc >> 4;
        crc = table[(crc ^ data[i] >> 4) & 15] ^ crc >> 4;
    }
    return ~crc;
}

/* Whether `data` is a check with this pair's username, password and a right fingerprint. It is written to, and put right. */
static int proves(const struct vm_pair *pair, uint8_t *data, uint32_t size)
{
    const uint8_t *username = NULL, *integrity = NULL;
    uint32_t named = 0, covered = 0;
    if (size < HEADER || size > LONGEST || size % 4 || vm_get16(data) != 0x0001 || vm_get32(data + 4) != COOKIE
        || vm_get16(data + 2) != size - HEADER)
        return 0;
    for (uint32_t at = HEADER; at + 4 <= size;) {
        uint32_t kind = vm_get16(data + at), length = vm_get16(data + at + 2), end = at + 4 + length;
        if (end > size)
            return 0;
        if (kind == FINGERPRINT) {
            if (length != 4 || end != size || !username || !integrity)
                return 0;
            if ((crc32(data, at) ^ XOR) != vm_get32(data + at + 4))
                return 0;
            break;
        }
        if (integrity)
            return 0; /* only FINGERPRINT may follow MESSAGE-INTEGRITY here */
        if (kind == USERNAME) {
            username = data + at + 4;
            named = length;
        } else if (kind == INTEGRITY) {
            if (length != VM_DIGEST)
                return 0;
            integrity = data + at + 4;
            covered = at;
        }
        at = end + (4 - length % 4) % 4;
        if (at >= size)
            return 0; /* it ends without a fingerprint */
    }
    if (!username || !integrity || named != pair->username_size || memcmp(username, pair->username, named))
        return 0;
    uint8_t digest[VM_DIGEST], differs = 0;
    vm_put16(data + 2, covered + 4 + VM_DIGEST - HEADER);
    vm_hmac(&pair->password, data, covered, digest);
    vm_put16(data + 2, size - HEADER);
    for (int i = 0; i < VM_DIGEST; i++)
        differs |= digest[i] ^ integrity[i]; /* in the same time wherever they differ */
    return !differs;
}

/* The answer to a check from the raw socket address `name`, written to `out` (VM_SLOT bytes); its size, 0 for none. */
int vm_check(const struct vm_pair *pair, uint8_t *data, uint32_t size, const uint8_t *name, uint32_t name_size, uint8_t *out)
{
    if (!proves(pair, data, size))
        return 0;
    uint32_t wide = name_size == VM_NAME ? 16 : 4, at = HEADER;
    vm_put16(out, 0x0101);
    memcpy(out + 4, data + 4, 16);
    vm_put16(out + at, MAPPED);
    vm_put16(out + at + 2, 4 + wide);
    vm_put16(out + at + 4, wide == 16 ? 2 : 1);
    vm_put16(out + at + 6, (uint32_t)vm_get16(name + 2) ^ (COOKIE >> 16));
    for (uint32_t i = 0; i < wide; i++) /* masked by the cookie and, where it is longer, the transaction behind it */
        out[at + 8 + i] = name[(wide == 16 ? 8 : 4) + i] ^ data[4 + i];
    at += 8 + wide;
    vm_put16(out + 2, at + 4 + VM_DIGEST - HEADER);
    vm_hmac(&pair->password, out, at, out + at + 4);
    vm_put16(out + at, INTEGRITY);
    vm_put16(out + at + 2, VM_DIGEST);
    at += 4 + VM_DIGEST;
    vm_put16(out + 2, at + 8 - HEADER);
    vm_put32(out + at + 4, crc32(out, at) ^ XOR);
    vm_put16(out + at, FINGERPRINT);
    vm_put16(out + at + 2, 4);
    return (int)(at + 8);
}
