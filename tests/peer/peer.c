/*
 * The peer: a shop, an ERP and a warehouse in one process, for tests and the
 * demo. One thread, one poll loop; it ends by itself.
 */
#include "tests/peer/clock.h"
#include "tests/peer/conn.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNS_MAX = 256, IDLE_MS = 60000, FILE_MAX = 256 * 1024 * 1024 };

struct options {
    int port;
    const char *port_file;
    int64_t max_seconds;
};

static const char usage[] =
    "usage: peer [--port N] [--port-file FILE] [--max-seconds N]\n"
    "            [--token-life SECONDS] [--page-max N] [--seed FILE]...\n";

static bool read_file(struct arena *a, const char *path, str *text)
{
    struct buf b = BUF_MAX(FILE_MAX);
    char part[65536];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        buf_add(&b, part, n);
    bool ok = !ferror(f) && !b.failed;
    fclose(f);
    *text = arena_str(a, buf_view(&b));
    buf_free(&b);
    return ok;
}

static bool seed(struct world *w, const char *path)
{
    str text;
    const char *why = "it can't be read";
    if (read_file(w->arena, path, &text) && world_seed(w, text, &why))
        return true;
    fprintf(stderr, "peer: %s: %s\n", path, why);
    return false;
}

static bool read_options(int argc, char **argv, struct options *o,
                         struct world *w)
{
    for (int i = 1; i < argc; i += 2) {
        const char *value = argv[i + 1];
        if (!value)
            return false;
        if (strcmp(argv[i], "--port") == 0)
            o->port = (int)strtol(value, NULL, 10);
        else if (strcmp(argv[i], "--port-file") == 0)
            o->port_file = value;
        else if (strcmp(argv[i], "--max-seconds") == 0)
            o->max_seconds = strtol(value, NULL, 10);
        else if (strcmp(argv[i], "--page-max") == 0)
            w->page_max = strtol(value, NULL, 10);
        else if (strcmp(argv[i], "--token-life") == 0)
            w->token_life = strtol(value, NULL, 10);
        else if (strcmp(argv[i], "--seed") != 0 || !seed(w, value))
            return false;
    }
    return true;
}

static int listen_on(int *port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)*port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(fd, 128) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(at.sin_port);
    return fd;
}

/* Written aside and renamed, so that who waits for it reads it whole. */
static bool write_port(const char *path, int port)
{
    char aside[4096];
    if (!path)
        return printf("%d\n", port) > 0 && fflush(stdout) == 0;
    if (snprintf(aside, sizeof aside, "%s.new", path) >= (int)sizeof aside)
        return false;
    FILE *f = fopen(aside, "w");
    if (!f)
        return false;
    fprintf(f, "%d\n", port);
    return fclose(f) == 0 && rename(aside, path) == 0;
}

static int stop_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, 0);
}

static void take(int listener, struct conn *conns)
{
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
        return;
    for (int i = 0; i < CONNS_MAX; i++) {
        if (conns[i].fd < 0) {
            conn_open(&conns[i], fd);
            return;
        }
    }
    close(fd);
}

/* What to wait for on a connection, and until when. */
static struct pollfd watch(const struct conn *c, int64_t now, int64_t *due)
{
    struct pollfd p = {.fd = c->fd, .events = POLLIN};
    if (c->fd < 0 || !conn_has_output(c))
        return p;
    p.events = 0;
    if (conn_due(c) <= now)
        p.events = POLLOUT;
    else if (conn_due(c) < *due)
        *due = conn_due(c);
    return p;
}

static void serve_one(struct conn *c, struct world *w, short events,
                      int64_t now)
{
    if (c->fd < 0)
        return;
    if (events & (POLLERR | POLLNVAL))
        conn_close(c);
    else if (events & POLLOUT)
        conn_write(c, w, now);
    else if (events & (POLLIN | POLLHUP))
        conn_read(c, w);
    if (c->fd >= 0 && !conn_has_output(c) && now - c->last > IDLE_MS)
        conn_close(c);
}

static void serve(int listener, int signals, struct world *w, int64_t end)
{
    struct conn *conns = arena_array(w->arena, struct conn, CONNS_MAX);
    struct pollfd polled[CONNS_MAX + 2];
    for (int i = 0; i < CONNS_MAX; i++)
        conns[i].fd = -1;
    for (;;) {
        int64_t now = clock_ticks(), due = end;
        polled[0] = (struct pollfd){.fd = listener, .events = POLLIN};
        polled[1] = (struct pollfd){.fd = signals, .events = POLLIN};
        for (int i = 0; i < CONNS_MAX; i++)
            polled[i + 2] = watch(&conns[i], now, &due);
        int64_t wait = due > now ? due - now : 0;
        int n = poll(polled, CONNS_MAX + 2, wait > 1000 ? 1000 : (int)wait);
        now = clock_ticks();
        if ((n < 0 && errno != EINTR) || now >= end || polled[1].revents)
            break;
        for (int i = 0; n >= 0 && i < CONNS_MAX; i++)
            serve_one(&conns[i], w, polled[i + 2].revents, now);
        if (w->stop)
            break;
        if (n > 0 && polled[0].revents)
            take(listener, conns);
    }
    for (int i = 0; i < CONNS_MAX; i++)
        if (conns[i].fd >= 0)
            conn_close(&conns[i]);
}

int main(int argc, char **argv)
{
    struct world w;
    struct options o = {.max_seconds = 120};
    struct arena *a = arena_new();
    world_init(&w, a);
    if (!read_options(argc, argv, &o, &w)) {
        fputs(usage, stderr);
        arena_free(a);
        return 2;
    }
    int signals = stop_signals();
    int listener = listen_on(&o.port);
    if (listener < 0 || !write_port(o.port_file, o.port)) {
        perror("peer");
        arena_free(a);
        return 2;
    }
    serve(listener, signals, &w, clock_ticks() + o.max_seconds * 1000);
    close(listener);
    close(signals);
    arena_free(a);
    return 0;
}
