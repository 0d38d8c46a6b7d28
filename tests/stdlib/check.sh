#!/bin/sh
# Every connector of the standard library is where its name says, has a page
# that cites its vendor, is formatted, and is checked without a finding.
set -u
passed=0 failed=0
good() { # WHAT TEST...
    what=$1
    shift
    if "$@" >"$B/stdlib.out" 2>&1; then
        passed=$((passed + 1))
    else
        echo "$what"
        cat "$B/stdlib.out"
        failed=$((failed + 1))
    fi
}
for file in stdlib/connectors/*/*.weir; do
    folder=$(dirname "$file")
    name=$(basename "$folder")
    version=$(basename "$file" .weir)
    good "$file: declares another name or version" \
        grep -q "^connector $name@$version {" "$file"
    good "$file: no docs line with https" grep -q '^  docs  *"https://' "$file"
    good "$folder: no README.md" test -s "$folder/README.md"
    good "$folder: not in stdlib/connectors/README.md" \
        grep -q "($name/README.md)" stdlib/connectors/README.md
    good "$file: weir check" "$B/weir" check "$file" --fail-on warning \
        --today 2026-11-25 --color never
    good "$file: weir fmt --check" "$B/weir" fmt --check "$file"
done
rm -f "$B/stdlib.out"
echo "stdlib: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
