/*
 * conn.h - one connection: bytes in, requests, bytes out
 */
#ifndef WEIR_PEER_CONN_H
#define WEIR_PEER_CONN_H

#include "tests/peer/peer.h"

struct conn {
    int fd; // -1: free
    struct buf in, out;
    struct arena *arena;
    size_t sent;
    int64_t ready_at, drip, last; // ticks
    bool close, promised;         // promised: "100 Continue" was sent
};

void conn_open(struct conn *c, int fd);
void conn_close(struct conn *c);
/* Reads what is there and answers whole requests. */
void conn_read(struct conn *c, struct world *w);
/* Writes what may go out by now. */
void conn_write(struct conn *c, struct world *w, int64_t now);
bool conn_has_output(const struct conn *c);
int64_t conn_due(const struct conn *c); // when output may go, ticks

#endif
