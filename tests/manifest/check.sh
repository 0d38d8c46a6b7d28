#!/bin/sh
# Manifests: written, validated, read back.
${MAKE:-make} -s MODE="$MODE" B="$B" all "$B/tests/manifest/roundtrip" || exit 1
python=/usr/bin/python3 # Debian's has the validator
[ -x "$python" ] || python=python3
exec "$python" -B tests/manifest/check.py "$B"
