/*
 * state_disk.h - the files beside the state: lock, generation, ballast
 */
#ifndef WEIR_STATE_DISK_H
#define WEIR_STATE_DISK_H

#include "stdlib/runtime/state_db.h"

/* Makes the folder (0700) and refuses network file systems. */
bool disk_folder(const char *folder, struct buf *why);
/* "<folder>/<name>"; the buf holds it. */
const char *disk_path(struct buf *b, const struct weir_state *s,
                      const char *name);
/* Byte `n` of the lock file; it is let go when the process ends. */
bool disk_lock(struct weir_state *s, int64_t n, bool shared);
void disk_unlock(struct weir_state *s, int64_t n);
bool disk_open_lock(struct weir_state *s, struct buf *why);

/* Makes new names in the folder lasting. */
bool disk_sync_folder(const char *folder);

/* The generation in the side file, 0 without one. */
int64_t generation_read(const struct weir_state *s);
bool generation_write(const struct weir_state *s, int64_t generation);

/* 16 MiB that a full disk can be given. */
void ballast_make(const struct weir_state *s);
bool ballast_drop(struct weir_state *s); // true when there was one
/* True when there is room for twice the ballast and it stands again. */
bool ballast_restore(struct weir_state *s);

#endif
