/* What the C files share among themselves. */
#ifndef VESTIBULE_MEDIA_INTERNAL
#define VESTIBULE_MEDIA_INTERNAL

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "media.h"

extern vm_srtp vm_protect, vm_unprotect, vm_unprotect_control, vm_protect_control;

static inline uint16_t vm_get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static inline uint32_t vm_get32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline void vm_put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void vm_put32(uint8_t *at, uint32_t value)
{
    vm_put16(at, value >> 16);
    vm_put16(at + 2, value);
}

#endif
