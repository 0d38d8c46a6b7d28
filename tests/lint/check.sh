#!/bin/sh
# Fixtures and pages of the lint rules. A fixture without connectors of its own
# stands in the small estate of frame.weir; so do the examples of the pages: in
# the wrong one the rule must fire, in the right one it must not.
set -u
${MAKE:-make} -s MODE="$MODE" "$B/golden" "$B/weir" || exit 1
work=$B/lint-cases
rm -rf "$work"
mkdir -p "$work"

# project FOLDER FILE: FILE in the frame's estate, unless it stands alone.
project() {
    mkdir -p "$1"
    {
        echo "weir: 1"
        echo "environments:"
        echo "  staging: { settings: { STAGE: staging } }"
        echo "  production: { settings: { STAGE: production } }"
    } >"$1/weir.yaml"
    cp "$2" "$1/case.weir"
    grep -qE '^(use|connector) ' "$2" || cp tests/lint/frame.weir "$1/frame.weir"
}

for file in tests/lint/*/*/bad*.weir tests/lint/*/*/good*.weir; do
    path=${file#tests/lint/}
    project "$work/fixtures/${path%.weir}" "$file"
done
for file in tests/lint/*/*/*.yaml; do
    [ -e "$file" ] || continue
    path=${file#tests/lint/}
    mkdir -p "$work/fixtures/${path%/*}"
    cp "$file" "$work/fixtures/$path"
done
for dir in tests/lint/*/*/bad*/ tests/lint/*/*/good*/; do
    [ -d "$dir" ] || continue
    path=${dir#tests/lint/}
    mkdir -p "$work/fixtures/${path%/}"
    cp -R "$dir." "$work/fixtures/${path%/}"
    grep -qE '^(use|connector) ' "$dir"*.weir ||
        cp tests/lint/frame.weir "$work/fixtures/${path%/}"
done
"$B/golden" lint "$work/fixtures" >"$work/fixtures.log" 2>&1
grep -v ' passed, ' "$work/fixtures.log"
summary=$(tail -n 1 "$work/fixtures.log")
passed=${summary%% passed*}
failed=$(echo "$summary" | sed -n 's/.*passed, \([0-9]*\) failed/\1/p')
[ -n "$failed" ] || { cat "$work/fixtures.log"; passed=0 failed=1; }

# The block of a page under a heading; the middle of a flow gets a flow around.
example() {
    awk -v part="## $2" '/^## /{on = $0 == part}
        /^```/{if (on && $0 == "```weir") {inside = 1; next} inside = 0}
        on && inside' "$1" >"$3.text"
    [ -s "$3.text" ] || return
    if grep -qE '^(use|connector|team|queue|record|enum|entity|table|store|fn|map [a-z_]+\(|flow|reconcile|test) ?' "$3.text"; then
        cat "$3.text"
        return
    fi
    echo "flow example {"
    echo "  owner ops"
    echo "  every 5m no overlap"
    echo "  read shop.orders as order since order.updated_at { timeout 30s  retry 3 times backoff 1s to 1m  empty ok }"
    echo "  map sale_of(order) as sale"
    if grep -qE '^on ' "$3.text"; then
        echo "  write erp.sales upsert sale by ref { timeout 30s  retry 3 times backoff 1s to 1m }"
        cat "$3.text"
    else
        cat "$3.text"
        echo "  on outage -> halt"
        echo "  on error -> failures"
    fi
    echo "}"
}

for page in lint/rules/*/*.md; do
    path=${page#lint/rules/}
    path=${path%.md}
    id=$(echo "$path" | tr _ -)
    for part in Wrong Right; do
        dir=$work/pages/$path/$part
        mkdir -p "$dir"
        awk -v part="## $part" '/^## /{on = $0 == part}
            /^```/{if (on && $0 == "```yaml") {inside = 1; next} inside = 0}
            on && inside' "$page" >"$dir/manifest.yaml"
        checked=$dir/manifest.yaml
        if [ ! -s "$checked" ]; then
            rm "$checked"
            checked=$dir
        fi
        example "$page" $part "$work/example" >"$work/example.weir"
        [ "$checked" != "$dir" ] || project "$dir" "$work/example.weir"
        beside=tests/lint/$path/page/$part
        [ ! -d "$beside" ] || cp "$beside"/* "$dir"
        "$B/weir" check --format json --select "$id,structure/bad-waiver" \
            --fail-on never "$checked" >"$work/out.json" 2>"$work/err.txt"
        status=$?
        found=$(jq --arg id "$id" '[.findings[] | select(.rule == $id)] |
            length' "$work/out.json" 2>/dev/null)
        others=$(jq -r --arg id "$id" '.findings[] | select(.rule != $id and
            .level == "error") | "\(.line): \(.rule) \(.message)"' \
            "$work/out.json" 2>/dev/null)
        bad=""
        [ "$status" = 0 ] || bad="weir check ended with $status"
        [ -z "$others" ] || bad="not clean: $others"
        [ $part = Wrong ] && [ "${found:-0}" = 0 ] && bad="${bad:-nothing found}"
        [ $part = Right ] && [ "${found:-0}" != 0 ] && bad="found $found"
        if [ -n "$bad" ]; then
            echo "$page: $part: $bad"
            cat "$work/err.txt"
            failed=$((failed + 1))
        else
            passed=$((passed + 1))
        fi
    done
done
. tests/lint/fixes.sh
check_fixes
echo "lint: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
