/*
 * Endpoints in memory. A record is known by the fields that the write names;
 * a `get` finds the one whose field stands in what it asks for.
 */
#include "stdlib/runtime/simulate.h"
#include "stdlib/runtime/page.h"
#include "stdlib/value/any.h"
#include "stdlib/value/csv.h"
#include "stdlib/value/json.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX_BYTES ((long)64 << 20)

struct endpoint {
    struct endpoint *next;
    const char *alias, *name; // alias NULL: the trigger
    struct sim_record {
        struct sim_record *next;
        str json;
        int64_t from; // when it arrives
    } * first;
    enum weir_class fails;
    int64_t times; // that it fails yet; -1: always
    int64_t fails_from, answers_from;
    str answers; // NULL pointer: none
};

struct simulation {
    struct arena *arena;
    struct weir_engine *engine;
    int64_t began;
    struct endpoint *first;
    str reply; // of the last call
};

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct endpoint *find(struct simulation *s, const char *alias,
                             const char *name)
{
    struct endpoint *e = s->first;

    while (e && (!same(e->alias, alias) || !same(e->name, name)))
        e = e->next;
    return e;
}

static struct endpoint *need(struct simulation *s, const char *alias,
                             const char *name)
{
    struct endpoint *e = find(s, alias, name);

    if (!e) {
        e = arena_make(s->arena, struct endpoint);
        e->alias = alias;
        e->name = name;
        e->next = s->first;
        s->first = e;
    }
    return e;
}

static void put(struct simulation *s, struct endpoint *e, str json,
                int64_t from)
{
    struct sim_record **last = &e->first;

    while (*last)
        last = &(*last)->next;
    *last = arena_make(s->arena, struct sim_record);
    (*last)->json = arena_str(s->arena, str_trim(json));
    (*last)->from = from;
}

/* --- the test's lines ---- */

static bool read_file(struct simulation *s, const struct weir_test_line *l,
                      str *out, struct buf *why)
{
    FILE *f = fopen(l->file, "rb");

    if (!f) {
        buf_printf(why, "%s: cannot read \"%s\": %s", l->at, l->file,
                   ERROR_TEXT(errno));
        return false;
    }
    fseek(f, 0, SEEK_END);
    long n = ftell(f);

    rewind(f);
    if (n < 0 || n > FILE_MAX_BYTES) {
        buf_printf(why,
                   "%s: expected a file of at most 64 MiB, \"%s\" is larger",
                   l->at, l->file);
        fclose(f);
        return false;
    }
    char *text = arena_alloc(s->arena, (size_t)n + 1);
    size_t got = fread(text, 1, (size_t)n, f);

    fclose(f);
    *out = (str){text, got};
    return true;
}

/* A list, a value, or a value on each line. */
static bool put_all(struct simulation *s, struct endpoint *e,
                    const struct weir_test_line *l, str text, struct buf *why)
{
    const char *what = NULL;
    size_t at = 0, pos = 0;
    str line, item;

    text = str_trim(text);
    if (weir_json_check(text, &at, &what)) {
        if (!text.len || text.ptr[0] != '[') {
            put(s, e, text, l->after);
            return true;
        }
        struct weir_json_items it = weir_json_items(text);

        while (weir_json_next(&it, &item))
            put(s, e, item, l->after);
        return true;
    }
    while (weir_line_next(text, &pos, &line)) {
        if (!str_trim(line).len)
            continue;
        if (!weir_json_check(line, &at, &what)) {
            buf_printf(why, "%s: \"%s\" is no JSON: byte %zu of a line: %s",
                       l->at, l->file ? l->file : "the value", at, what);
            return false;
        }
        put(s, e, line, l->after);
    }
    return true;
}

static bool add_line(struct simulation *s, const struct weir_test *t,
                     const struct weir_test_line *l, struct buf *why)
{
    const struct weir_read *read = t->flow->read;
    const char *alias = l->alias, *name = l->endpoint;
    str text = str_from(l->json);

    if (l->file && !read_file(s, l, &text, why))
        return false;
    if (!name && read) { // the flow's own trigger
        alias = read->step->instance->alias;
        name = read->step->endpoint;
    }
    switch (l->kind) {
    case WEIR_GIVEN:
    case WEIR_ARRIVES: return put_all(s, need(s, alias, name), l, text, why);
    case WEIR_FAILS: {
        struct endpoint *e = need(s, alias, name);

        e->fails = l->class;
        e->times = l->times ? l->times : -1;
        e->fails_from = l->after;
        return true;
    }
    case WEIR_ANSWERS: {
        struct endpoint *e = need(s, alias, name);

        e->answers = text;
        e->answers_from = l->after;
        return true;
    }
    case WEIR_EXPECT:
    case WEIR_EXPECT_REPLY: break;
    }
    return true;
}

struct simulation *simulation_new(struct arena *a, struct weir_engine *e,
                                  const struct weir_test *t, struct buf *why)
{
    struct simulation *s = arena_make(a, struct simulation);

    *s = (struct simulation){
        .arena = a, .engine = e, .began = e->virtual_now, .reply = {NULL, 0}};
    for (size_t i = 0; i < t->nlines; i++)
        if (!add_line(s, t, &t->lines[i], why))
            return NULL;
    return s;
}

/* --- what a record is known by ---- */

/* The text of a field of a JSON object; a NULL pointer when it has none. */
static str field_text(struct arena *a, str json, str name)
{
    struct weir_context x = {.arena = a};
    str value;

    if (!weir_json_find(json, &name, 1, &value))
        return (str){NULL, 0};
    str text = weir_any_text(&x, (weir_any){value});

    return x.failed ? (str){NULL, 0} : text;
}

/* The values of the fields "a,b", joined as a request joins them. */
static str known_by(struct arena *a, str json, str fields)
{
    str out = STR("");

    while (fields.len) {
        ptrdiff_t cut = str_find(fields, STR(","));
        str name = cut < 0 ? fields : str_slice(fields, 0, (size_t)cut);
        str text = field_text(a, json, name);

        if (!text.ptr)
            return (str){NULL, 0};
        out = arena_printf(a, "%" STR_FMT "%s%" STR_FMT, STR_ARG(out),
                           out.len ? "/" : "", STR_ARG(text));
        fields =
            cut < 0 ? STR("") : str_slice(fields, (size_t)cut + 1, fields.len);
    }
    return out;
}

static struct sim_record **match_by(struct arena *a, struct endpoint *e,
                                    const struct weir_request *q)
{
    struct sim_record **at = &e->first;

    for (; *at; at = &(*at)->next) {
        str by = known_by(a, (*at)->json, q->by_fields);

        if (by.ptr && str_eq(by, q->by))
            return at;
    }
    return NULL;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '%';
}

/* `word` stands in `text`, with no letter or digit beside it. */
static bool stands_in(str text, str word)
{
    for (size_t i = 0; word.len && i + word.len <= text.len; i++) {
        if (memcmp(text.ptr + i, word.ptr, word.len) != 0)
            continue;
        bool left = i == 0 || !is_word(text.ptr[i - 1]);
        bool right =
            i + word.len == text.len || !is_word(text.ptr[i + word.len]);

        if (left && right)
            return true;
    }
    return false;
}

static bool asks_for(struct arena *a, const struct weir_request *q, str value)
{
    struct weir_context x = {.arena = a};

    if (!value.len)
        return false;
    if (stands_in(q->target, weir_path_part(&x, value)) ||
        stands_in(q->target, value))
        return true;
    for (size_t i = 0; i < q->query.n; i++)
        if (str_eq(q->query.at[i].value, value))
            return true;
    for (size_t i = 0; i < q->nbinds; i++)
        if (q->binds[i].kind == WEIR_BIND_INT
                ? str_eq(arena_printf(a, "%lld", (long long)q->binds[i].i),
                         value)
                : str_eq(q->binds[i].text, value))
            return true;
    return false;
}

static bool any_field(struct arena *a, const struct weir_request *q, str json)
{
    size_t i = 1;

    // Every string and number that is a value of the object itself.
    while (json.len && json.ptr[0] == '{' && i < json.len) {
        size_t from = i;
        bool quoted = json.ptr[i] == '"';

        if (quoted)
            for (i++; i < json.len && json.ptr[i] != '"'; i++)
                i += json.ptr[i] == '\\';
        else
            while (i < json.len && is_word(json.ptr[i]))
                i++;
        str word =
            quoted ? str_slice(json, from + 1, i) : str_slice(json, from, i);

        if (word.len && asks_for(a, q, word))
            return true;
        i++;
    }
    return false;
}

/* --- calls ---- */

static void refuse(struct exchange *x, enum weir_class c)
{
    struct weir_answer *a = x->answer;

    *a = (struct weir_answer){.failed = c, .sent = c != WEIR_TRANSIENT};
    a->message = arena_printf(x->record->x.arena, "the test says: %s",
                              weir_class_name(c));
    switch (c) {
    case WEIR_TIMEOUT: break; // nobody knows
    case WEIR_DUPLICATE:
    case WEIR_CONFLICT: a->status = 409; break;
    case WEIR_NOT_FOUND: a->status = 404; break;
    case WEIR_AUTH: a->status = 403; break;
    case WEIR_RATE_LIMITED: a->status = 429; break;
    case WEIR_TRANSIENT: a->status = 503; break;
    case WEIR_MALFORMED: a->status = 200; break;
    case WEIR_OK:
    case WEIR_REJECTED:
    case WEIR_DATA:
    case WEIR_EXPIRED:
    case WEIR_PARTIAL:
    case WEIR_NCLASSES: a->status = 422; break;
    }
}

static void find_one(struct exchange *x, struct endpoint *e)
{
    const struct weir_request *q = x->request;
    struct arena *a = x->record->x.arena;

    for (struct sim_record *r = e->first; r; r = r->next) {
        bool hit = q->by.len ? str_eq(known_by(a, r->json, q->by_fields), q->by)
                             : any_field(a, q, r->json);

        if (!hit)
            continue;
        *x->answer =
            (struct weir_answer){.status = 200, .sent = true, .body = r->json};
        return;
    }
    refuse(x, WEIR_NOT_FOUND);
    x->answer->message = STR("the test gives no such record");
}

static void list_all(struct exchange *x, struct endpoint *e)
{
    struct buf b = BUF_MAX(WEIR_ANSWER_MAX);

    for (struct sim_record *r = e->first; r; r = r->next) {
        buf_char(&b, b.len ? ',' : '[');
        buf_str(&b, r->json);
    }
    buf_text(&b, b.len ? "]" : "[]");
    *x->answer = (struct weir_answer){
        .status = 200,
        .sent = true,
        .body = arena_str(x->record->x.arena, buf_view(&b))};
    buf_free(&b);
}

static void write_one(struct simulation *s, struct exchange *x,
                      struct endpoint *e)
{
    const struct weir_request *q = x->request;
    const char *op = x->step->operation;
    bool replaces = strcmp(op, "upsert") == 0 || strcmp(op, "update") == 0;
    struct sim_record **at =
        q->by.len ? match_by(x->record->x.arena, e, q) : NULL;
    str json = q->record.len ? q->record : q->body;

    *x->answer = (struct weir_answer){.status = 200, .sent = true};
    if (strcmp(op, "delete") == 0) {
        if (at)
            *at = (*at)->next;
        return;
    }
    if (replaces && at)
        (*at)->json = arena_str(s->arena, json);
    else
        put(s, e, json.len ? json : STR("{}"), 0);
    x->answer->body = json;
}

/* What the test says of the endpoint. True: the call is answered. */
static bool as_told(struct simulation *s, struct endpoint *e,
                    struct exchange *x)
{
    int64_t now = engine_now(s->engine) - s->began;

    if (e->fails && e->times && now >= e->fails_from) {
        if (e->times > 0)
            e->times--;
        refuse(x, e->fails);
        return true;
    }
    if (!e->answers.ptr || now < e->answers_from)
        return false;
    if (x->step->kind == WEIR_WRITE && !x->reads)
        write_one(s, x, e);
    *x->answer = (struct weir_answer){
        .status = 200, .sent = true, .body = str_trim(e->answers)};
    return true;
}

static bool wanted(struct exchange *x, str json)
{
    const struct weir_read *read = x->record->flow->read;
    struct weir_record *r = x->record;

    if (!read || !read->where || !r->own->reading)
        return true;
    void *vars = arena_alloc(r->x.arena, r->flow->vars_size + 1);

    r->flow->take(r, vars, json);
    bool yes = r->x.failed || read->where(r, vars) || r->x.failed;

    r->x.failed = WEIR_OK; // it is the record's, when it runs
    return yes;
}

static void read_page(struct simulation *s, struct exchange *x,
                      struct endpoint *e)
{
    int64_t now = engine_now(s->engine) - s->began;
    size_t n = 0;

    for (struct sim_record *r = e->first; r; r = r->next)
        n++;
    x->page->items = arena_array(x->record->x.arena, str, n + 1);
    for (struct sim_record *r = e->first; r; r = r->next)
        if (r->from <= now && wanted(x, r->json))
            x->page->items[x->page->nitems++] = r->json;
    *x->answer = (struct weir_answer){.status = 200, .sent = true};
}

void simulate_call(struct simulation *s, struct exchange *x)
{
    struct endpoint *e = need(s, x->step->instance->alias, x->step->endpoint);

    if (as_told(s, e, x)) {
        if (x->page && !x->answer->failed) {
            x->page->items = &x->answer->body;
            x->page->nitems = 1;
        }
        return;
    }
    if (x->page)
        read_page(s, x, e);
    else if (x->step->kind == WEIR_WRITE && !x->reads)
        write_one(s, x, e);
    else if (strcmp(x->step->operation, "list") == 0)
        list_all(x, e);
    else
        find_one(x, e);
}

str *simulation_records(struct simulation *s, const char *alias,
                        const char *endpoint, size_t *n)
{
    struct endpoint *e = find(s, alias, endpoint);
    size_t count = 0;

    for (struct sim_record *r = e ? e->first : NULL; r; r = r->next)
        count++;
    str *list = arena_array(s->arena, str, count + 1);

    *n = 0;
    for (struct sim_record *r = e ? e->first : NULL; r; r = r->next)
        list[(*n)++] = r->json;
    return list;
}

void simulation_replied(struct simulation *s, str json)
{
    s->reply = json.ptr ? arena_str(s->arena, json) : json;
}

str simulation_reply(struct simulation *s)
{
    return s->reply;
}
