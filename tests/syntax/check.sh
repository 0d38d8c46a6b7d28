#!/bin/sh
# Good files, bad files with `// want`, and the examples of the pages, in one
# program. BLESS=1 rewrites the .fmt files.
set -eu
${MAKE:-make} -s MODE="$MODE" "$B/tests/syntax/syntax"
pages=$(git ls-files '*.md' | xargs grep -l '^```weir' || true)
# shellcheck disable=SC2086
exec "$B/tests/syntax/syntax" tests/syntax/good/*.weir tests/syntax/bad/*.weir \
    $pages
