#!/bin/sh
# Starts the peer and proves that it answers, refuses and fails as commanded.
${MAKE:-make} -s MODE="$MODE" B="$B" "$B/tests/peer/peer" || exit 1
exec python3 -B tests/peer/check.py "$B/tests/peer/peer"
