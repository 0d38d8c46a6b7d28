/*
 * order.h - what makes the ERP refuse a sales order
 */
#ifndef WEIR_PEER_ORDER_H
#define WEIR_PEER_ORDER_H

#include "tests/peer/peer.h"

struct refusal {
    const char *path, *detail; // NULL: nothing is wrong
    int status;
};

/* `eid` is the id in the path, empty when there is none. */
struct refusal order_judge(struct call *c, str order, str eid);

#endif
