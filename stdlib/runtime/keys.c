/*
 * Two tables with a lock each: keys of records that run, with a queue behind
 * each, and dedupe keys that are claimed in memory.
 */
#include "stdlib/runtime/keys.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLOTS 1024

struct keys {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct work *slots[SLOTS]; // the one that runs; `next` chains, `key_next`
                               // is the queue behind it
};

static size_t slot_of(const uint8_t *key)
{
    return (size_t)(key[0] | (unsigned)key[1] << 8) % SLOTS;
}

struct keys *keys_new(void)
{
    struct keys *k = calloc(1, sizeof *k);

    if (k) {
        pthread_mutex_init(&k->lock, NULL);
        pthread_cond_init(&k->changed, NULL);
    }
    return k;
}

void keys_free(struct keys *k)
{
    if (!k)
        return;
    pthread_mutex_destroy(&k->lock);
    pthread_cond_destroy(&k->changed);
    free(k);
}

bool keys_enter(struct keys *k, struct work *w)
{
    struct work **slot = &k->slots[slot_of(w->key)];
    struct work *at;

    pthread_mutex_lock(&k->lock);
    for (at = *slot; at; at = at->key_chain)
        if (memcmp(at->key, w->key, KEY_SIZE) == 0)
            break;
    w->key_next = NULL;
    if (at) {
        while (at->key_next)
            at = at->key_next;
        at->key_next = w;
    } else {
        w->has_key = true;
        w->key_chain = *slot;
        *slot = w;
    }
    pthread_mutex_unlock(&k->lock);
    return !at;
}

struct work *keys_leave(struct keys *k, struct work *w)
{
    struct work **at = &k->slots[slot_of(w->key)];

    pthread_mutex_lock(&k->lock);
    while (*at && *at != w)
        at = &(*at)->key_chain;
    struct work *next = w->key_next;

    if (*at && next) {
        next->key_chain = w->key_chain;
        next->has_key = true;
        *at = next;
    } else if (*at) {
        *at = w->key_chain;
    }
    w->has_key = false;
    w->key_next = NULL;
    if (next && next->waited_for) {
        pthread_cond_broadcast(&k->changed);
        next = NULL;
    }
    pthread_mutex_unlock(&k->lock);
    return next;
}

void keys_wait(struct keys *k, struct work *w)
{
    w->waited_for = true;
    if (keys_enter(k, w))
        return;
    pthread_mutex_lock(&k->lock);
    while (!w->has_key)
        pthread_cond_wait(&k->changed, &k->lock);
    pthread_mutex_unlock(&k->lock);
}

struct claim {
    struct claim *next;
    const char *step;
    uint8_t key[KEY_SIZE];
    int64_t record;
};

struct claims {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct claim *slots[SLOTS];
};

struct claims *claims_new(void)
{
    struct claims *c = calloc(1, sizeof *c);

    if (c) {
        pthread_mutex_init(&c->lock, NULL);
        pthread_cond_init(&c->changed, NULL);
    }
    return c;
}

void claims_free(struct claims *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        for (struct claim *at = c->slots[i], *next; at; at = next) {
            next = at->next;
            free(at);
        }
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->changed);
    free(c);
}

int64_t claims_take(struct claims *c, const char *step, const uint8_t *key,
                    int64_t record)
{
    struct claim **slot = &c->slots[slot_of(key)], *at;
    int64_t holder = 0;

    pthread_mutex_lock(&c->lock);
    for (at = *slot; at; at = at->next)
        if (at->step == step && memcmp(at->key, key, KEY_SIZE) == 0)
            break;
    if (at) {
        holder = at->record == record ? 0 : at->record;
    } else {
        at = calloc(1, sizeof *at);
        if (at) {
            *at = (struct claim){.next = *slot, .step = step, .record = record};
            memcpy(at->key, key, KEY_SIZE);
            *slot = at;
        }
    }
    pthread_mutex_unlock(&c->lock);
    return holder;
}

void claims_wait(struct claims *c)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += 100000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&c->lock);
    pthread_cond_timedwait(&c->changed, &c->lock, &t);
    pthread_mutex_unlock(&c->lock);
}

void claims_release(struct claims *c, int64_t record)
{
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < SLOTS; i++)
        for (struct claim **at = &c->slots[i]; *at;) {
            struct claim *it = *at;

            if (it->record != record) {
                at = &it->next;
                continue;
            }
            *at = it->next;
            free(it);
        }
    pthread_cond_broadcast(&c->changed);
    pthread_mutex_unlock(&c->lock);
}
