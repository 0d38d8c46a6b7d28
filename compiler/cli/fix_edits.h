/*
 * fix_edits.h - the edits of findings, put into the texts they are about
 */
#ifndef WEIR_FIX_EDITS_H
#define WEIR_FIX_EDITS_H

#include "compiler/base/diag.h"
#include "stdlib/value/buf.h"

struct fix_list {
    VEC(const struct diag *) all;
};

/*
 * Takes out of `l` those whose edits lie in those of another, or begin at the
 * same place; of two the earlier one stays. At least one stays.
 */
void fix_list_separate(struct fix_list *l, struct arena *a);

/*
 * The text of a file with the edits of `n` findings that do not overlap; what
 * they say of other files is passed over. False when it grew
 * past its limit.
 */
bool fix_splice(struct buf *out, const struct source *src,
                const struct diag *const *d, uint32_t n, struct arena *a);

#endif
