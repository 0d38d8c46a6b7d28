#!/bin/sh
# What `make demo` shows: orders go from a shop to an ERP and a warehouse, a
# refused one waits in its owner's queue, a careless flow is rejected. All that
# it says is read from the systems and the ledger; it ends with 1 when anything
# is not as it should be.
set -u
cd "$(dirname "$0")/.." || exit 2
top=$PWD
B=$(cd "${B:-build/debug}" && pwd) || exit 2
dir=$(mktemp -d) || exit 2
trap 'kill "$peer" 2>/dev/null; rm -rf "$dir"' EXIT
bad=0

say() { printf '\n== %s\n' "$*"; }
told() { # the runner's log, told in short
    jq -r 'select(.msg) | "  \(.event): \(.msg)"' out 2>told.bad |
        cut -c1-150
    [ ! -s told.bad ] || cat out
}
shown() { # runs a command and shows it; its status is kept
    printf '$ weir %s\n' "$*"
    "$B/weir" "$@" >out 2>&1
    status=$?
    case $1 in
    run) told ;;
    *) cut -c1-150 out ;;
    esac
}
must() { # WHAT TEST...: what must be so
    what=$1
    shift
    "$@" && return
    printf 'NOT AS EXPECTED: %s\n' "$what"
    bad=1
}
ask() { # PATH PYTHON: an expression over what the peer answers, as `d`
    python3 -c "import json, sys, urllib.request as u
d = json.load(u.urlopen('$url$1'))
print($2)"
}

"$B/tests/peer/peer" --port 0 --port-file "$dir/port" --max-seconds 300 \
    --page-max 3 --seed examples/01-orders-to-erp/fixtures/peer.json &
peer=$!
i=0
while [ ! -e "$dir/port" ] && [ $i -lt 100 ]; do
    sleep 0.05
    i=$((i + 1))
done
url=http://127.0.0.1:$(cat "$dir/port") || exit 2
cp -r examples/01-orders-to-erp "$dir/orders-to-erp"
cd "$dir" || exit 2
export SHOPIFY_URL="$url" SHOPIFY_TOKEN=shop-token \
    NETSUITE_URL="$url/services/rest" NETSUITE_ID=erp-client \
    NETSUITE_TOKEN_URL="$url/services/rest/auth/oauth2/v1/token" \
    NETSUITE_SECRET=erp-secret PEOPLEVOX_URL="$url" \
    PEOPLEVOX_KEY=warehouse-key WEIR_STATE="$dir/state" \
    WEIR_ALERT_SLACK="$url"

orders='[o for o in d["erp"]["salesOrder"] if not o["gone"]]'
writes='sum(o["writes"] for o in d["erp"]["salesOrder"])'
where='"\n".join("  %s %s %-9s %s %8s  ERP: %-4s warehouse: %s" % (
    o["key"], o["body"]["name"],
    "test" if o["body"]["test"] else o["body"]["financial_status"],
    o["body"]["shipping_address"]["country_code"], o["body"]["total_price"],
    "yes" if o["key"] in [e["key"] for e in d["erp"]["salesOrder"]] else "no",
    "yes" if o["key"] in [p["key"] for p in d["warehouse"]["sales_orders"]]
    else "no") for o in d["shop"]["orders"])'

echo "== A shop with $(ask /_state 'len(d["shop"]["orders"])') orders, an ERP and a warehouse listen on ${url#http://}"
say "The flow is checked and compiled to a native program"
shown check orders-to-erp
must "the check is clean" [ $status = 0 ]
shown build orders-to-erp
must "it builds" [ $status = 0 ]

say "It runs once: each paid order goes to the ERP, then to the warehouse"
shown run orders-to-erp new_orders --once --from all
must "something is parked" [ $status = 1 ]
echo "What the systems have now:"
ask /_state "$where"
must "four are in the ERP" [ "$(ask /_state "len($orders)")" = 4 ]
must "three are with the warehouse" \
    [ "$(ask /_state 'len(d["warehouse"]["sales_orders"])')" = 3 ]

say "Nothing is lost: what did not arrive waits in its owner's queue"
shown queue list
must "the refused order is there, with its owner" \
    grep -q 'order_failures  fulfilment_ops .*450789475  rejected' out
shown trace 450789475
must "the trace names the queue" grep -q 'waits in "order_failures"' out
shown runs
shown status --verify
must "the ledger proves itself" [ $status = 0 ]

say "A second run sends nothing twice"
before=$(ask /_state "$writes")
shown run orders-to-erp new_orders --once
after=$(ask /_state "$writes")
echo "Writes to the ERP before: $before, after: $after"
must "no order is sent twice" [ "$before" = "$after" ]

say "The same flow, written carelessly: a refused order would be dropped"
shown check orders-to-erp/unsafe/swallowed.weir
must "it is an error" [ $status = 1 ]
must "the rule is named" grep -q errors/swallowed-failure out
must "it says what would mend it" grep -q 'help: on rejected' out
mended=$(sed -n 's/.*= help: //p' out)
sed -i "s/on rejected, data, malformed -> drop.*/$mended/" \
    orders-to-erp/unsafe/swallowed.weir
shown check orders-to-erp/unsafe/swallowed.weir >mended
echo "With that line instead: $(tail -n 1 mended)"
must "what it says mends it" [ $status = 0 ]

cd "$top" || exit 2
[ $bad = 0 ] || exit 1
