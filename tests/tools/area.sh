#!/bin/sh
# area.sh AREA - runs tests/AREA/check.sh from the top folder.
set -u
export LC_ALL=C.UTF-8 TZ=UTC
exec sh "tests/$1/check.sh"
