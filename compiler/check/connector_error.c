/*
 * Tables of errors, and what an operation can raise: the outages of its
 * transport, what its tables name, and the usual classes of those status
 * codes that no line takes.
 */
#include "compiler/check/connector.h"
#include "stdlib/value/builtins.h"

enum { STATUS_FIRST = 300, STATUS_LAST = 599 };

static void read_class(struct filling *f, struct graph_error_line *out,
                       struct ast_name name)
{
    str names[WEIR_NCLASSES];

    if (!name.sym || str_eq(name.sym->text, STR("ok")))
        return;
    out->klass = weir_class_named(name.sym->text);
    if (out->klass == WEIR_DATA || out->klass == WEIR_EXPIRED) {
        check_report(f->k, CHECK_BAD_VALUE, name.at,
                     "an answer is never \"%" STR_FMT
                     "\", that is a class of the flow",
                     STR_ARG(name.sym->text));
        return;
    }
    if (out->klass)
        return;
    struct diag *d = check_report(f->k, CHECK_UNKNOWN_NAME, name.at,
                                  "there is no error class \"%" STR_FMT "\"",
                                  STR_ARG(name.sym->text));
    for (int c = 0; c < WEIR_NCLASSES; c++)
        names[c] = str_from(weir_class_name((enum weir_class)c));
    check_nearest_of(f->k, d, name.sym->text, names, WEIR_NCLASSES);
    out->klass = WEIR_REJECTED;
}

static int64_t status(struct filling *f, const struct ast_expr *e)
{
    int64_t n = 0;

    if (!weir_int_parse(e->text, &n) || n < 100 || n > STATUS_LAST)
        check_report(f->k, CHECK_BAD_VALUE, e->at,
                     "expected a status from 100 to 599, found %" STR_FMT,
                     STR_ARG(e->text));
    return n;
}

static void read_codes(struct filling *f, struct graph_error_line *out,
                       const struct ast_code *codes)
{
    uint32_t n = 0;

    for (const struct ast_code *c = codes; c; c = c->next)
        n++;
    out->codes = arena_alloc(f->k->arena, sizeof *out->codes * (n + 1));
    for (const struct ast_code *c = codes; c; c = c->next) {
        struct graph_code *code = &out->codes[out->ncodes++];
        if (c->from->kind == AST_STRING) {
            code->text = c->from->text;
            continue;
        }
        code->from = code->to = status(f, c->from);
        if (c->to)
            code->to = status(f, c->to);
        if (code->to < code->from)
            check_report(f->k, CHECK_BAD_VALUE, c->at,
                         "a range goes up, found %lld..%lld",
                         (long long)code->from, (long long)code->to);
    }
}

struct graph_errors connector_errors(struct filling *f,
                                     const struct ast_error_line *lines)
{
    struct graph_errors made = {0};
    struct expr_context x = connector_context(f, "a condition on an answer");
    uint32_t n = 0;

    for (const struct ast_error_line *l = lines; l; l = l->next)
        n++;
    x.untyped = true;
    x.scope = scope_add(f->k, NULL, intern(f->k->names, f->answer->name),
                        (struct graph_var *)(uintptr_t)f->answer);
    const struct scope *item =
        scope_add(f->k, x.scope, intern(f->k->names, f->item->name),
                  (struct graph_var *)(uintptr_t)f->item);
    const struct scope *answer = x.scope;
    made.at = arena_array(f->k->arena, struct graph_error_line, n + 1);
    for (const struct ast_error_line *l = lines; l; l = l->next) {
        struct graph_error_line *out = &made.at[made.n++];
        *out = (struct graph_error_line){
            .item = l->item, .otherwise = l->otherwise, .at = l->at};
        read_codes(f, out, l->codes);
        x.scope = l->item ? item : answer;
        if (l->when)
            out->when =
                check_expr(&x, l->when, f->k->g->types.simple[TYPE_BOOL]);
        read_class(f, out, l->klass);
    }
    return made;
}

/* --- what is raised ------------------------------------------------------- */

/* runner.md, 5: the class of a status that no line takes. */
static enum weir_class usual_class(int64_t status)
{
    if (status < 400)
        return WEIR_REJECTED;
    switch (status) {
    case 401:
    case 403:
    case 407:
    case 511: return WEIR_AUTH;
    case 404:
    case 410: return WEIR_NOT_FOUND;
    case 408:
    case 425: return WEIR_TRANSIENT;
    case 409:
    case 412:
    case 423: return WEIR_CONFLICT;
    case 429: return WEIR_RATE_LIMITED;
    case 501:
    case 505: return WEIR_REJECTED;
    default: return status < 500 ? WEIR_REJECTED : WEIR_TRANSIENT;
    }
}

static bool covers(const struct graph_errors *errors, int64_t status)
{
    for (uint32_t i = 0; i < errors->n; i++) {
        const struct graph_error_line *l = &errors->at[i];
        if (l->otherwise && !l->item)
            return true;
        for (uint32_t c = 0; c < l->ncodes; c++)
            if (!l->codes[c].text.len && status >= l->codes[c].from &&
                status <= l->codes[c].to)
                return true;
    }
    return false;
}

static weir_class_set named(const struct graph_errors *errors, bool bulk)
{
    weir_class_set all = 0;

    for (uint32_t i = 0; i < errors->n; i++)
        if (errors->at[i].klass && (bulk || !errors->at[i].item))
            all |= WEIR_CLASS_BIT(errors->at[i].klass);
    return all;
}

static bool reads(const struct graph_operation *op)
{
    return op->verb == VERB_LIST || op->verb == VERB_GET;
}

/* What a driver raises without a table; README.md has it as a table. */
static weir_class_set of_transport(const struct graph_operation *op)
{
    weir_class_set outage = weir_class_outage();
    weir_class_set malformed = op->gives ? WEIR_CLASS_BIT(WEIR_MALFORMED) : 0;
    weir_class_set missing =
        op->verb == VERB_GET ? WEIR_CLASS_BIT(WEIR_NOT_FOUND) : 0;

    switch (op->transport) {
    case CALL_FILE:
        return WEIR_CLASS_BIT(WEIR_TRANSIENT) | WEIR_CLASS_BIT(WEIR_AUTH) |
               malformed | missing;
    case CALL_SQL:
        outage &= ~WEIR_CLASS_BIT(WEIR_RATE_LIMITED);
        if (reads(op))
            return outage | malformed | missing;
        return outage | malformed | WEIR_CLASS_BIT(WEIR_REJECTED) |
               WEIR_CLASS_BIT(WEIR_DUPLICATE) | WEIR_CLASS_BIT(WEIR_CONFLICT);
    case CALL_RUN:
        return WEIR_CLASS_BIT(WEIR_TRANSIENT) | WEIR_CLASS_BIT(WEIR_TIMEOUT) |
               WEIR_CLASS_BIT(WEIR_REJECTED) | malformed;
    case CALL_NATS:
    case CALL_GET:
    case CALL_POST:
    case CALL_PUT:
    case CALL_PATCH:
    case CALL_DELETE: break;
    }
    return outage | malformed;
}

weir_class_set connector_raises(const struct graph_operation *op)
{
    const struct graph_errors *own = &op->errors;
    const struct graph_errors *all = &op->endpoint->connector->errors;
    bool bulk = op->bulk > 0;
    weir_class_set raises =
        of_transport(op) | named(own, bulk) | named(all, bulk);

    if (!reads(op) && operation_grade(op) != GRADE_NATURAL)
        raises |= WEIR_CLASS_BIT(WEIR_CONFLICT); // an answer that was lost
    if (op->transport > CALL_DELETE)
        return raises;
    for (int64_t s = STATUS_FIRST; s <= STATUS_LAST; s++)
        if ((s >= 400 || !reads(op)) && !covers(own, s) && !covers(all, s))
            raises |= WEIR_CLASS_BIT(usual_class(s));
    return raises;
}
