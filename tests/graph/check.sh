#!/bin/sh
# Graphs as text: tests/graph/<case>.weir and what `weir` makes of it, .graph
# (`weir check --dump graph`), and where they exist .dot and .mermaid (`weir
# graph`). With BLESS=1 the files that exist are written anew.
set -u
passed=0 failed=0

make_text() { # case format
    case $2 in
    graph) "$B/weir" check --dump graph "$1" ;;
    *) "$B/weir" graph "$1" --format "$2" ;;
    esac
}

note() { # holds? name
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$2: failed"
    fi
}

got=$(mktemp)
trap 'rm -f "$got"' EXIT
for case in tests/graph/*.weir; do
    for format in graph dot mermaid; do
        want=${case%.weir}.$format
        [ -e "$want" ] || continue
        make_text "$case" "$format" >"$got" 2>&1
        [ -z "${BLESS:-}" ] || cp "$got" "$want"
        diff -u "$want" "$got" | head -n 30
        cmp -s "$want" "$got"
        note $? "$want"
    done
done

# The pictures are ones that Graphviz can draw.
for case in tests/graph/*.dot; do
    "$B/weir" graph "${case%.dot}.weir" --output "$got" && grep -q '</svg>' "$got"
    note $? "$case as SVG"
done

# Without Graphviz there is a message, and nothing is written.
empty=$(mktemp -d)
PATH=$empty "$B/weir" graph tests/graph/routes.weir >"$got" 2>&1
[ $? = 2 ] && grep -q 'it is not installed' "$got"
note $? "no Graphviz"
rmdir "$empty"

echo "graph: $passed passed, $failed failed"
[ "$failed" = 0 ]
