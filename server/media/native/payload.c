/* Whether a payload is the common case, a part of a picture that needs others. What stands alone, claims a size or is
   malformed is judged by `frames.py`. VP8: RFC 7741 section 4. H264: RFC 6184 section 5. */
#include "internal.h"

int vm_read_vp8(const uint8_t *data, int size, struct vm_frame *frame)
{
    *frame = (struct vm_frame){-1, 0, -1, -1, -1};
    if (size <= 0)
        return size == 0; /* padding only */
    int at = 1;
    if (data[0] & 0x80) {
        if (at >= size)
            return 0;
        uint8_t extension = data[at++];
        if (extension & 0x80) {
            if (at >= size)
                return 0;
            frame->picture_at = at;
            frame->picture = data[at++];
            if (frame->picture & 0x80) {
                if (at >= size)
                    return 0;
                frame->picture_wide = 1;
                frame->picture = (frame->picture & 0x7F) << 8 | data[at++];
            }
        }
        if (extension & 0x40) {
            if (at >= size)
                return 0;
            frame->tl0_at = at;
            frame->tl0 = data[at++];
        }
        if (extension & 0x30)
            at++;
    }
    if (at >= size)
        return 0;
    int begins = (data[0] & 0x10) && !(data[0] & 0x07);
    return !(begins && !(data[at] & 0x01));
}

int vm_read_h264(const uint8_t *data, int size)
{
    enum { SLICE = 1, FU_A = 28 };
    if (size <= 0)
        return size == 0;
    int kind = data[0] & 0x1F;
    if (kind == FU_A)
        return size >= 2 && (data[1] & 0x1F) != 7 && (!(data[1] & 0x80) || (data[1] & 0x1F) == SLICE);
    return kind == SLICE;
}
