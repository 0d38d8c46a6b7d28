#!/bin/sh
# Filter and map of orders, NDJSON file to file on one core: a flow with its
# ledger beside jq on the same job. ORDERS_MB says how much (1000), JQ_MB how
# much of it jq is given (100).
set -eu
mb=${ORDERS_MB:-1000} jq_mb=${JQ_MB:-100}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
weir=$PWD/$B/weir

seconds() { # CPU seconds, user and system, of a command
    /usr/bin/env bash -c 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>"$0"' \
        "$dir/said" "$@" 2>&1 | awk '{ printf "%.3f", $1 + $2 }'
}

mkdir "$dir/project"
cp tests/bench/orders/flow.weir "$dir/project/"
echo 'weir: 1' >"$dir/project/weir.yaml"
"$B/tests/bench/orders" "$mb" >"$dir/orders.ndjson"
"$weir" build --emit c -o "$dir/project/build" "$dir/project" >/dev/null
sleep 3 # a file is taken when it has not changed for two seconds
cd "$dir/project"
export DIR="$dir" WEIR_STATE="$dir/state"
one="taskset -c 0" # one core
flow=$(seconds $one build/runner --once report)
grep -o 'read [0-9]*, open 0, delivered [0-9]*' "$dir/said" | head -n 1
"$weir" status --verify
head -c "${jq_mb}000000" "$dir/orders.ndjson" | sed '$d' >"$dir/some.ndjson"
filter='select(.financial_status == "paid" and (.test | not)) |
    {id, total: (.total_price | tonumber), currency, note,
     vat: ((.total_price | tonumber) * 20 | round / 100)}'
jq=$(seconds $one jq -c "$filter" "$dir/some.ndjson")
memory=$( (/usr/bin/env bash -c 'ulimit -v unlimited; exec "$@"' - \
    sh -c 'rm -rf "$WEIR_STATE"; build/runner --once report 2>/dev/null &
    p=$!; most=0
    while [ -d /proc/$p ]; do
        k=$(awk "/VmHWM/ { print \$2 }" /proc/$p/status 2>/dev/null || echo 0)
        [ "${k:-0}" -gt "$most" ] && most=$k
        sleep 0.05
    done; echo "$most"') )
awk -v mb="$mb" -v jq_mb="$jq_mb" -v flow="$flow" -v jq="$jq" -v kb="$memory" \
'BEGIN {
    a = mb / 1000 / flow; b = jq_mb / 1000 / jq
    printf "filter and map, %d MB of orders: %.2f GB/s of one core (goal 1.2)\n", mb, a
    printf "jq on the same job: %.3f GB/s; ratio %.0f (goal 25)\n", b, a / b
    printf "memory of the run at its most: %d MB\n", kb / 1024
}'
