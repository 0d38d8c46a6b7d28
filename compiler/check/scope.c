/*
 * Names and where they can be read: lists for the few of an expression, a
 * table with an undo log for the many of a flow.
 */
#include "compiler/check/scope.h"

#include "compiler/check/flow_check.h"
#include "compiler/check/own.h"

#include <assert.h>

static uint32_t slot_hash(const struct sym *name)
{
    uint64_t x = (uint64_t)(uintptr_t)name;

    x = (x >> 4) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(x >> 32);
}

/* The slot of a name, or the free one where it belongs. */
static struct names_slot *find_slot(const struct names *n,
                                    const struct sym *name)
{
    uint32_t i = slot_hash(name) & (n->nslots - 1);

    while (n->slots[i].name && n->slots[i].name != name)
        i = (i + 1) & (n->nslots - 1);
    return &n->slots[i];
}

static void grow(struct names *n)
{
    struct names_slot *old = n->slots;
    uint32_t nold = n->nslots;

    n->nslots = nold * 2;
    n->slots = arena_array(n->arena, struct names_slot, n->nslots);
    for (uint32_t i = 0; i < nold; i++)
        if (old[i].name)
            *find_slot(n, old[i].name) = old[i];
}

void names_init(struct names *n, struct arena *a)
{
    *n = (struct names){.arena = a, .nslots = 16};
    n->slots = arena_array(a, struct names_slot, n->nslots);
    n->head.names = n;
}

const struct scope *names_scope(const struct names *n)
{
    return &n->head;
}

struct names_slot *names_slot(struct names *n, const struct sym *name)
{
    if (n->used * 2 >= n->nslots)
        grow(n);
    struct names_slot *slot = find_slot(n, name);
    if (!slot->name)
        n->used++;
    slot->name = name;
    return slot;
}

void names_push(struct names *n, struct scope *s)
{
    struct names_slot *slot = names_slot(n, s->name);

    *vec_push(n->arena, &n->log) = (struct names_entry){
        .bound = s, .before = slot->newest, .before_at = slot->at};
    slot->newest = s;
    slot->at = n->log.n;
}

struct scope *names_add(struct names *n, const struct sym *name,
                        struct graph_var *var)
{
    struct scope *s = arena_make(n->arena, struct scope);

    s->name = name;
    s->var = var;
    names_push(n, s);
    return s;
}

struct scope *names_get(const struct names *n, const struct sym *name)
{
    return find_slot(n, name)->newest;
}

uint32_t names_mark(const struct names *n)
{
    return n->log.n;
}

void names_undo(struct names *n, uint32_t mark)
{
    assert(mark <= n->log.n);
    while (n->log.n > mark) {
        const struct names_entry *e = &n->log.at[--n->log.n];
        struct names_slot *slot = find_slot(n, e->bound->name);
        slot->newest = e->before;
        slot->at = e->before_at;
    }
}

bool names_is_new(const struct names *n, const struct sym *name, uint32_t mark)
{
    return find_slot(n, name)->at > mark;
}

uint32_t names_since(const struct names *n, uint32_t mark,
                     struct scope *const **all)
{
    struct scope **made =
        arena_array(n->arena, struct scope *, n->log.n - mark + 1);
    uint32_t count = 0;

    for (uint32_t i = mark; i < n->log.n; i++)
        if (names_get(n, n->log.at[i].bound->name) == n->log.at[i].bound)
            made[count++] = n->log.at[i].bound;
    *all = made;
    return count;
}

const struct scope *scope_add(struct check *k, const struct scope *up,
                              const struct sym *name, struct graph_var *var)
{
    struct scope *s = arena_make(k->arena, struct scope);

    s->up = up;
    s->name = name;
    s->var = var;
    return s;
}

const struct scope *scope_find(const struct scope *s, const struct sym *name)
{
    for (; s; s = s->up) {
        const struct scope *found = s->name == name ? s : NULL;
        if (s->names)
            found = names_get(s->names, name);
        if (found)
            return found;
    }
    return NULL;
}

uint32_t scope_names(struct check *k, const struct scope *s, const str **names)
{
    VEC(str) all = {0};

    for (; s; s = s->up) {
        for (uint32_t i = 0; s->names && i < s->names->log.n; i++) {
            const struct scope *bound = s->names->log.at[i].bound;
            if (!bound->maybe)
                *vec_push(k->arena, &all) = bound->name->text;
        }
        if (s->name && !s->maybe)
            *vec_push(k->arena, &all) = s->name->text;
    }
    *names = all.at;
    return all.n;
}

/* As a handler names them. */
static str written_classes(struct check *k, weir_class_set set)
{
    str all = {0};

    for (unsigned c = 1; c < WEIR_NCLASSES; c++)
        if (set & WEIR_CLASS_BIT(c))
            all = arena_printf(k->arena, "%" STR_FMT "%s%s", STR_ARG(all),
                               all.len ? ", " : "",
                               weir_class_name((enum weir_class)c));
    return all;
}

void scope_report(struct check *k, const struct scope *s, span at)
{
    const void *where = (const void *)(uintptr_t)s->why_at.pos;

    if (missing_again(k, "set", s->name->text, where, at))
        return;
    struct diag *d =
        check_report(k, CHECK_UNSET_NAME, at,
                     "expected a name that is set on every way to here, found "
                     "\"%" STR_FMT "\"",
                     STR_ARG(s->name->text));

    missing_note(k, "set", s->name->text, where, d);
    str classes = class_names(k, s->read_fails);
    if (s->read_fails)
        diag_note(k->diags, d, s->why_at,
                  "the read itself can fail with %" STR_FMT
                  "; route that at the read, as in { on %" STR_FMT " -> halt }",
                  STR_ARG(classes), STR_ARG(written_classes(k, s->read_fails)));
    if (s->why.len)
        diag_note(k->diags, d, s->why_at, "%" STR_FMT, STR_ARG(s->why));
}
