/* What the event loop waits with: settled packets are forwarded while nothing else is to be done, without Python. The loop's own
   epoll is one of the things waited for, so whatever else it waits for wakes it as before. */
#include <poll.h>
#include <time.h>

#include "internal.h"

static int64_t clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Takes in what has come on all sockets; a bit for each that has something for Python. */
static uint32_t look(struct vm_waiting *w, const struct pollfd *polled, int all, int64_t now)
{
    uint32_t found = 0;
    uint64_t taken = 0, checks = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        struct vm_socket *s = w->sockets[i];
        if (!all && !polled[i].revents)
            continue;
        uint64_t datagrams = s->datagrams, answered = s->checks;
        s->pending = vm_drain(s, now);
        taken += s->datagrams - datagrams;
        checks += s->checks - answered;
        if (s->pending != VM_DONE || s->noted)
            found |= 1u << i;
    }
    for (uint32_t i = 0; i < w->count; i++)
        if (w->sockets[i]->queued)
            vm_flush(w->sockets[i]);
    if (taken > checks)
        w->quiet_ns = 0;
    if (taken)
        w->resume_ns = now + (w->quiet_ns > w->collect_ns ? w->quiet_ns : w->collect_ns);
    return found;
}

/* Waits until `timeout_ns` have passed (-1: for ever), the descriptor `rest` is readable (VM_REST), or a socket has something that
   only Python can deal with (bit i for the socket of that number); forwards and answers everything else meanwhile. */
uint32_t vm_wait(struct vm_waiting *w, int rest, int64_t timeout_ns)
{
    int64_t now = clock_ns(), until = timeout_ns < 0 ? INT64_MAX : now + timeout_ns;
    for (;;) {
        struct pollfd polled[1 + VM_SOCKETS] = {{.fd = rest, .events = POLLIN}};
        int collects = now < w->resume_ns;
        for (uint32_t i = 0; i < w->count; i++) /* one below 0 is passed over */
            polled[1 + i] = (struct pollfd){.fd = collects ? -1 : w->sockets[i]->fd, .events = POLLIN};
        int64_t end = collects && w->resume_ns < until ? w->resume_ns : until, left = end > now ? end - now : 0;
        struct timespec span = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
        w->waits++;
        if (ppoll(polled, 1 + w->count, end == INT64_MAX ? NULL : &span, NULL) < 0)
            return 0; /* a signal: Python hears of it by its own descriptor */
        now = clock_ns();
        uint32_t found = collects && now < w->resume_ns ? 0 : look(w, polled + 1, collects, now);
        if (polled[0].revents)
            found |= VM_REST;
        if (found || now >= until)
            return found;
    }
}
