/*
 * The log: JSON lines on standard error. Secrets are masked; a line that comes
 * again at once is counted, not written.
 */
#include "stdlib/runtime/engine.h"
#include "stdlib/value/date.h"
#include "stdlib/value/json.h"

#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 8192
#define THIN (10 * SECOND)

static void add(struct buf *b, const char *name, str value)
{
    if (!value.len)
        return;
    buf_printf(b, ",\"%s\":", name);
    weir_json_quote(b, value);
}

static void add_int(struct buf *b, const char *name, int64_t value)
{
    if (value)
        buf_printf(b, ",\"%s\":%lld", name, (long long)value);
}

static void body(struct weir_engine *e, struct arena *a, struct buf *b,
                 const struct log_line *l)
{
    add(b, "level", str_from(l->level));
    add(b, "event", str_from(l->event));
    add(b, "env", str_from(e->environment));
    add(b, "flow", str_from(l->flow ? l->flow->name : NULL));
    add_int(b, "run", l->run);
    add_int(b, "record", l->record);
    add(b, "key", l->key);
    add(b, "step", str_from(l->step));
    add(b, "path", l->path);
    add(b, "class", str_from(l->class));
    add_int(b, "status", l->status);
    add_int(b, "try", l->try);
    add_int(b, "wait_ms", l->wait / 1000);
    add(b, "queue", str_from(l->queue));
    add(b, "team", str_from(l->team));
    add(b, "msg", settings_mask(e, a, l->message));
}

static void write_all(struct buf *line)
{
    size_t done = 0;

    while (done < line->len) {
        ssize_t n = write(STDERR_FILENO, line->ptr + done, line->len - done);

        if (n <= 0)
            return;
        done += (size_t)n;
    }
}

/* Writes the line, or counts it when it is the one before. */
static void emit(struct weir_engine *e, struct arena *a, str text)
{
    struct buf line = BUF_MAX(LINE_MAX_BYTES + 200);
    int64_t now = engine_now(e);
    char *form = arena_alloc(a, 64);
    str at = {form, weir_timestamp_format(form, (weir_timestamp){now, 0})};
    uint64_t hash = str_hash(text);

    pthread_mutex_lock(&e->log_lock);
    if (hash == e->log_last && now < e->log_until) {
        e->log_same++;
    } else {
        if (e->log_same)
            buf_printf(&line,
                       "{\"ts\":\"%" STR_FMT
                       "\",\"level\":\"info\",\"msg\":\"the line before, %llu "
                       "times more\"}\n",
                       STR_ARG(at), (unsigned long long)e->log_same);
        e->log_last = hash;
        e->log_same = 0;
        e->log_until = now + THIN;
        buf_printf(&line, "{\"ts\":\"%" STR_FMT "\"%" STR_FMT "}\n",
                   STR_ARG(at), STR_ARG(text));
        write_all(&line);
    }
    pthread_mutex_unlock(&e->log_lock);
    buf_free(&line);
}

void log_write(struct weir_engine *e, const struct log_line *l)
{
    struct buf b = BUF_MAX(LINE_MAX_BYTES);

    if (e->quiet)
        return;
    struct arena *a = arena_new();

    body(e, a, &b, l);
    emit(e, a, buf_view(&b));
    buf_free(&b);
    arena_free(a);
}

PRINTF_LIKE(4, 0)
static void log_args(struct weir_engine *e, const char *level,
                     const char *event, const char *fmt, va_list args)
{
    struct arena *a = arena_new();
    str text = arena_vprintf(a, fmt, args);

    log_write(
        e, &(struct log_line){.level = level, .event = event, .message = text});
    arena_free(a);
}

void log_text(struct weir_engine *e, const char *level, const char *event,
              const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    log_args(e, level, event, fmt, args);
    va_end(args);
}

void weir_driver_warn(struct weir_engine *e, const char *event, const char *fmt,
                      ...)
{
    va_list args;

    va_start(args, fmt);
    log_args(e, "warning", event, fmt, args);
    va_end(args);
}
