/* HMAC-SHA1 (RFC 2104, RFC 3174), for connectivity checks, which know no other. The key's two blocks are taken in once. */
#include "internal.h"

static uint32_t rotated(uint32_t word, int by) { return word << by | word >> (32 - by); }

static void block(uint32_t state[5], const uint8_t data[64])
{
    uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 16; i++)
        w[i] = vm_get32(data + 4 * i);
    for (int i = 16; i < 80; i++)
        w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t mixed = i < 20   ? ((b & c) | (~b & d)) + 0x5A827999u
                         : i < 40 ? (b ^ c ^ d) + 0x6ED9EBA1u
                         : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDCu
                                  : (b ^ c ^ d) + 0xCA62C1D6u;
        uint32_t next = rotated(a, 5) + mixed + e + w[i];
        e = d;
        d = c;
        c = rotated(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

/* The digest of one block that `state` has taken in already, and of `size` bytes more; `state` is used up. */
static void finish(uint32_t state[5], const uint8_t *data, uint32_t size, uint8_t *digest)
{
    uint8_t last[128] = {0};
    uint32_t at = 0;
    for (; size - at >= 64; at += 64)
        block(state, data + at);
    uint32_t rest = size - at, blocks = rest < 56 ? 1 : 2;
    memcpy(last, data + at, rest);
    last[rest] = 0x80;
    vm_put32(last + blocks * 64 - 4, (size + 64) * 8); /* sizes here are far below 2^29 bytes */
    for (uint32_t i = 0; i < blocks; i++)
        block(state, last + i * 64);
    for (int i = 0; i < 5; i++)
        vm_put32(digest + 4 * i, state[i]);
}

static void begin(uint32_t state[5], const uint8_t key[64], uint8_t mask)
{
    static const uint32_t first[5] = {0x67452301u, 0xEFCDAB89u, 0x98BADCFEu, 0x10325476u, 0xC3D2E1F0u};
    uint8_t masked[64];
    for (int i = 0; i < 64; i++)
        masked[i] = key[i] ^ mask;
    memcpy(state, first, sizeof first);
    block(state, masked);
}

int vm_hmac_key(struct vm_hmac *h, const uint8_t *key, uint32_t size)
{
    uint8_t padded[64] = {0};
    if (size > sizeof padded)
        return 0;
    memcpy(padded, key, size);
    begin(h->inner, padded, 0x36);
    begin(h->outer, padded, 0x5C);
    return 1;
}

void vm_hmac(const struct vm_hmac *h, const uint8_t *data, uint32_t size, uint8_t *digest)
{
    uint32_t state[5];
    uint8_t inner[VM_DIGEST];
    memcpy(state, h->inner, sizeof state);
    finish(state, data, size, inner);
    memcpy(state, h->outer, sizeof state);
    finish(state, inner, VM_DIGEST, digest);
}
