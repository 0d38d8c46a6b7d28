#!/bin/sh
# Each header compiles alone: it includes what it uses.
flags="-std=c11 -D_POSIX_C_SOURCE=200809L -I. -Ibuild/gen"
flags="$flags $(pkg-config --cflags yaml-0.1 jansson libcurl sqlite3 2>/dev/null)"
# shellcheck disable=SC2086
git ls-files '*.h' | xargs -P 2 -n 16 gcc $flags -fsyntax-only -x c 2>&1 |
    grep -E 'error' | head -n 20
