#!/bin/sh
# Check's unit tests, one program.
${MAKE:-make} -s MODE="$MODE" "$B/unit" && exec "$B/unit"
