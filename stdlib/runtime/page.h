/*
 * page.h - a list over pages: what to ask for, where the next one is
 */
#ifndef WEIR_PAGE_H
#define WEIR_PAGE_H

#include "stdlib/runtime/run.h"

#define PAGES_MOST 10000

struct pager {
    const struct weir_step *step;
    const struct weir_request *base;
    str url; // the instance's base
    int64_t offset, number;
    str cursor; // or link; empty: the first page
    size_t pages;
    uint64_t last;  // hash of the items of the page before
    int same;       // pages that were the same, in a row
    uint64_t *seen; // hashes of cursors that were there
    size_t nseen, room;
    struct arena *keep; // for cursors
};

void pager_init(struct pager *p, struct weir_engine *e,
                const struct weir_step *s, const struct weir_request *base,
                struct arena *keep);
/* Goes on from a place that pager_place gave. False: it is none. */
bool pager_go(struct pager *p, str place);
str pager_place(const struct pager *p, struct arena *a);
/* The request of the page. */
struct weir_request pager_request(const struct pager *p, struct arena *a);
/* Splits the answer into items. False: `a` has become `malformed`. */
bool pager_items(const struct pager *p, struct arena *arena,
                 struct weir_answer *a, str **items, size_t *n);
/* 1: there is a next page, 0: this was the last, -1: malformed. */
int pager_next(struct pager *p, struct weir_answer *a, size_t nitems);
/* The text at a path "a.b" of valid JSON. */
bool json_at(str json, const char *path, str *out);

#endif
