#!/bin/sh
# What was wrong once: a folder each, with cases of tests/golden or sessions of
# tests/tools/session.sh. A session runs in a copy of its folder.
set -u
${MAKE:-make} -s MODE="$MODE" "$B/golden" || exit 1
copies=1
. tests/tools/session.sh
out=$("$B/golden" check tests/bugs)
case $out in
*', 0 failed') ;;
*) echo "$out" ;;
esac
passed=$(echo "$out" | sed -n 's/^\([0-9]*\) passed, .*/\1/p')
failed=$(echo "$out" | sed -n 's/.*, \([0-9]*\) failed$/\1/p')
for folder in tests/bugs/*/; do
    [ -n "$(find "$folder" -name '*.t' -o -name 'bad*' -o -name 'good*')" ] ||
        { echo "$folder has no case" && failed=$((failed + 1)); }
done
play_sessions $(find tests/bugs -name '*.t' | sort)
echo "bugs: $passed passed, $failed failed"
[ "$failed" = 0 ]
