#!/bin/sh
# How fast `weir check` is, with all rules: lines a second on 1,000 and 10,000
# flows, one file, 200 files, one flow of 20,000 steps.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
weir=$B/weir
make_estate=$B/tests/bench/estate

measure() { python3 tests/bench/measure.py "$@"; }

"$make_estate" 1000 "$dir/1k"
"$make_estate" 10000 "$dir/10k"
"$make_estate" 1 "$dir/one"
"$make_estate" steps 20000 "$dir/steps.weir"
for n in 1k 10k; do
    cat "$dir/$n"/*.weir | wc -l >"$dir/$n.lines"
    measure 5 "$weir" check "$dir/$n" >"$dir/$n.time"
done
paste -d ' ' "$dir/1k.lines" "$dir/1k.time" "$dir/10k.lines" "$dir/10k.time" |
    awk '{
    printf "check, 1,000 flows:  %.2f million lines/s (goal 2, at least 1)\n", $1 / $2 / 1e6
    printf "check, 10,000 flows: %.2f million lines/s\n", $5 / $6 / 1e6
    printf "cost per flow, 10,000 against 1,000: %.2f times\n", ($6 / 10) / $2
    printf "memory: %.0f bytes per source line\n", $8 * 1024 / $5
}'
measure 15 "$weir" check "$dir/one" | awk '{
    printf "one file, whole process: %.1f ms (goal 5)\n", $2 * 1000 }'
# 200 files of a usual size: five flows each.
rm -rf "$dir/200"
"$make_estate" 1000 "$dir/200"
for f in "$dir/200"/flows_*.weir; do
    awk -v name="${f%.weir}" '/^\/\/\/ Sends/ { n++ }
        { print > sprintf("%s_%02d.weir", name, int((n - 1) / 5)) }' "$f"
    rm "$f"
done
files=$(ls "$dir/200"/*.weir | wc -l)
measure 9 "$weir" check "$dir/200" | awk -v n="$files" '{
    printf "%d files, whole process: %.0f ms (goal 50)\n", n, $2 * 1000 }'
measure 5 "$weir" check "$dir/steps.weir" | awk '{
    printf "a flow of 20,000 steps: %.2f s (goal 0.3)\n", $2 }'
