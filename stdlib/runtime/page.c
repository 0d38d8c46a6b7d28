/*
 * Paging by offset, number, cursor and link. A page that comes again and
 * again, a cursor that does not move, a link to another place are malformed:
 * reading ends in bounded time, whatever a server sends.
 */
#include "stdlib/runtime/page.h"
#include "stdlib/value/json.h"

#include <stdlib.h>
#include <string.h>

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

/* "https://host:port" of a base. */
static str origin_of(str base)
{
    ptrdiff_t at = str_find(base, STR("://"));

    if (at < 0)
        return STR("");
    size_t i = (size_t)at + 3;

    while (i < base.len && base.ptr[i] != '/' && base.ptr[i] != '?')
        i++;
    return str_slice(base, 0, i);
}

void pager_init(struct pager *p, struct weir_engine *e,
                const struct weir_step *s, const struct weir_request *base,
                struct arena *keep)
{
    *p = (struct pager){
        .step = s,
        .base = base,
        .origin = origin_of(engine_instance(e, s->instance)->endpoint.base),
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
    case WEIR_PAGE_LINK: p->cursor = place; return place.len > 0;
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

/* The target of rel="next" of a Link header (RFC 8288). */
static str link_next(str header)
{
    size_t i = 0;

    while (i < header.len) {
        str rest = str_slice(header, i, header.len);
        ptrdiff_t open = str_find(rest, STR("<"));
        ptrdiff_t close = str_find(rest, STR(">"));

        if (open < 0 || close < open)
            break;
        str behind = str_slice(rest, (size_t)close + 1, rest.len);
        ptrdiff_t next = str_find(behind, STR("<"));
        str params = next < 0 ? behind : str_slice(behind, 0, (size_t)next);

        if (str_find(params, STR("rel=\"next\"")) >= 0 ||
            str_find(params, STR("rel=next")) >= 0)
            return str_slice(rest, (size_t)open + 1, (size_t)close);
        if (next < 0)
            break;
        i += (size_t)close + 1 + (size_t)next;
    }
    return STR("");
}

static bool on_origin(const struct pager *p, str link)
{
    if (link.len && link.ptr[0] == '/')
        return link.len < 2 || link.ptr[1] != '/';
    if (!p->origin.len || !str_starts_with(link, p->origin))
        return false;
    return link.len == p->origin.len || link.ptr[p->origin.len] == '/' ||
           link.ptr[p->origin.len] == '?';
}

/* The next cursor or link in the answer, empty: none. */
static str next_of(const struct pager *p, const struct weir_answer *a)
{
    const struct weir_paging *g = &p->step->paging;
    str at;

    if (!g->from)
        return link_next(weir_answer_header(a, "Link"));
    return json_at(a->body, g->from, &at) ? plain(p->keep, at) : STR("");
}

static int follow(struct pager *p, struct weir_answer *a)
{
    const struct weir_paging *g = &p->step->paging;
    str next = next_of(p, a);

    if (!next.len)
        return 0;
    if (str_eq(next, p->cursor)) {
        malformed(a, p->keep, "the next page is this page again");
        return -1;
    }
    if (g->kind == WEIR_PAGE_LINK && !on_origin(p, next)) {
        malformed(a, p->keep,
                  "expected the next page on \"%" STR_FMT
                  "\", found a link to another place",
                  STR_ARG(p->origin));
        return -1;
    }
    if (g->kind == WEIR_PAGE_LINK && next.ptr[0] == '/')
        next = arena_printf(p->keep, "%" STR_FMT "%" STR_FMT,
                            STR_ARG(p->origin), STR_ARG(next));
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
    uint64_t hash = str_hash(a->body);

    if (g->kind == WEIR_PAGE_NONE)
        return 0;
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
