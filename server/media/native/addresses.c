/* From a raw socket address to the peer that has proven to be there: open addressing, half empty at least. */
#include "internal.h"

struct vm_entry {
    uint8_t name[VM_NAME];
    struct vm_peer *peer; /* NULL: free */
};

static uint32_t home(const struct vm_socket *s, const uint8_t *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (uint32_t i = 0; i < s->name_size; i++)
        hash = (hash ^ name[i]) * 16777619u;
    return (hash ^ hash >> 16) & (s->places - 1);
}

/* The entry of this name, or the free one where it would go. */
static struct vm_entry *seek(const struct vm_socket *s, const uint8_t *name)
{
    uint32_t at = home(s, name);
    while (s->table[at].peer && memcmp(s->table[at].name, name, s->name_size))
        at = (at + 1) & (s->places - 1);
    return s->table + at;
}

struct vm_peer *vm_find(const struct vm_socket *s, const uint8_t *name)
{
    return s->taken ? seek(s, name)->peer : NULL;
}

static int grow(struct vm_socket *s)
{
    struct vm_entry *old = s->table;
    uint32_t places = s->places;
    struct vm_entry *table = calloc(places ? places * 2 : 64, sizeof *table);
    if (!table)
        return -1;
    s->table = table;
    s->places = places ? places * 2 : 64;
    for (uint32_t i = 0; i < places; i++)
        if (old[i].peer)
            *seek(s, old[i].name) = old[i];
    free(old);
    return 0;
}

/* -1 without memory: the peer's packets then go through Python. */
int vm_place(struct vm_socket *s, const uint8_t *name, struct vm_peer *peer)
{
    if ((s->taken + 1) * 2 > s->places && grow(s))
        return -1;
    struct vm_entry *entry = seek(s, name);
    if (!entry->peer)
        s->taken++;
    memcpy(entry->name, name, s->name_size);
    entry->peer = peer;
    return 0;
}

void vm_unplace(struct vm_socket *s, const uint8_t *name)
{
    if (!s->taken)
        return;
    struct vm_entry *entry = seek(s, name);
    if (!entry->peer)
        return;
    entry->peer = NULL;
    s->taken--;
    /* Those behind it up to the next free place may have been pushed there by it: put them in anew. */
    uint32_t at = (uint32_t)(entry - s->table);
    while (s->table[at = (at + 1) & (s->places - 1)].peer) {
        struct vm_entry moved = s->table[at];
        s->table[at].peer = NULL;
        *seek(s, moved.name) = moved;
    }
}

void vm_forget_all(struct vm_socket *s)
{
    free(s->table);
    s->table = NULL;
    s->places = s->taken = 0;
}
