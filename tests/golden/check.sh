#!/bin/sh
# The fixture runner itself: cases that hold, and cases that must fail, each
# for the reason in tests/golden/self/fails.txt.
set -u
${MAKE:-make} -s MODE="$MODE" B="$B" "$B/golden" || exit 1
passed=0 failed=0
out=$("$B/golden" check tests/golden/self/holds)
if [ "$out" = "3 passed, 0 failed" ]; then
    passed=$((passed + 3))
else
    failed=$((failed + 1))
    echo "$out"
fi
"$B/golden" check tests/golden/self/fails >"$B/golden-fails.txt"
[ -z "${BLESS:-}" ] || cp "$B/golden-fails.txt" tests/golden/self/fails.txt
if diff tests/golden/self/fails.txt "$B/golden-fails.txt"; then
    passed=$((passed + 7))
else
    failed=$((failed + 1))
fi
echo "golden: $passed passed, $failed failed"
[ "$failed" = 0 ]
