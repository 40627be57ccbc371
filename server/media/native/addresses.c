/* From a raw socket address to what is known to be there: open addressing, half empty at least. */
#include "internal.h"

struct vm_entry {
    uint8_t name[VM_NAME];
    void *what; /* NULL: free */
};

static uint32_t home(const struct vm_table *t, const uint8_t *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (uint32_t i = 0; i < t->name_size; i++)
        hash = (hash ^ name[i]) * 16777619u;
    return (hash ^ hash >> 16) & (t->places - 1);
}

/* The entry of this name, or the free one where it would go. */
static struct vm_entry *seek(const struct vm_table *t, const uint8_t *name)
{
    uint32_t at = home(t, name);
    while (t->entries[at].what && memcmp(t->entries[at].name, name, t->name_size))
        at = (at + 1) & (t->places - 1);
    return t->entries + at;
}

void *vm_find(const struct vm_table *t, const uint8_t *name)
{
    return t->taken ? seek(t, name)->what : NULL;
}

static int grow(struct vm_table *t)
{
    struct vm_entry *old = t->entries;
    uint32_t places = t->places;
    struct vm_entry *table = calloc(places ? places * 2 : 64, sizeof *table);
    if (!table)
        return -1;
    t->entries = table;
    t->places = places ? places * 2 : 64;
    for (uint32_t i = 0; i < places; i++)
        if (old[i].what)
            *seek(t, old[i].name) = old[i];
    free(old);
    return 0;
}

/* -1 without memory: its packets then go through Python. */
int vm_place(struct vm_table *t, const uint8_t *name, void *what)
{
    if ((t->taken + 1) * 2 > t->places && grow(t))
        return -1;
    struct vm_entry *entry = seek(t, name);
    if (!entry->what)
        t->taken++;
    memcpy(entry->name, name, t->name_size);
    entry->what = what;
    return 0;
}

void vm_unplace(struct vm_table *t, const uint8_t *name)
{
    if (!t->taken)
        return;
    struct vm_entry *entry = seek(t, name);
    if (!entry->what)
        return;
    entry->what = NULL;
    t->taken--;
    /* Those behind it up to the next free place may have been pushed there by it: put them in anew. */
    uint32_t at = (uint32_t)(entry - t->entries);
    while (t->entries[at = (at + 1) & (t->places - 1)].what) {
        struct vm_entry moved = t->entries[at];
        t->entries[at].what = NULL;
        *seek(t, moved.name) = moved;
    }
}

void vm_forget_all(struct vm_table *t)
{
    free(t->entries);
    t->entries = NULL;
    t->places = t->taken = 0;
}
