#!/bin/sh
# The generated C: what is refused, what compiles, what can't break out of it,
# and that its fast path does what its steps do.
${MAKE:-make} -s MODE="$MODE" B="$B" all "$B/tests/emit/refused" || exit 1
exec python3 -B tests/emit/check.py "$B"
