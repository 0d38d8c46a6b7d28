/*
 * Idempotency keys: a key that came before gets the answer that it got then;
 * with another body it is a mistake.
 */
#include "tests/peer/peer.h"

enum replay replay_find(struct call *c, str key, const char *digest)
{
    const struct replayed *r =
        key.len ? map_get(&c->world->replays, key) : NULL;
    if (!r)
        return REPLAY_NEW;
    if (!str_eq(r->digest, str_from(digest)))
        return REPLAY_REUSED;
    c->status = r->status;
    buf_str(c->body, r->body);
    buf_str(c->headers, r->headers);
    answer_header(c, "X-Replayed", "true");
    return REPLAY_GIVEN;
}

void replay_keep(struct call *c, str key, const char *digest)
{
    struct arena *a = c->world->arena;
    if (!key.len)
        return;
    struct replayed *r = arena_make(a, struct replayed);
    r->digest = arena_str(a, str_from(digest));
    r->body = arena_str(a, buf_view(c->body));
    r->headers = arena_str(a, buf_view(c->headers));
    r->status = c->status;
    *map_put(&c->world->replays, arena_str(a, key)) = r;
}
