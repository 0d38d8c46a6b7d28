#!/bin/sh
# embed.sh FILE... - prints C that holds the files as one table.
set -eu
echo '#include "compiler/base/embedded.h"'
i=0
for f in "$@"; do
    echo "static const unsigned char file_$i[] = {"
    od -An -v -tu1 "$f" | sed 's/[0-9][0-9]*/&,/g'
    echo '0};'
    i=$((i + 1))
done
echo 'const struct embedded embedded_files[] = {'
i=0
for f in "$@"; do
    echo "{\"$f\", (const char *)file_$i, sizeof file_$i - 1},"
    i=$((i + 1))
done
echo '{0, 0, 0}};'
