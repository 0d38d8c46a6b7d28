#!/bin/sh
# dist.sh - build/weir-VERSION.tar.gz: what git knows of this commit and the
# generated scanner and parser, so that building it needs neither bison nor
# flex.
set -eu
version=$(sed -n 's/.*WEIR_VERSION "\(.*\)"/\1/p' compiler/base/version.h)
name=weir-$version
folder=build/$name

${MAKE:-make} -s build/gen/weir.tab.c build/gen/weir.fast.c \
    build/gen/weir.lex.c
rm -rf "$folder"
mkdir -p "$folder/build/gen"
git archive HEAD | tar -x -C "$folder"
cp build/gen/weir.tab.[ch] build/gen/weir.fast.c build/gen/weir.lex.[ch] \
    "$folder/build/gen/"
echo "what comes from grammar/ is here" >"$folder/build/gen/shipped"
touch "$folder"/build/gen/weir.* # newer than the grammar they come from
tar -C build --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$(git log -1 --format=%ct)" -cf - "$name" | gzip -n \
    >"$folder.tar.gz"
rm -rf "$folder"
echo "$folder.tar.gz"
