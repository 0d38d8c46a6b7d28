#!/bin/sh
# How messages look, to the byte. tests/diag/<case>.case describes messages;
# <case>.text, .color, .json, .sarif ... beside it are what must come out. With
# BLESS=1 the files that exist are written anew. All that is printed is judged
# by validators that are not ours, see validate.py.
set -u
${MAKE:-make} -s MODE="$MODE" "$B/tests/diag/render" || exit 1
passed=0 failed=0
pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    echo "$1"
}
out=$B/tests/diag/out
rm -rf "$out"
mkdir -p "$out"
formats="text color json sarif junit github gitlab markdown"
for case in tests/diag/*.case; do
    name=$(basename "$case" .case)
    for format in $formats; do
        want=${case%.case}.$format
        got=$out/$name.$format
        "$B/tests/diag/render" "$format" "$case" >"$got" 2>&1 ||
            fail "$case: $format failed"
        [ -e "$want" ] || continue
        [ -z "${BLESS:-}" ] || cp "$got" "$want"
        if cmp -s "$want" "$got"; then
            pass
        else
            fail "$want:"
            diff "$want" "$got" | head -n 20
        fi
    done
done
for format in $formats; do
    if python3 tests/diag/validate.py "$format" "$out"/*."$format"; then
        pass
    else
        fail "$format is not as published"
    fi
done

# A validator that says yes to everything is none.
bad=$out/bad
while IFS='|' read -r format text; do
    printf '%b' "$text" >"$bad"
    if python3 tests/diag/validate.py "$format" "$bad" >"$bad.out" 2>&1; then
        fail "$format: the validator takes $text"
    elif grep -q Traceback "$bad.out"; then
        fail "$format: the validator breaks on $text"
    else
        pass
    fi
done <tests/diag/refused.txt

# Lines added above a finding leave its fingerprint alone.
moved=$out/moved.txt
prints() {
    "$B/tests/diag/render" json "$1" | grep '"fingerprint"'
}
awk '/^@@ file/ { print; print ""; print "  "; next }
     /^@@ (error|warning|info|unknown) / {
         split($4, p, ":"); p[2] += 2; $4 = p[1] ":" p[2] ":" p[3]
     }
     { print }' tests/diag/notes.case >"$moved"
if [ "$(prints tests/diag/notes.case)" = "$(prints "$moved")" ]; then
    pass
else
    fail "fingerprints changed when lines moved"
fi
echo "diag: $passed passed, $failed failed"
[ "$failed" = 0 ]
