#!/bin/sh
# Good files, bad files with `// want`, and the examples of the pages, in one
# program; then the lists of words. BLESS=1 rewrites the .fmt files.
set -u
${MAKE:-make} -s MODE="$MODE" "$B/tests/syntax/syntax" || exit 1
pages=$(git ls-files '*.md' | xargs grep -l '^```weir' || true)
# shellcheck disable=SC2086
"$B/tests/syntax/syntax" tests/syntax/good/*.weir tests/syntax/bad/*.weir \
    $pages >"$B/syntax.out"
grep -v '^syntax: ' "$B/syntax.out"
sh tests/syntax/words.sh >"$B/syntax.words"
sed '$d' "$B/syntax.words"
{ tail -n 1 "$B/syntax.out"; tail -n 1 "$B/syntax.words"; } | tr '\n' ' ' |
    awk '{ printf "syntax: %d passed, %d failed\n", $2 + $6, $4 + $7
           exit $4 + $7 > 0 }'
