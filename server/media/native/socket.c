/* Datagrams by the batch: recvmmsg fills one ring, sendmmsg empties the other. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>

#include "internal.h"

enum { TOGETHER = 65000 }; /* bytes that leave together at most: as one datagram they are none too long */

union control {
    struct cmsghdr aligned;
    uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
};

int vm_receive(struct vm_socket *s)
{
    s->calls++;
    int count = recvmmsg(s->fd, s->rx, VM_BATCH, MSG_DONTWAIT, NULL);
    s->received = count > 0 ? (uint32_t)count : 0;
    s->next = 0;
    return (int)s->received;
}

void vm_commit(struct vm_socket *s, uint32_t length, const uint8_t *name)
{
    struct mmsghdr *message = (struct mmsghdr *)s->tx + s->queued;
    message->msg_hdr.msg_iov->iov_len = length;
    memcpy(s->tx_names + s->queued * s->name_size, name, s->name_size);
    if (++s->queued == VM_BATCH)
        vm_flush(s);
}

/* Lays out what is queued from `first` on as messages for sendmmsg, and how many datagrams each holds; returns how many messages.
   Datagrams in a row to the same address go down the stack as one where they are of one size, all but the last (UDP_SEGMENT, udp(7)):
   the packets of a picture. Those before `apart` go each by itself. */
static uint32_t lay_out(const struct vm_socket *s, uint32_t first, uint32_t apart, struct mmsghdr *out, union control *controls,
                        uint8_t *sizes)
{
    uint32_t count = 0;
    for (uint32_t i = first; i < s->queued; i += sizes[count++]) {
        const uint8_t *name = s->tx_names + i * s->name_size;
        struct mmsghdr *queued = (struct mmsghdr *)s->tx, *message = out + count;
        size_t size = queued[i].msg_hdr.msg_iov->iov_len, room = TOGETHER - size;
        uint32_t next = i + 1;
        *message = queued[i];
        while (next < s->queued && i >= apart && !memcmp(name, s->tx_names + next * s->name_size, s->name_size)) {
            size_t more = queued[next].msg_hdr.msg_iov->iov_len;
            if (more > size || more > room)
                break;
            room -= more;
            next++;
            if (more < size)
                break;
        }
        sizes[count] = (uint8_t)(next - i);
        if (next == i + 1)
            continue;
        message->msg_hdr.msg_iovlen = next - i; /* theirs lie behind each other, as the slots do */
        message->msg_hdr.msg_control = controls + count;
        message->msg_hdr.msg_controllen = sizeof controls->bytes;
        struct cmsghdr *segment = CMSG_FIRSTHDR(&message->msg_hdr);
        uint16_t each = (uint16_t)size;
        segment->cmsg_level = SOL_UDP;
        segment->cmsg_type = UDP_SEGMENT;
        segment->cmsg_len = CMSG_LEN(sizeof each);
        memcpy(CMSG_DATA(segment), &each, sizeof each);
    }
    return count;
}

/* A full buffer drops the rest; an address that cannot be reached drops its own datagram only. What cannot leave together leaves
   one by one: the way has smaller packets (EINVAL), or its device cannot do it (EIO, and then nothing is tried together again). */
void vm_flush(struct vm_socket *s)
{
    struct mmsghdr messages[VM_BATCH];
    union control controls[VM_BATCH];
    uint8_t sizes[VM_BATCH];
    uint32_t done = 0, apart = s->together ? 0 : VM_BATCH;
    while (done < s->queued) {
        uint32_t count = lay_out(s, done, apart, messages, controls, sizes);
        s->calls++;
        int sent = sendmmsg(s->fd, messages, count, MSG_DONTWAIT);
        if (sent > 0) {
            for (int i = 0; i < sent; i++) {
                done += sizes[i];
                s->sent += sizes[i];
            }
        } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS || errno == EBADF) {
            s->dropped += s->queued - done;
            break;
        } else if (errno != EINTR && sizes[0] > 1) {
            apart = errno == EIO ? VM_BATCH : done + sizes[0];
            s->together = errno != EIO;
        } else if (errno != EINTR) {
            s->dropped++;
            done++;
        }
    }
    s->queued = 0;
}
