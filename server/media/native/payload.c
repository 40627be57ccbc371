/* Whether a payload is the common case, a part of a picture that needs others. What stands alone, claims a size or is
   malformed is judged by `frames.py`. VP8: RFC 7741 section 4. H264: RFC 6184 section 5. Sound with older packets in it is read as by
   `redundancy.py`. */
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

int vm_read_blocks(const uint8_t *data, int size, int payload_type, struct vm_blocks *blocks)
{
    enum { MORE = 0x80, HEAD = 4 };
    *blocks = (struct vm_blocks){-1, 0};
    if (size <= 0)
        return size == 0; /* padding only */
    int at = 0, older = 0, length = 0;
    for (; data[at] & MORE; at += HEAD, older++) {
        if ((data[at] & 0x7F) != payload_type || at + HEAD >= size)
            return 0;
        length += (data[at + 2] & 0x03) << 8 | data[at + 3];
    }
    if (data[at] != payload_type || at + 1 + length >= size)
        return 0;
    *blocks = (struct vm_blocks){older, at + 1 + length};
    return 1;
}

void vm_retype(uint8_t *data, const struct vm_blocks *blocks, int payload_type)
{
    for (int head = 0; head < blocks->older; head++)
        data[head * 4] = (uint8_t)(0x80 | payload_type);
    if (blocks->older >= 0)
        data[blocks->older * 4] = (uint8_t)payload_type;
}
