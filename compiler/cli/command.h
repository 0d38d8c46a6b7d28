/*
 * command.h - what a command of `weir` is
 *
 * compiler/cli/cmd/<name>.c defines `const struct command command_<name>`, and
 * `weir <name>` runs it: no list is edited. Its `run` returns the exit status
 * and prints results to standard output; what keeps it from running goes into
 * `problems`, which main prints to standard error.
 */
#ifndef WEIR_COMMAND_H
#define WEIR_COMMAND_H

#include "compiler/cli/options.h"
#include "stdlib/value/buf.h"

enum { CLI_DONE = 0, CLI_NO = 1, CLI_CANNOT = 2 };

struct cli {
    struct arena *arena;
    struct sources sources;
    struct diags problems; // why the command could not run
    struct options options;
    const char *name; // "weir check", for messages
};

struct command {
    const char *summary;          // one line, for `weir help`
    const char *args;             // "[PATH...]", for --help
    const char *text;             // a paragraph or more for --help, or NULL
    const struct option *options; // or NULL
    uint32_t most_args;           // UINT32_MAX: any number
    uint32_t least_args;
    int (*run)(struct cli *c);
};

/* Adds a problem; the result is CLI_CANNOT, to be returned. */
int cli_cannot(struct cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The help line of the problem added last. */
void cli_help(struct cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The result of an errno: "cannot WHAT "PATH": no such file". */
int cli_errno(struct cli *c, const char *what, const char *path);

/* True when `when` (auto, always, never) says so for the file descriptor. */
bool cli_color(const char *when, int fd);

/* Writes a text to a file, or to standard output for NULL and "-". The file
 * is there whole or not at all. */
int cli_write(struct cli *c, const char *path, str text);

/* Reads standard input to its end into the arena; false after a problem. */
bool cli_read_stdin(struct cli *c, str *text);

/* The commands there are, sorted; the names of a NULL-ended list. */
const struct command *command_find(str name);
const char *const *command_names(void);

#endif
