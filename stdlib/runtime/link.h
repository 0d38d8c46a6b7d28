/*
 * link.h - where a link leads that a server gave: a next page, a redirect
 *
 * A server may send us on within the origin we were told to speak to, and to
 * no other place: credentials go with every request.
 */
#ifndef WEIR_LINK_H
#define WEIR_LINK_H

#include "stdlib/value/arena.h"

bool link_is_https(str url);
/* Bytes of scheme, host and port; 0: it is no http address, or names a user. */
size_t link_origin(str url);
/* Whether both are http addresses of one scheme, host and port. */
bool link_same_origin(str a, str b);
/* Where `link`, found in the answer to the address `from`, leads: whole, and
 * with a NUL behind it. Empty: to another origin, or it is no address. */
str link_resolve(struct arena *a, str from, str link);
/* The target of rel="next" of a Link header (RFC 8288); empty: none. */
str link_next(str header);

#endif
