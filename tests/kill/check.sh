#!/bin/sh
# Runs that are killed at some of their system calls; `make kill` tries all.
${MAKE:-make} -s MODE="$MODE" "$B/tests/peer/peer" "$B/tests/kill/power.so" ||
    exit 1
exec python3 -B tests/kill/kill.py "$B" "${KILL:-sample}"
