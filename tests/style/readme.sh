#!/bin/sh
# Each folder with sources or with a check has a README.md that says what the
# room is for. The pages of rules are the README of their folder.
git ls-files '*.c' '*.h' '*.y' '*.l' '*/check.sh' | sed 's|/[^/]*$||' |
    sort -u | while read -r folder; do
    case $folder in lint/rules/* | tests/fuzz/corpus/*) continue ;; esac
    [ -f "$folder/README.md" ] || echo "$folder: no README.md"
done
