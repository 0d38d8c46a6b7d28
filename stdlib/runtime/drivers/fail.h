/*
 * fail.h - how a driver says that there is no answer
 */
#ifndef WEIR_DRIVERS_FAIL_H
#define WEIR_DRIVERS_FAIL_H

#include "stdlib/runtime/driver.h"

/* Sets class, code and message; always false. The texts are copied into the
 * arena of the answer. */
bool driver_fail(struct arena *arena, struct weir_answer *a,
                 enum weir_class class, const char *code, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

/* The same of errno: a file that is not there is not_found, no right to it
 * auth, all else transient. */
bool driver_errno(struct arena *arena, struct weir_answer *a, const char *what,
                  str name);

/* What a buf holds, copied into the arena; the buf is freed. */
str driver_take(struct arena *arena, struct buf *b);

/* The value of an option or a property of an instance; `otherwise` without. */
str driver_param(const struct weir_params *p, const char *name,
                 const char *otherwise);

#endif
