#!/bin/sh
# Runs of a flow that is written by hand as the compiler would write it.
${MAKE:-make} -s MODE="$MODE" "$B/tests/run/block" || exit 1
exec python3 -B tests/run/check.py "$B"
