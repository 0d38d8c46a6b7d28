#!/bin/sh
# The style guide as programs: tests/style/*.sh and *.awk. Each prints what is
# wrong and where; nothing printed is good.
set -u
passed=0 failed=0
for script in tests/style/*.sh; do
    [ "$script" = tests/style/check.sh ] && continue
    out=$(sh "$script" 2>&1)
    if [ -n "$out" ]; then
        echo "$script:"
        echo "$out" | head -n 40
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
done
echo "style: $passed passed, $failed failed"
[ "$failed" = 0 ]
