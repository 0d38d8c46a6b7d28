#!/bin/sh
# all.sh AREA... - runs every area's check, adds up what they report and ends
# with "N passed, N failed".
set -u
passed=0 failed=0
mkdir -p "$B"
for area in "$@"; do
    out="$B/check-$area.log"
    sh tests/tools/area.sh "$area" >"$out" 2>&1
    status=$?
    line=$(grep -E '^[a-z-]+: [0-9]+ passed, [0-9]+ failed' "$out" | tail -n 1)
    p=$(echo "$line" | sed -n 's/.*: \([0-9]*\) passed.*/\1/p')
    f=$(echo "$line" | sed -n 's/.* \([0-9]*\) failed.*/\1/p')
    if [ -z "$line" ] || { [ "$status" != 0 ] && [ "${f:-0}" = 0 ]; }; then
        f=$((${f:-0} + 1))
    fi
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
    if [ "${f:-0}" != 0 ]; then
        cat "$out"
    else
        tail -n 1 "$out"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
