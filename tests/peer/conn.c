/*
 * A connection holds one answer at a time: the next request is looked at when
 * the answer before it is out. Faults that are about bytes (late, halved, drop
 * by drop, none at all) are done here.
 */
#include "tests/peer/conn.h"
#include "tests/peer/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IN_MAX = 9 * 1024 * 1024, OUT_MAX = 256 * 1024 * 1024 };

void conn_open(struct conn *c, int fd)
{
    *c = (struct conn){.fd = fd,
                       .in = BUF_MAX(IN_MAX),
                       .out = BUF_MAX(OUT_MAX),
                       .arena = arena_new(),
                       .last = clock_ticks()};
}

void conn_close(struct conn *c)
{
    close(c->fd);
    buf_free(&c->in);
    buf_free(&c->out);
    arena_free(c->arena);
    *c = (struct conn){.fd = -1};
}

bool conn_has_output(const struct conn *c)
{
    return c->sent < c->out.len;
}

int64_t conn_due(const struct conn *c)
{
    return c->ready_at;
}

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {404, "Not Found"},
        {409, "Conflict"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].text;
    return "Other";
}

static void put_answer(struct conn *c, int status, const struct buf *headers,
                       str body)
{
    bool typed = str_find(buf_view(headers), STR("Content-Type:")) >= 0;
    buf_printf(&c->out, "HTTP/1.1 %d %s\r\n", status, reason(status));
    buf_str(&c->out, buf_view(headers));
    if (status != 204) {
        if (!typed)
            buf_text(&c->out, "Content-Type: application/json\r\n");
        buf_printf(&c->out, "Content-Length: %zu\r\n", body.len);
    }
    if (c->close)
        buf_text(&c->out, "Connection: close\r\n");
    buf_text(&c->out, "\r\n");
    if (status != 204)
        buf_str(&c->out, body);
}

static void refuse(struct conn *c, const struct request *r)
{
    struct buf none = BUF_MAX(1);
    str body = arena_printf(c->arena, "{\"error\":\"%s\"}", r->why);
    c->close = true;
    put_answer(c, r->status, &none, body);
}

static void answer(struct conn *c, struct world *w, const struct request *r)
{
    struct buf headers = BUF_MAX(64 * 1024), body = BUF_MAX(OUT_MAX);
    struct call call = {.world = w,
                        .req = r,
                        .arena = c->arena,
                        .headers = &headers,
                        .body = &body};
    struct delivery d = {0};
    dispatch(&call, &d);
    c->close = d.close ||
               request_same_word(request_field(r, "connection"), STR("close"));
    size_t before = c->out.len;
    if (!d.silent)
        put_answer(c, call.status, &headers, buf_view(&body));
    if (d.half)
        c->out.len = before + (c->out.len - before) / 2;
    c->ready_at = clock_ticks() + d.delay;
    c->drip = d.drip;
    buf_free(&headers);
    buf_free(&body);
}

/* Answers the request at the front of the input, when one is whole. */
static void step(struct conn *c, struct world *w)
{
    struct request r;
    if (conn_has_output(c) || c->close)
        return;
    buf_clear(&c->out);
    c->sent = 0;
    struct arena_mark mark = arena_mark(c->arena);
    switch (request_read(buf_view(&c->in), &r)) {
    case REQUEST_MORE:
        if (r.waits && !c->promised)
            buf_text(&c->out, "HTTP/1.1 100 Continue\r\n\r\n");
        c->promised = r.waits;
        break;
    case REQUEST_BAD: refuse(c, &r); break;
    case REQUEST_READY:
        answer(c, w, &r);
        memmove(c->in.ptr, c->in.ptr + r.bytes, c->in.len - r.bytes);
        c->in.len -= r.bytes;
        c->promised = false;
        break;
    }
    arena_reset(c->arena, mark);
}

void conn_read(struct conn *c, struct world *w)
{
    char bytes[65536];
    ssize_t n = recv(c->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
        conn_close(c);
        return;
    }
    c->last = clock_ticks();
    if (n > 0)
        buf_add(&c->in, bytes, (size_t)n);
    if (c->in.failed) {
        conn_close(c);
        return;
    }
    step(c, w);
    if (c->close && !conn_has_output(c))
        conn_close(c);
}

void conn_write(struct conn *c, struct world *w, int64_t now)
{
    if (now < c->ready_at)
        return;
    size_t left = c->out.len - c->sent;
    if (c->drip) {
        left = 1;
        c->ready_at = now + c->drip;
    }
    ssize_t n =
        send(c->fd, c->out.ptr + c->sent, left, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        conn_close(c);
        return;
    }
    c->last = now;
    c->sent += n > 0 ? (size_t)n : 0;
    if (conn_has_output(c))
        return;
    if (!c->close)
        step(c, w);
    if (c->close && !conn_has_output(c))
        conn_close(c);
}
