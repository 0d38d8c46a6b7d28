#!/bin/sh
# Replays tests/fuzz/corpus/<entry>/* into each fuzz target.
set -u
${MAKE:-make} -s MODE="$MODE" B="$B" replayers || exit 1
passed=0 failed=0
for target in tests/fuzz/fuzz_*.c; do
    entry=$(basename "$target" .c)
    entry=${entry#fuzz_}
    n=$(find "tests/fuzz/corpus/$entry" -type f | wc -l)
    if [ "$n" -gt 0 ] && "$B/tests/fuzz/replay_$entry" \
        "tests/fuzz/corpus/$entry"/*; then
        passed=$((passed + n))
    else
        failed=$((failed + 1))
        echo "fuzz target $entry: broken by its corpus, or without one"
        for f in "tests/fuzz/corpus/$entry"/*; do
            "$B/tests/fuzz/replay_$entry" "$f" >/dev/null 2>&1 || echo "$f"
        done
    fi
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" = 0 ]
