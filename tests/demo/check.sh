#!/bin/sh
# What a stranger sees with `make demo` is as it says, and fits one screen.
${MAKE:-make} -s MODE="$MODE" B="$B" all "$B/tests/peer/peer" || exit 1
passed=0 failed=0
note() { # STATUS WHAT
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$2"
        cat "$B/demo.out"
    fi
}
B=$B sh examples/demo.sh >"$B/demo.out" 2>&1
note $? "the demo ends with a failure"
[ "$(wc -l <"$B/demo.out")" -le 60 ]
note $? "the demo is longer than 60 lines"
[ "$(grep -c '' "$B/demo.out")" -gt 40 ]
note $? "the demo says next to nothing"
! grep -q 'NOT AS EXPECTED' "$B/demo.out"
note $? "the demo says that something is not as expected"
echo "demo: $passed passed, $failed failed"
[ "$failed" = 0 ]
