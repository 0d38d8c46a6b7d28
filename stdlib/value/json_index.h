/*
 * json_index.h - many lines of JSON at once: where their parts begin
 *
 * One pass over a block of lines finds the bytes that matter: brackets, colons
 * and commas outside strings, the first byte of every string, number and word,
 * and the end of every line. A second walks over these only. That is several
 * times as fast as reading byte by byte (the two stages are those of Langdale
 * and Lemire, "Parsing gigabytes of JSON per second", 2019).
 *
 * What is passed over is checked for: brackets that match, to a depth of 128;
 * keys, colons and commas where they belong; strings that are closed, without
 * control characters, in UTF-8; values that begin as values do. The digits of
 * a number that is passed over, and the letters behind a backslash, are not.
 *
 * With AVX2 64 bytes are one step; without it a byte is.
 */
#ifndef WEIR_JSON_INDEX_H
#define WEIR_JSON_INDEX_H

#include "stdlib/value/shape.h"

enum { WEIR_WANTS = 64 };

/* The fields of a record that are wanted, by their names on the wire. */
struct weir_wants {
    const str *keys; // at most WEIR_WANTS
    size_t n;
    uint64_t lengths; // bit k: a key of k bytes (63: or more); see below
};

struct weir_index {
    const char *base;
    uint32_t *at; // offsets of what matters, the last is the end
    size_t n;
    size_t next;    // of `at`: where the next line begins
    bool backslash; // somewhere in the block
};

uint64_t weir_wants_lengths(const str *keys, size_t n);

/*
 * Indexes `n` bytes (less than 2 GiB) of whole lines, behind which 64 bytes
 * may be read. The memory is the arena's. False: a string that is not closed
 * on its line, a control character in one, or text that is not UTF-8, on some
 * line.
 */
bool weir_index_build(struct weir_index *ix, struct arena *a, const char *p,
                      size_t n);
/* The same without AVX2, for tests. */
bool weir_index_build_plain(struct weir_index *ix, struct arena *a,
                            const char *p, size_t n);

enum weir_line {
    WEIR_LINE_NONE,   // there is no other line
    WEIR_LINE_BLANK,  // nothing on it
    WEIR_LINE_RECORD, // an object; `values` are set
    WEIR_LINE_HARD    // something else, or not well formed
};

/*
 * The next line. `line` is its bytes without the end; values[i] is the value
 * of wants->keys[i] as it stands, without blanks, of equal keys the last; a
 * NULL pointer where there is none.
 */
enum weir_line weir_index_line(struct weir_index *ix,
                               const struct weir_wants *w, str *line,
                               str *values);

/* Values as they stand, read fast. False: not so plain, or not of that type;
 * who asks then takes the slow way (weir_json_read). */
bool weir_plain_string(str json, str *to); // no escapes
bool weir_plain_int(str json, int64_t *to);
bool weir_plain_decimal(str json, weir_decimal *to); // in quotes too
bool weir_plain_bool(str json, bool *to);
bool weir_plain_is_null(str json); // absent too

/* JSON written at `to`, which has room enough; gives the place behind it. */
char *weir_put_text(char *to, const char *text, size_t n);
char *weir_put_string(char *to, str s);  // at most 6 bytes a byte, and 2
char *weir_put_int(char *to, int64_t i); // at most 20 bytes
char *weir_put_decimal(char *to, weir_decimal d); // at most 80 bytes

#endif
