#!/bin/sh
# How much memory a flow and a step take, in bytes of the arena, and what is
# said about them: both are the same at every run, and are held to
# tests/bench/budget.txt. `make bless` does not touch that file.
set -u
${MAKE:-make} -s MODE="$MODE" B="$B" all "$B/tests/bench/estate" \
    "$B/tests/memory/memory" || exit 1
passed=0 failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# What half of a case's things cost, the fixed costs left out.
measure() { # case count small large, prints "case pass bytes-each"
    "$B/tests/memory/memory" $3 >"$dir/small"
    "$B/tests/memory/memory" $4 >"$dir/large"
    paste -d ' ' "$dir/small" "$dir/large" | awk -v case="$1" -v n="$2" '
        $1 == "messages" { print case, $1, $4; next }
        { printf "%s %s %d\n", case, $1, ($4 - $2) / n }'
}

"$B/tests/bench/estate" 400 "$dir/400"
"$B/tests/bench/estate" 800 "$dir/800"
"$B/tests/bench/estate" steps 1000 "$dir/1000.weir"
"$B/tests/bench/estate" steps 2000 "$dir/2000.weir"
measure flow 400 "$(echo "$dir"/400/*.weir)" "$(echo "$dir"/800/*.weir)" \
    >"$dir/got"
measure step 1000 "$dir/1000.weir" "$dir/2000.weir" >>"$dir/got"

grep -v '^#' tests/bench/budget.txt >"$dir/budget"
while read -r case what most; do
    got=$(awk -v c="$case" -v w="$what" '$1 == c && $2 == w { print $3 }' \
        "$dir/got")
    wrong=
    case $what in
    lines | messages) [ "$got" = "$most" ] || wrong="exactly $most" ;;
    *) [ "${got:-$most$most}" -le "$most" ] || wrong="at most $most" ;;
    esac
    if [ -z "$wrong" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$case $what: expected $wrong, found ${got:-nothing}"
    fi
done <"$dir/budget"

# A budget for each number, so that none is forgotten.
cut -d ' ' -f 1,2 "$dir/got" | sort >"$dir/names"
awk '{ print $1, $2 }' "$dir/budget" | sort | diff "$dir/names" - || {
    failed=$((failed + 1))
    echo "tests/bench/budget.txt: expected a line for each number"
}
[ -z "${SHOW:-}" ] || cat "$dir/got"
echo "memory: $passed passed, $failed failed"
[ "$failed" = 0 ]
