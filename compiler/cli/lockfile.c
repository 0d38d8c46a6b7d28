/*
 * weir.lock is YAML, written sorted, so that two people who lock the same
 * estate write the same bytes.
 */
#include "compiler/cli/lockfile.h"
#include "compiler/cli/config_read.h"
#include "stdlib/value/encode.h"

#include <stdlib.h>
#include <string.h>

struct lint_context {
    struct arena *arena;
    str root;
};

/* --- reading ----------------------------------------------------- */

static bool is_digest(str s)
{
    if (!str_starts_with(s, STR("sha256:")) || s.len != 7 + 64)
        return false;
    for (size_t i = 7; i < s.len; i++)
        if (!s.ptr[i] || !strchr("0123456789abcdef", s.ptr[i]))
            return false;
    return true;
}

static void read_pins(struct config_reader *r, const struct tree *t,
                      struct lockfile *l, bool programs)
{
    if (t->kind == TREE_NULL || !config_is_map(r, t))
        return;
    for (uint32_t i = 0; i < t->nitems; i++) {
        const struct tree_item *item = &t->items[i];
        struct lock_pin pin = {item->key, tree_text(item->value), item->key_at};
        if (!is_digest(pin.digest))
            diag_add(r->problems, DIAG_ERROR, "", item->value->at,
                     "expected \"sha256:\" and 64 hexadecimal digits");
        else if (programs)
            *vec_push(r->arena, &l->programs) = pin;
        else
            *vec_push(r->arena, &l->connectors) = pin;
    }
}

static void read_version(struct config_reader *r, const struct tree_item *item,
                         void *to)
{
    (void)to;
    if (!str_eq(tree_text(item->value), STR("1")))
        diag_add(r->problems, DIAG_ERROR, "", item->value->at,
                 "\"weir\" is the version of this file: expected 1");
}

static void read_connectors(struct config_reader *r,
                            const struct tree_item *item, void *to)
{
    read_pins(r, item->value, to, false);
}

static void read_programs(struct config_reader *r, const struct tree_item *item,
                          void *to)
{
    read_pins(r, item->value, to, true);
}

bool lockfile_read(struct lockfile *l, struct arena *a, struct sources *sources,
                   struct source *src, struct diags *problems)
{
    static const struct config_key keys[] = {{"weir", read_version},
                                             {"connectors", read_connectors},
                                             {"programs", read_programs},
                                             {NULL, NULL}};
    struct tree_reader how = {
        .arena = a, .sources = sources, .diags = problems, .id = ""};
    struct config_reader r = {a, problems};
    uint32_t before = problems->all.n;
    const struct tree *t = tree_read_yaml(&how, src);

    *l = (struct lockfile){0};
    if (!t)
        return false;
    if (t->kind == TREE_MAP && !tree_get(t, STR("weir")))
        diag_add(problems, DIAG_ERROR, "", t->at,
                 "expected the key \"weir\", found none");
    if (t->kind == TREE_MAP)
        config_map(&r, t, "weir.lock", keys, l);
    else
        config_expected(&r, t, "a map with \"weir: 1\"");
    return problems->all.n == before;
}

/* --- what there is now ------------------------------------------- */

static str digest_of(struct arena *a, str bytes)
{
    struct weir_context x = {.arena = a};
    weir_bytes sum = weir_sha256(&x, bytes);
    char *text = arena_alloc(a, 7 + sum.len * 2 + 1);

    memcpy(text, "sha256:", 7);
    for (size_t i = 0; i < sum.len; i++) {
        unsigned char c = (unsigned char)sum.ptr[i];
        text[7 + 2 * i] = "0123456789abcdef"[c >> 4];
        text[8 + 2 * i] = "0123456789abcdef"[c & 15];
    }
    return (str){text, 7 + sum.len * 2};
}

/* The text of a file in the project, or a NULL one. */
static str read_file(struct arena *a, str root, str name)
{
    struct sources alone;
    str path = root.len ? arena_printf(a, "%" STR_FMT "/%" STR_FMT,
                                       STR_ARG(root), STR_ARG(name))
                        : arena_str(a, name);

    sources_init(&alone, a);
    const struct source *src = source_open(&alone, path.ptr, name);
    return src ? src->text : (str){NULL, 0};
}

static str next_word(str *command)
{
    *command = str_trim(*command);
    ptrdiff_t end = str_find(*command, STR(" "));
    size_t n = end < 0 ? command->len : (size_t)end;
    str word = str_slice(*command, 0, n);

    *command = str_slice(*command, n, command->len);
    return word;
}

/* The first word of a command that is a file of the project: a script behind
 * its interpreter. */
static str program_of(struct arena *a, str root, str command, str *text)
{
    while (str_trim(command).len) {
        str word = next_word(&command);
        bool inside =
            !str_starts_with(word, STR("/")) && str_find(word, STR("..")) < 0;
        *text = inside ? read_file(a, root, word) : (str){NULL, 0};
        if (text->ptr)
            return word;
    }
    *text = (str){NULL, 0};
    return (str){"", 0};
}

str lockfile_digest(struct arena *a, str root, str program)
{
    str text;

    program_of(a, root, program, &text);
    return text.ptr ? digest_of(a, text) : (str){"", 0};
}

static bool add_program(struct lockfile *l, struct arena *a,
                        const struct graph_operation *op, str root,
                        struct diags *problems)
{
    str command = op->target && op->target->kind == EXPR_LITERAL
                      ? op->target->text
                      : (str){"", 0};
    str text, name = program_of(a, root, command, &text);

    if (!text.ptr) {
        diag_add(problems, DIAG_ERROR, "", op->at,
                 "\"%" STR_FMT "\" names no file of the project to pin",
                 STR_ARG(command));
        return false;
    }
    *vec_push(a, &l->programs) =
        (struct lock_pin){name, digest_of(a, text), op->at};
    return true;
}

static bool add_programs(struct lockfile *l, struct arena *a,
                         const struct graph_connector *c, str root,
                         struct diags *problems)
{
    bool ok = true;

    for (uint32_t i = 0; i < c->nendpoints; i++)
        for (uint32_t j = 0; j < c->endpoints[i]->noperations; j++) {
            const struct graph_operation *op = c->endpoints[i]->operations[j];
            if (op->transport == CALL_RUN)
                ok = add_program(l, a, op, root, problems) && ok;
        }
    return ok;
}

static int compare_pins(const void *a, const void *b)
{
    const struct lock_pin *x = a, *y = b;

    return str_cmp(x->name, y->name);
}

static uint32_t sort_pins(struct lock_pin *pins, uint32_t n)
{
    uint32_t kept = 0;

    if (n)
        qsort(pins, n, sizeof *pins, compare_pins);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || !str_eq(pins[kept - 1].name, pins[i].name))
            pins[kept++] = pins[i];
    return kept;
}

bool lockfile_of(struct lockfile *l, struct arena *a, const struct graph *g,
                 str root, struct diags *problems)
{
    bool ok = true;

    *l = (struct lockfile){0};
    for (uint32_t i = 0; i < g->connectors.n; i++) {
        const struct graph_connector *c = g->connectors.at[i];
        str name = arena_printf(a, "%" STR_FMT "@%" STR_FMT, STR_ARG(c->name),
                                STR_ARG(c->version));
        *vec_push(a, &l->connectors) =
            (struct lock_pin){name, c->digest, c->at};
        ok = add_programs(l, a, c, root, problems) && ok;
    }
    l->connectors.n = sort_pins(l->connectors.at, l->connectors.n);
    l->programs.n = sort_pins(l->programs.at, l->programs.n);
    return ok;
}

/* --- writing, and for the rules ---------------------------------- */

static void print_pins(struct buf *out, const char *key,
                       const struct lock_pin *pins, uint32_t n)
{
    buf_printf(out, "%s:%s\n", key, n ? "" : " {}");
    for (uint32_t i = 0; i < n; i++) {
        buf_text(out, "  \"");
        for (size_t k = 0; k < pins[i].name.len; k++) {
            char c = pins[i].name.ptr[k];
            if (c == '"' || c == '\\')
                buf_char(out, '\\');
            buf_char(out, c);
        }
        buf_printf(out, "\": \"%" STR_FMT "\"\n", STR_ARG(pins[i].digest));
    }
}

void lockfile_print(const struct lockfile *l, struct buf *out)
{
    buf_text(out, "# Written by \"weir lock\". Keep it under version control.\n"
                  "weir: 1\n");
    print_pins(out, "connectors", l->connectors.at, l->connectors.n);
    print_pins(out, "programs", l->programs.at, l->programs.n);
}

static const struct lint_pin *
pins_for_lint(struct arena *a, const struct lock_pin *pins, uint32_t n)
{
    struct lint_pin *list = arena_array(a, struct lint_pin, n);

    for (uint32_t i = 0; i < n; i++)
        list[i] = (struct lint_pin){pins[i].name, pins[i].digest};
    return list;
}

static str program_digest(void *context, str program)
{
    const struct lint_context *x = context;

    return lockfile_digest(x->arena, x->root, program);
}

const struct lint_lock *lockfile_for_lint(const struct lockfile *l,
                                          struct arena *a, str root)
{
    struct lint_lock *lock = arena_make(a, struct lint_lock);
    struct lint_context *x = arena_make(a, struct lint_context);

    *x = (struct lint_context){a, root};
    lock->connectors = pins_for_lint(a, l->connectors.at, l->connectors.n);
    lock->programs = pins_for_lint(a, l->programs.at, l->programs.n);
    lock->nconnectors = l->connectors.n;
    lock->nprograms = l->programs.n;
    lock->program_digest = program_digest;
    lock->context = x;
    return lock;
}
