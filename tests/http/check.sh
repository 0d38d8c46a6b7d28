#!/bin/sh
# Runs compiled flows over HTTP against systems that the tests play.
${MAKE:-make} -s MODE="$MODE" B="$B" all "$B/tests/peer/peer" \
    "$B/tests/http/fast.so" "$B/tests/http/net.so" || exit 1
exec python3 -B tests/http/check.py "$B"
