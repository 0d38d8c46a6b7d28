/*
 * git.h - asks git, without a shell between
 */
#ifndef WEIR_GIT_H
#define WEIR_GIT_H

#include "compiler/cli/command.h"

struct git_answer {
    str out;  // standard output
    str said; // the first line of standard error
    bool ok;  // it ran and ended with 0
};

/*
 * Runs git in a folder with words that end in NULL, at most 24. What a user's
 * settings do to its output is turned off; messages are English. False after a
 * problem: there is no git, or the answer is larger than 256 MiB.
 */
bool git_ask(struct cli *c, str folder, const char *const *words,
             struct git_answer *answer);

#endif
