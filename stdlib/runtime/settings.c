/*
 * Settings and secrets: from the environment; a secret also from the file that
 * NAME_FILE names, a setting also from the chosen environment of weir.yaml.
 */
#include "stdlib/runtime/engine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_MAX 65536

/* An empty variable is none: it is what a forgotten one often looks like. */
static const char *from_environment(struct weir_engine *e, const char *name,
                                    struct buf *why)
{
    const struct weir_estate *s = e->estate;
    const char *value = getenv(name);

    if (value && *value)
        return value;
    for (size_t i = 0; i < s->nenvironments; i++) {
        const struct weir_environment *v = &s->environments[i];

        if (strcmp(v->name, e->environment) != 0)
            continue;
        for (size_t k = 0; k < v->nsettings; k++)
            if (strcmp(v->settings[k].name, name) == 0)
                return v->settings[k].value;
    }
    if (value)
        buf_text(why, " (it is empty)");
    return NULL;
}

/* The content of a file, without the line end behind it. */
static bool read_secret(struct weir_engine *e, const char *path, str *out,
                        struct buf *why)
{
    char text[SECRET_MAX];
    FILE *f = fopen(path, "rb");

    if (!f) {
        buf_printf(why, " (cannot read \"%s\": %s)", path, ERROR_TEXT(errno));
        return false;
    }
    size_t n = fread(text, 1, sizeof text, f);

    fclose(f);
    while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    *out = arena_str(e->arena, (str){text, n});
    memset(text, 0, sizeof text);
    return true;
}

static bool find_secret(struct weir_engine *e, const char *name, str *out,
                        struct buf *why)
{
    const char *value = getenv(name);
    str file = arena_printf(e->arena, "%s_FILE", name);

    if (value && *value) {
        *out = arena_str(e->arena, str_from(value));
        return true;
    }
    const char *path = getenv(file.ptr);

    if (!path || !*path) {
        if (value)
            buf_text(why, " (it is empty)");
        return false;
    }
    if (!read_secret(e, path, out, why))
        return false;
    if (!out->len)
        buf_printf(why, " (\"%s\" is empty)", path);
    return out->len > 0;
}

static void missing(struct buf *why, const char *kind, const char *name,
                    const struct buf *more)
{
    buf_printf(why, "%s%s \"%s\"%s", why->len ? ", " : "", kind, name,
               more->len ? more->ptr : "");
}

static bool known_environment(struct weir_engine *e)
{
    if (!*e->environment)
        return true;
    for (size_t i = 0; i < e->estate->nenvironments; i++)
        if (strcmp(e->estate->environments[i].name, e->environment) == 0)
            return true;
    return false;
}

bool settings_load(struct weir_engine *e, struct buf *why)
{
    const struct weir_estate *s = e->estate;
    size_t n = s->nsettings + s->nsecrets;
    struct buf list = BUF_MAX(8192), more = BUF_MAX(1024);

    if (!known_environment(e)) {
        buf_printf(why, "there is no environment \"%s\"; weir.yaml has %s",
                   e->environment, s->nenvironments ? "" : "none");
        for (size_t i = 0; i < s->nenvironments; i++)
            buf_printf(why, "%s\"%s\"", i ? ", " : "",
                       s->environments[i].name);
        return false;
    }
    e->settings = arena_array(e->arena, struct setting, n ? n : 1);
    e->nsettings = n;
    for (size_t i = 0; i < n; i++) {
        struct setting *t = &e->settings[i];

        t->secret = i >= s->nsettings;
        t->name = t->secret ? s->secrets[i - s->nsettings] : s->settings[i];
        buf_clear(&more);
        if (t->secret) {
            if (!find_secret(e, t->name, &t->value, &more))
                missing(&list, "secret", t->name, &more);
            continue;
        }
        const char *value = from_environment(e, t->name, &more);
        if (value)
            t->value = str_from(value);
        else
            missing(&list, "setting", t->name, &more);
    }
    bool good = !list.len;
    if (!good)
        buf_printf(why,
                   "missing: %s; set each as an environment variable, a "
                   "setting also in an environment of weir.yaml, a secret as "
                   "NAME_FILE with the path of a file",
                   list.ptr);
    buf_free(&list);
    buf_free(&more);
    return good;
}

void settings_wipe(struct weir_engine *e)
{
    for (size_t i = 0; i < e->nsettings; i++) {
        volatile char *at =
            (volatile char *)(uintptr_t)e->settings[i].value.ptr;

        if (e->settings[i].secret && at)
            for (size_t k = 0; k < e->settings[i].value.len; k++)
                at[k] = 0;
    }
}

str settings_get(struct weir_engine *e, const char *name)
{
    for (size_t i = 0; i < e->nsettings; i++)
        if (strcmp(e->settings[i].name, name) == 0)
            return e->settings[i].value;
    return (str){NULL, 0};
}

str settings_text(struct weir_engine *e, const struct weir_value *v)
{
    struct buf b = BUF_MAX(1 << 20);

    for (size_t i = 0; i < v->nparts; i++) {
        const struct weir_value_part *p = &v->parts[i];

        buf_str(&b, p->kind == WEIR_TEXT ? str_from(p->text)
                                         : settings_get(e, p->text));
    }
    str s = arena_str(e->arena, buf_view(&b));
    if (b.ptr)
        memset(b.ptr, 0, b.len);
    buf_free(&b);
    return s;
}
