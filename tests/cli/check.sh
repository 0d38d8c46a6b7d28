#!/bin/sh
# Each tests/cli/*.t is a session, as tests/tools/session.sh says.
set -u
. tests/tools/session.sh
play_sessions tests/cli/*.t
echo "cli: $passed passed, $failed failed"
[ "$failed" = 0 ]
