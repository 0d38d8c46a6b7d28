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

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
shown() { # runs a command and shows it; its status is kept
    printf '$ weir %s\n' "$*"
    "$B/weir" "$@" --color never >"$dir/out" 2>&1
    status=$?
    cat "$dir/out"
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

say "1. A shop with $(ask /_state 'len(d["shop"]["orders"])') orders, an ERP and a warehouse listen on ${url#http://}"
say "2. The flow is checked, and compiled to a native program"
shown check orders-to-erp
must "the check is clean" [ $status = 0 ]
shown build orders-to-erp
must "it builds" [ $status = 0 ]

say "3. It runs once: every paid order goes to the ERP, then to the warehouse"
shown run orders-to-erp new_orders --once --from all
must "something is parked" [ $status = 1 ]
orders='len([o for o in d["erp"]["salesOrder"] if not o["gone"]])'
picks='len(d["warehouse"]["sales_orders"])'
echo "The ERP now holds $(ask /_state "$orders") orders, the warehouse $(ask /_state "$picks")."
must "four are in the ERP" [ "$(ask /_state "$orders")" = 4 ]
must "three are with the warehouse" [ "$(ask /_state "$picks")" = 3 ]

say "4. Nothing is lost: what did not arrive waits in a queue that has an owner"
shown queue list
must "the refused order is there" grep -q 450789475 out
shown trace 450789475
must "the trace names the queue" grep -q order_failures out
shown runs
shown status --verify
must "the ledger proves itself" [ $status = 0 ]

say "5. A second run changes nothing"
before=$(ask /_state 'sum(o["writes"] for o in d["erp"]["salesOrder"])')
shown run orders-to-erp new_orders --once
after=$(ask /_state 'sum(o["writes"] for o in d["erp"]["salesOrder"])')
echo "Writes to the ERP before: $before, after: $after."
must "no order is sent twice" [ "$before" = "$after" ]

say "6. The same flow, written carelessly, is rejected"
shown check orders-to-erp/unsafe/create_retried.weir
must "it is an error" [ $status = 1 ]
must "the rule is named" grep -q retries/non-idempotent-retry out
must "the help is there" grep -q 'help:' out

cd "$top" || exit 2
[ $bad = 0 ] || exit 1
