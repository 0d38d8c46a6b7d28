#!/bin/sh
# Checks, formats, tests, builds and runs every example, and compares what came
# out with what the example says.
${MAKE:-make} -s MODE="$MODE" B="$B" all "$B/tests/peer/peer" || exit 1
exec python3 -B tests/examples/check.py "$B"
