#!/bin/sh
# The words of the language are those of weir.y. Here they are compared with the
# reference's lists and with the editors' grammar, and the reference is asked
# for every built-in function. Prints "PASSED FAILED" last.
set -u
y=grammar/weir.y page=grammar/README.md
tm=grammar/editors/vscode/syntaxes/weir.tmLanguage.json
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

compare() { # NAME FILE FILE
    if [ -s "$2" ] && cmp -s "$2" "$3"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1 differ from the words of $y:"
        diff "$2" "$3"
    fi
}

# The words of one kind are between its comment and the next, in weir.y.
kind() {
    awk -v kind="/* $1" 'index($0, "/* ") == 1 { on = index($0, kind) == 1 }
        on && /^%token <name> W_/ { gsub(/"/, "", $4); print $4 }' "$y" | sort
}
listed() { # the words of a paragraph "**Kind**: `a` `b` ..." of the page
    awk -v kind="**$1**:" 'index($0, kind) == 1 { on = 1 } /^$/ { on = 0 }
        on' "$page" | grep -o '`[a-z]*`' | tr -d '`' | sort
}
for k in Free Reserved Infix; do
    kind "$(echo "$k" | tr '[:upper:]' '[:lower:]')" >"$tmp/words"
    listed "$k" >"$tmp/listed"
    compare "the $k words of $page" "$tmp/words" "$tmp/listed"
done

# The editors' grammar: four lists, all the words between them.
coloured() {
    jq -r ".repository.$1.match" "$tm" | sed 's/.*(?:\([a-z|]*\))\\b.*/\1/' |
        tr '|' '\n'
}
for list in steps infix constants clauses; do coloured "$list"; done |
    sort >"$tmp/coloured"
{ kind free; kind reserved; kind infix; } | sort >"$tmp/words"
compare "the words of $tm" "$tmp/words" "$tmp/coloured"
coloured clauses | sort >"$tmp/coloured"
kind free >"$tmp/words"
compare "the clauses of $tm" "$tmp/words" "$tmp/coloured"

# Every JSON file of the editors is JSON.
for f in grammar/editors/vscode/*.json "$tm"; do
    if jq empty "$f"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
    fi
done

# The name of each built-in stands in the page, as a call.
sed -n 's/^ABOUT("\([a-z0-9_]*\)".*/\1/p' stdlib/value/builtins.def |
    while read -r name; do
        grep -q "\`$name(" "$page" || echo "$page does not name $name()"
    done >"$tmp/missing"
if [ -s "$tmp/missing" ]; then
    cat "$tmp/missing"
    failed=$((failed + 1))
else
    passed=$((passed + 1))
fi
echo "$passed $failed"
