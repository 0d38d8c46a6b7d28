#!/bin/sh
# Runs an estate as a service and sees it take what comes.
${MAKE:-make} -s MODE="$MODE" B="$B" all "$B/tests/peer/peer" || exit 1
exec python3 -B tests/serve/check.py "$B"
