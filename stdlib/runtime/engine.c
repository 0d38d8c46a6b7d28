/*
 * What a program has: its flows and the systems that they speak to.
 */
#include "stdlib/runtime/engine.h"

#include <unistd.h>

void engine_failed(struct weir_engine *e, const char *why)
{
    log_text(e, "error", "state", "%s", why);
    if (!e->simulation)
        _exit(5); // at once: nothing may be written any more
    e->failed = true;
}

struct engine_flow *engine_flow(struct weir_engine *e,
                                const struct weir_flow *f)
{
    for (size_t i = 0; i < e->nflows; i++)
        if (e->flows[i].of == f)
            return &e->flows[i];
    return NULL;
}

struct engine_instance *engine_instance(struct weir_engine *e,
                                        const struct weir_instance *i)
{
    for (size_t k = 0; k < e->ninstances; k++)
        if (e->instances[k].of == i)
            return &e->instances[k];
    return NULL;
}

static struct weir_params resolve(struct weir_engine *e,
                                  const struct weir_properties *p)
{
    struct weir_params out = {
        .at = arena_array(e->arena, struct weir_param, p->n ? p->n : 1),
        .n = p->n,
        .cap = p->n};

    for (size_t i = 0; i < p->n; i++)
        out.at[i] = (struct weir_param){str_from(p->at[i].name),
                                        settings_text(e, &p->at[i].value)};
    return out;
}

static bool same_params(const struct weir_params *a,
                        const struct weir_params *b)
{
    for (size_t i = 0; i < a->n && a->n == b->n; i++)
        if (!str_eq(a->at[i].name, b->at[i].name) ||
            !str_eq(a->at[i].value, b->at[i].value))
            return false;
    return a->n == b->n;
}

/* Two uses of one system under one credential are one for it. */
static struct engine_instance *limits_of(struct weir_engine *e,
                                         struct engine_instance *in)
{
    for (struct engine_instance *o = e->instances; o != in; o++)
        if (str_eq(str_from(o->of->connector), str_from(in->of->connector)) &&
            str_eq(o->endpoint.base, in->endpoint.base) &&
            same_params(&o->endpoint.auth, &in->endpoint.auth))
            return o;
    return in;
}

/* What processes on one state call the system by: connector, base and the
 * names of its secrets, never their values. */
static const char *shared_name(struct weir_engine *e,
                               const struct engine_instance *in)
{
    const struct weir_properties *p = &in->of->auth_with;
    struct buf b = BUF_MAX(65536);

    buf_printf(&b, "%s %" STR_FMT, in->of->connector,
               STR_ARG(settings_mask(e, e->arena, in->endpoint.base)));
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->at[i].value.nparts; k++)
            if (p->at[i].value.parts[k].kind != WEIR_TEXT)
                buf_printf(&b, " %s", p->at[i].value.parts[k].text);
    const char *name =
        arena_str(e->arena, (str){b.len ? b.ptr : "", b.len}).ptr;

    buf_free(&b);
    return name;
}

static bool open_one(struct weir_engine *e, struct engine_instance *in,
                     struct buf *why)
{
    const struct weir_instance *of = in->of;

    in->endpoint = (struct weir_endpoint){.instance = of,
                                          .base = settings_text(e, &of->base),
                                          .auth = resolve(e, &of->auth_with),
                                          .headers = resolve(e, &of->headers),
                                          .options = resolve(e, &of->options),
                                          .engine = e};
    in->limits = limits_of(e, in);
    pthread_mutex_init(&in->lock, NULL);
    pthread_cond_init(&in->free, NULL);
    bucket_init(&in->bucket, of->limit_count, of->limit_per, of->limit_burst);
    if (e->simulation)
        return true;
    in->bucket.shared = shared_name(e, in);
    in->connection = of->driver->open(&in->endpoint, why);
    return in->connection != NULL;
}

static void add_rate(struct weir_engine *e, const struct weir_step *s)
{
    struct engine_instance *in =
        s->rate_count ? engine_instance(e, s->instance) : NULL;

    if (!in)
        return;
    struct step_rate *r = arena_make(e->arena, struct step_rate);

    r->step = s;
    bucket_init(&r->bucket, s->rate_count, s->rate_per, 1);
    r->next = in->steps;
    in->steps = r;
}

static bool use(struct weir_engine *e, const struct weir_instance *of,
                struct buf *why)
{
    if (!of || engine_instance(e, of))
        return true;
    e->instances[e->ninstances].of = of;
    return open_one(e, &e->instances[e->ninstances++], why);
}

bool engine_open_instances(struct weir_engine *e, struct buf *why)
{
    const struct weir_estate *s = e->estate;
    size_t most = s->ninstances + 1;
    bool good = true;

    // A file trigger has an instance of its own, which no list names.
    for (size_t i = 0; i < s->nflows; i++)
        most += s->flows[i]->nsteps + 1;
    e->instances = arena_array(e->arena, struct engine_instance, most);
    for (size_t i = 0; i < s->ninstances && good; i++)
        good = use(e, s->instances[i], why);
    for (size_t i = 0; i < s->nflows && good; i++) {
        const struct weir_flow *f = s->flows[i];

        if (f->read)
            good = use(e, f->read->step->instance, why);
        for (size_t k = 0; k < f->nsteps && good; k++) {
            good = use(e, f->steps[k]->instance, why);
            add_rate(e, f->steps[k]);
        }
    }
    return good;
}

void engine_close_instances(struct weir_engine *e)
{
    for (size_t i = 0; i < e->ninstances; i++) {
        struct engine_instance *in = &e->instances[i];

        if (in->connection)
            in->of->driver->close(in->connection);
        pthread_mutex_destroy(&in->lock);
        pthread_cond_destroy(&in->free);
    }
    e->ninstances = 0;
}
