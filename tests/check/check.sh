#!/bin/sh
# Errors of the checker: each id of errors.def has a folder here, and some case
# in it makes the checker say it.
${MAKE:-make} -s MODE="$MODE" "$B/golden" || exit 1
out=$("$B/golden" check tests/check)
status=$?
passed=$(echo "$out" | sed -n 's/^\([0-9]*\) passed, .*/\1/p')
failed=$(echo "$out" | sed -n 's/.*, \([0-9]*\) failed$/\1/p')
[ "$status" = 0 ] || echo "$out"

said=$(find tests/check -name 'bad*.weir' | sort | while read -r f; do
    "$B/weir" check --format json "$f" </dev/null
done | grep -o '"rule": *"[^"]*"' | sort -u)
for id in $(sed -n 's/^ERROR([A-Z_]*, "\(.*\)")/\1/p' \
    compiler/check/errors.def); do
    if echo "$said" | grep -q "\"$id\""; then
        passed=$((passed + 1))
    else
        echo "no case in tests/check makes the checker say $id"
        failed=$((failed + 1))
    fi
done
echo "check: ${passed:-0} passed, ${failed:-1} failed"
[ "${failed:-1}" = 0 ]
