#!/bin/sh
# Decimals and time zones against independent implementations, Python's.
set -u
${MAKE:-make} -s MODE="$MODE" "$B/tests/value/calc" "$B/tests/value/clock" ||
    exit 1
log="$B/check-value-oracles"
{
    python3 tests/value/decimals.py "$B/tests/value/calc"
    python3 tests/value/zones.py "$B/tests/value/clock"
} | tee "$log"
awk '/ passed, / { passed += $2; failed += $4; n++ }
    END { if (n != 2) failed++
          printf "value: %d passed, %d failed\n", passed, failed
          exit failed > 0 }' "$log"
