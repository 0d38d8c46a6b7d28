#!/bin/sh
# Who may include whom. A folder may include itself and what its line allows.
allowed() {
    case $1 in
    stdlib/value) echo "stdlib/value" ;;
    stdlib/runtime) echo "stdlib/value stdlib/runtime" ;;
    compiler/base) echo "stdlib/value compiler/base" ;;
    grammar) echo "stdlib/value compiler/base grammar" ;;
    compiler/graph) echo "stdlib/value compiler/base compiler/graph" ;;
    compiler/check)
        echo "stdlib/value compiler/base grammar compiler/graph compiler/check" ;;
    compiler/lower)
        echo "stdlib/value compiler/base grammar compiler/graph compiler/check compiler/lower" ;;
    compiler/emit | compiler/import | compiler/report)
        echo "stdlib/value compiler/base compiler/graph $1" ;;
    lint) echo "stdlib/value compiler/base compiler/graph lint" ;;
    *) echo "stdlib compiler grammar lint tests" ;;
    esac
}
git ls-files '*.c' '*.h' '*.y' '*.l' | while read -r f; do
    case $f in
    stdlib/value/* | stdlib/runtime/* | compiler/base/* | compiler/graph/* | \
        compiler/check/* | compiler/lower/* | compiler/emit/* | \
        compiler/import/* | compiler/report/*)
        room=$(echo "$f" | cut -d/ -f1,2) ;;
    *) room=$(echo "$f" | cut -d/ -f1) ;;
    esac
    ok=$(allowed "$room")
    grep -nE '^#include "(stdlib|compiler|grammar|lint|tests)/' "$f" |
        while IFS=: read -r line text; do
            inc=$(echo "$text" | sed 's/.*"\(.*\)".*/\1/')
            good=""
            for a in $ok; do
                case $inc in "$a"/*) good=1 ;; esac
            done
            [ -n "$good" ] || echo "$f:$line: $room may not include $inc"
        done
done
