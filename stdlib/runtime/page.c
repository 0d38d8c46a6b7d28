/*
 * Paging by offset, number, cursor and link. A page that comes again and
 * again, a cursor that does not move, a link to another place are malformed:
 * reading ends in bounded time, whatever a server sends.
 */
#include "stdlib/runtime/page.h"
#include "stdlib/runtime/link.h"
#include "stdlib/value/json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool json_at(str json, const char *path, str *out)
{
    str keys[16];
    size_t n = 0;

    for (const char *p = path; p && *p && n < 16; n++) {
        size_t len = strcspn(p, ".");

        keys[n] = (str){p, len};
        p += len + (p[len] == '.');
    }
    if (!n) {
        *out = json;
        return true;
    }
    return weir_json_find(json, keys, n, out);
}

/* The address of the first page. */
static str first_page(const struct pager *p)
{
    str base = p->url, target = p->base->target;

    while (base.len && base.ptr[base.len - 1] == '/')
        base.len--;
    bool slash = target.len && target.ptr[0] != '/' && target.ptr[0] != '?';

    return arena_printf(p->keep, "%" STR_FMT "%s%" STR_FMT, STR_ARG(base),
                        slash ? "/" : "", STR_ARG(target));
}

/* False: this cursor has been there in this reading. */
static bool is_new(struct pager *p, str cursor)
{
    uint64_t hash = str_hash(cursor);

    for (size_t i = 0; i < p->nseen; i++)
        if (p->seen[i] == hash)
            return false;
    if (p->nseen == p->room) {
        size_t room = p->room ? p->room * 2 : 64;
        uint64_t *seen = arena_array(p->keep, uint64_t, room);

        if (p->nseen)
            memcpy(seen, p->seen, p->nseen * sizeof *seen);
        p->seen = seen;
        p->room = room;
    }
    p->seen[p->nseen++] = hash;
    return true;
}

void pager_init(struct pager *p, struct weir_engine *e,
                const struct weir_step *s, const struct weir_request *base,
                struct arena *keep)
{
    *p = (struct pager){.step = s,
                        .base = base,
                        .url = engine_instance(e, s->instance)->endpoint.base,
                        .number = 1,
                        .keep = keep};
}

str pager_place(const struct pager *p, struct arena *a)
{
    switch (p->step->paging.kind) {
    case WEIR_PAGE_OFFSET: return arena_printf(a, "%lld", (long long)p->offset);
    case WEIR_PAGE_NUMBER: return arena_printf(a, "%lld", (long long)p->number);
    case WEIR_PAGE_CURSOR:
    case WEIR_PAGE_LINK: return p->cursor;
    case WEIR_PAGE_NONE: break;
    }
    return STR("");
}

bool pager_go(struct pager *p, str place)
{
    switch (p->step->paging.kind) {
    case WEIR_PAGE_OFFSET:
        p->offset = strtoll(place.ptr, NULL, 10);
        return p->offset >= 0;
    case WEIR_PAGE_NUMBER:
        p->number = strtoll(place.ptr, NULL, 10);
        return p->number > 0;
    case WEIR_PAGE_CURSOR:
    case WEIR_PAGE_LINK:
        p->cursor = place;
        return place.len > 0 && is_new(p, place);
    case WEIR_PAGE_NONE: break;
    }
    return false;
}

static void add(struct weir_request *q, const char *name, str value)
{
    q->query.at[q->query.n++] = (struct weir_param){str_from(name), value};
}

struct weir_request pager_request(const struct pager *p, struct arena *a)
{
    const struct weir_paging *g = &p->step->paging;
    struct weir_request q = *p->base;

    if (g->kind == WEIR_PAGE_LINK && p->cursor.len) {
        q.target = p->cursor; // it is whole
        q.query = (struct weir_params){0};
        return q;
    }
    q.query.at = arena_array(a, struct weir_param, q.query.n + 2);
    q.query.cap = q.query.n + 2;
    if (q.query.n)
        memcpy(q.query.at, p->base->query.at, q.query.n * sizeof *q.query.at);
    if (g->size_parameter && g->size)
        add(&q, g->size_parameter, arena_printf(a, "%lld", (long long)g->size));
    if (!g->parameter)
        return q;
    if (g->kind == WEIR_PAGE_OFFSET)
        add(&q, g->parameter, arena_printf(a, "%lld", (long long)p->offset));
    else if (g->kind == WEIR_PAGE_NUMBER)
        add(&q, g->parameter, arena_printf(a, "%lld", (long long)p->number));
    else if (g->kind == WEIR_PAGE_CURSOR && p->cursor.len)
        add(&q, g->parameter, p->cursor);
    return q;
}

static bool malformed(struct weir_answer *a, struct arena *arena,
                      const char *fmt, ...) PRINTF_LIKE(3, 4);

static bool malformed(struct weir_answer *a, struct arena *arena,
                      const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    a->message = arena_vprintf(arena, fmt, args);
    va_end(args);
    a->failed = WEIR_MALFORMED;
    return false;
}

static size_t count(str list)
{
    struct weir_json_items it = weir_json_items(list);
    str item;
    size_t n = 0;

    while (weir_json_next(&it, &item))
        n++;
    return it.failed ? SIZE_MAX : n;
}

bool pager_items(const struct pager *p, struct arena *arena,
                 struct weir_answer *a, str **items, size_t *n)
{
    const char *why = NULL, *path = p->step->items;
    size_t at = 0;
    str list, item;

    if (!weir_json_check(a->body, &at, &why))
        return malformed(a, arena, "the answer is no JSON: byte %zu: %s", at,
                         why ? why : "");
    if (!json_at(a->body, path, &list))
        return malformed(a, arena, "expected a list at \"%s\" of the answer",
                         path);
    size_t total = count(list);
    if (total == SIZE_MAX)
        return malformed(a, arena, "expected a list%s%s, found %" STR_FMT,
                         path ? " at " : "", path ? path : "",
                         STR_ARG(str_slice(list, 0, 40)));
    if (total > WEIR_PAGE_ITEMS)
        return malformed(a, arena,
                         "expected a page of at most %d items, "
                         "found %zu",
                         WEIR_PAGE_ITEMS, total);
    *items = arena_array(arena, str, total ? total : 1);
    struct weir_json_items it = weir_json_items(list);

    for (*n = 0; weir_json_next(&it, &item); (*n)++)
        (*items)[*n] = item;
    return true;
}

/* The text of a JSON string or number; empty for null and what is no text. */
static str plain(struct arena *a, str json)
{
    struct weir_context x = {.arena = a};
    str out = STR("");

    if (!json.len || str_eq(json, STR("null")) || str_eq(json, STR("false")))
        return STR("");
    if (json.ptr[0] != '"')
        return json.ptr[0] == '{' || json.ptr[0] == '[' ? STR("") : json;
    weir_json_read(&x, &weir_shape_string, json, &out);
    return x.failed ? STR("") : out;
}

/* Of all Link headers: a server may send several. */
static str next_header(const struct weir_answer *a)
{
    str next = STR("");

    for (size_t i = 0; i < a->headers.n && !next.len; i++) {
        str name = a->headers.at[i].name;

        if (name.len == 4 && strncasecmp(name.ptr, "Link", 4) == 0)
            next = link_next(a->headers.at[i].value);
    }
    return next;
}

/* The next cursor or link in the answer, empty: none. */
static str next_of(const struct pager *p, const struct weir_answer *a)
{
    const struct weir_paging *g = &p->step->paging;
    str at;

    if (!g->from)
        return next_header(a);
    return json_at(a->body, g->from, &at) ? plain(p->keep, at) : STR("");
}

/* A link as a whole address; empty and `a` malformed: it leads elsewhere. */
static str whole_link(const struct pager *p, struct weir_answer *a, str link)
{
    str from = p->cursor.len ? p->cursor : first_page(p);
    str next = link_resolve(p->keep, from, link);

    if (!next.len)
        malformed(a, p->keep,
                  "expected the next page on the origin of \"%" STR_FMT
                  "\", found \"%" STR_FMT "\"",
                  STR_ARG(p->url), STR_ARG(str_slice(link, 0, 200)));
    return next;
}

static int follow(struct pager *p, struct weir_answer *a)
{
    const struct weir_paging *g = &p->step->paging;
    str next = next_of(p, a);

    if (!next.len && !g->more)
        return 0;
    if (!next.len) {
        malformed(a, p->keep,
                  "\"%s\" says that there is more, and nothing where it is",
                  g->more);
        return -1;
    }
    if (g->kind == WEIR_PAGE_LINK)
        next = whole_link(p, a, next);
    if (!next.len)
        return -1;
    if (!is_new(p, next)) {
        malformed(a, p->keep, "the next page is one that was there before");
        return -1;
    }
    p->cursor = arena_str(p->keep, next);
    return 1;
}

static bool says_no_more(const struct pager *p, const struct weir_answer *a)
{
    const char *more = p->step->paging.more;
    str at;

    return more && (!json_at(a->body, more, &at) || str_eq(at, STR("false")) ||
                    str_eq(at, STR("null")));
}

int pager_next(struct pager *p, struct weir_answer *a, size_t nitems)
{
    const struct weir_paging *g = &p->step->paging;
    str list;

    if (g->kind == WEIR_PAGE_NONE)
        return 0;
    // Of the items: what goes round the list, a cursor, may always be new.
    uint64_t hash =
        json_at(a->body, p->step->items, &list) ? str_hash(list) : 0;
    p->same = p->pages && hash == p->last && nitems ? p->same + 1 : 0;
    p->last = hash;
    if (p->same >= 2 || ++p->pages >= PAGES_MOST) {
        malformed(a, p->keep,
                  p->same >= 2 ? "the same page came three times"
                               : "expected at most 10,000 pages");
        return -1;
    }
    if (says_no_more(p, a))
        return 0;
    if (g->kind == WEIR_PAGE_CURSOR || g->kind == WEIR_PAGE_LINK)
        return follow(p, a);
    if (!nitems || (g->short_ends && g->size && (int64_t)nitems < g->size))
        return 0;
    p->offset += (int64_t)nitems;
    p->number++;
    return 1;
}

/* --- the pages of an enrich, as one list ---- */

/* The record of a list that has to have one. */
static enum weir_class only_one(struct exchange *x)
{
    struct weir_json_items it = weir_json_items(x->answer->body);
    struct arena *a = x->record->x.arena;
    str one, other;

    if (!weir_json_next(&it, &one)) {
        x->answer->message = STR("expected a record, found none");
        return it.failed ? WEIR_MALFORMED : WEIR_NOT_FOUND;
    }
    if (weir_json_next(&it, &other)) {
        x->answer->message = arena_printf(a, "expected one record, found "
                                             "several");
        return WEIR_CONFLICT;
    }
    x->answer->body = one;
    return WEIR_OK;
}

/* The record in the answer of a `get`. */
static enum weir_class take_one(struct exchange *x)
{
    struct weir_answer *a = x->answer;
    const char *why = NULL, *path = x->step->items;
    size_t at = 0;
    str one;

    if (!weir_json_check(a->body, &at, &why) || !json_at(a->body, path, &one)) {
        malformed(a, x->record->x.arena,
                  "expected a record%s%s%s, found %" STR_FMT,
                  path ? " at \"" : "", path ? path : "", path ? "\"" : "",
                  STR_ARG(str_slice(a->body, 0, 40)));
        return WEIR_MALFORMED;
    }
    a->body = str_trim(one);
    return a->body.len && a->body.ptr[0] == '[' ? only_one(x) : WEIR_OK;
}

static bool append(struct buf *all, const str *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_char(all, all->len ? ',' : '[');
        buf_str(all, items[i]);
    }
    return !all->failed;
}

static enum weir_class list_pages(struct exchange *x, struct pager *p,
                                  struct buf *all)
{
    struct arena *a = x->record->x.arena;
    const struct weir_request *base = x->request;
    size_t total = 0;
    int more;

    x->pager = p;

    do {
        struct weir_request q = pager_request(p, a);

        x->request = &q;
        enum weir_class c = exchange_run(x);

        x->request = (struct weir_request *)(uintptr_t)base;
        if (c != WEIR_OK)
            return c;
        total += x->nitems;
        if (!append(all, x->items, x->nitems) || total > WEIR_PAGE_ITEMS) {
            malformed(x->answer, a, "expected at most %d records",
                      WEIR_PAGE_ITEMS);
            return WEIR_MALFORMED;
        }
        more = pager_next(p, x->answer, x->nitems);
        if (more < 0)
            return WEIR_MALFORMED;
    } while (more);
    return WEIR_OK;
}

enum weir_class enrich_pages(struct exchange *x)
{
    const struct weir_step *s = x->step;
    bool list = strcmp(s->operation, "list") == 0;

    if (x->engine->simulation || s->instance->driver->fetch || !list) {
        enum weir_class c = exchange_run(x);

        if (c != WEIR_OK || list || x->engine->simulation)
            return c;
        return take_one(x);
    }
    struct pager p;
    struct buf all = BUF_MAX(WEIR_ANSWER_MAX);

    pager_init(&p, x->engine, s, x->request, x->record->x.arena);
    enum weir_class c = list_pages(x, &p, &all);

    if (c == WEIR_OK) {
        buf_text(&all, all.len ? "]" : "[]");
        char *body = arena_alloc(x->record->x.arena, all.len + 1);

        memcpy(body, all.ptr, all.len);
        x->answer->body = (str){body, all.len};
    }
    buf_free(&all);
    return c;
}
