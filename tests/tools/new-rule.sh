#!/bin/sh
# new-rule.sh CATEGORY/RULE - writes the skeleton of a lint rule: the rule, its
# page, a bad and a good fixture.
set -eu
name=${1:-}
echo "$name" | grep -qE '^[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*$' || {
    echo "usage: make new-rule NAME=category/rule-name" >&2
    exit 2
}
path=$(echo "$name" | tr - _)
rule=${path#*/}
file=lint/rules/$path
[ ! -e "$file.c" ] || {
    echo "$file.c is there already" >&2
    exit 2
}
mkdir -p "$(dirname "$file")" "tests/lint/$path"
cat >"$file.c" <<END
/*
 * What is wrong, and the one idea by which it is found.
 */
#include "lint/lint.h"

static void check_node(struct lint *l, const struct graph *g, node_id n)
{
    const struct graph_node *x = &g->nodes.at[n];

    if (node_setting(x, SET_TIMEOUT))
        return;
    struct diag *d = lint_report(l, lint_step_at(x),
                                 "step \"%" STR_FMT "\" ...", STR_ARG(x->name));
    lint_help(l, d, "timeout 30s");
}

const struct lint_rule lint_rule_$rule = {
    .summary = "what holds when the rule is kept",
    .level = DIAG_WARNING,
    .kinds = LINT_REMOTE,
    .node = check_node,
};
END
cat >"$file.md" <<END
# $name

What the rule finds, in one paragraph.

## Why

What goes wrong, and who notices it when.

## Wrong

\`\`\`weir
write erp.orders upsert sale by ref
\`\`\`

## Right

\`\`\`weir
write erp.orders upsert sale by ref { timeout 30s }
\`\`\`

## How to mend

What to write, and where.

## When to waive

When the finding may stay, and what to say in the reason.

## Level

Warning, and why.

## Source

Where the practice comes from.
END
cat >"tests/lint/$path/bad.weir" <<END
// What is wrong here. A marker stands on the line of the finding:
//   write erp.orders upsert sale by ref // want "part of the message"
END
cat >"tests/lint/$path/good.weir" <<END
// The same, mended: no finding.
END
echo "wrote $file.c $file.md tests/lint/$path/"
