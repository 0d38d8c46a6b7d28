#!/bin/sh
# Each tests/cli/*.t is a session, as tests/tools/session.sh says; manual.sh
# compares weir.1 with --help.
set -u
. tests/tools/session.sh
. tests/cli/manual.sh
play_sessions tests/cli/*.t
check_manual
echo "cli: $passed passed, $failed failed"
[ "$failed" = 0 ]
