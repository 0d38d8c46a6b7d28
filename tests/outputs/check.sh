#!/bin/sh
# What `weir check` prints of whole projects, in every format: valid by the
# published descriptions, the same findings in each, harmless with hostile
# names, fingerprints that survive, help that can be pasted.
set -u
${MAKE:-make} -s MODE="$MODE" "$B/weir" || exit 1
exec python3 tests/outputs/outputs.py "$B/weir" "$B/tests/outputs"
