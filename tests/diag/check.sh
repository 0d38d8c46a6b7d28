#!/bin/sh
# How messages look, to the byte. tests/diag/<case>.case describes messages;
# <case>.text, .color, .json and .sarif beside it are what must come out. With
# BLESS=1 the files that exist are written anew.
set -u
${MAKE:-make} -s MODE="$MODE" "$B/tests/diag/render" || exit 1
passed=0 failed=0
for case in tests/diag/*.case; do
    for format in text color json sarif; do
        want=${case%.case}.$format
        [ -e "$want" ] || continue
        got=$B/tests/diag/got.$format
        "$B/tests/diag/render" "$format" "$case" >"$got" 2>&1
        [ -z "${BLESS:-}" ] || cp "$got" "$want"
        if cmp -s "$want" "$got"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "$want:"
            diff "$want" "$got" | head -n 20
        fi
    done
done

# What GitHub needs of SARIF, judged by a validator that is not ours.
for file in tests/diag/*.sarif; do
    if python3 -c '
import json, sys, jsonschema
schema, document = (json.load(open(f)) for f in sys.argv[1:])
jsonschema.Draft7Validator(schema).validate(document)
' tests/diag/sarif.schema.json "$file"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$file: not as tests/diag/sarif.schema.json says"
    fi
done

# Lines added above a finding leave its fingerprint alone.
moved=$B/tests/diag/moved.case
prints() {
    "$B/tests/diag/render" json "$1" | grep '"fingerprint"'
}
awk '/^@@ file/ { print; print ""; print "  "; next }
     /^@@ (error|warning|info|unknown) / {
         split($4, p, ":"); p[2] += 2; $4 = p[1] ":" p[2] ":" p[3]
     }
     { print }' tests/diag/notes.case >"$moved"
if [ "$(prints tests/diag/notes.case)" = "$(prints "$moved")" ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "fingerprints changed when lines moved"
fi
echo "diag: $passed passed, $failed failed"
[ "$failed" = 0 ]
