/* Datagrams by the batch: recvmmsg fills one ring, sendmmsg empties the other. */
#include <errno.h>

#include "internal.h"

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

/* A full buffer drops the rest; an address that cannot be reached drops its own datagram only. */
void vm_flush(struct vm_socket *s)
{
    uint32_t count = s->queued, done = 0;
    s->queued = 0;
    while (done < count) {
        s->calls++;
        int sent = sendmmsg(s->fd, (struct mmsghdr *)s->tx + done, count - done, MSG_DONTWAIT);
        if (sent > 0) {
            done += (uint32_t)sent;
            s->sent += (uint64_t)sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS || errno == EBADF) {
            s->dropped += count - done;
            return;
        } else if (errno != EINTR) {
            s->dropped++;
            done++;
        }
    }
}
