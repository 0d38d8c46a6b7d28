#!/bin/sh
# Decimals against an independent implementation, Python's decimal module.
${MAKE:-make} -s MODE="$MODE" "$B/tests/value/calc" &&
    exec python3 tests/value/oracle.py "$B/tests/value/calc"
