#!/bin/sh
# Runs compiled flows against the peer while it fails in every way it can.
${MAKE:-make} -s MODE="$MODE" B="$B" all "$B/tests/peer/peer" || exit 1
exec python3 -B tests/faults/check.py "$B"
