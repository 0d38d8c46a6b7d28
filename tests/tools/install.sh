#!/bin/sh
# install.sh - copies weir, libweir.a, its headers, weir.pc and weir.1 below
# $DESTDIR$PREFIX. Called by `make install`.
set -eu
root=${DESTDIR:-}$PREFIX
version=$(sed -n 's/.*WEIR_VERSION "\(.*\)"/\1/p' compiler/base/version.h)

install -d "$root/bin" "$root/lib/pkgconfig" "$root/include/weir" \
    "$root/share/man/man1"
install -m 755 "$B/weir" "$root/bin/weir"
install -m 644 "$B/libweir.a" "$root/lib/libweir.a"
install -m 644 "$B/libweir.a.flags" "$root/lib/libweir.a.flags"
install -m 644 compiler/cli/weir.1 "$root/share/man/man1/weir.1"

# Generated C says #include "stdlib/runtime/weir.h", in the tree and here.
for header in stdlib/value/*.h stdlib/value/*.def stdlib/runtime/*.h \
    stdlib/runtime/*.def stdlib/runtime/*/*.h; do
    [ -f "$header" ] || continue
    install -d "$root/include/weir/$(dirname "$header")"
    install -m 644 "$header" "$root/include/weir/$header"
done

cat >"$root/lib/pkgconfig/weir.pc" <<END
prefix=$PREFIX
libdir=\${prefix}/lib
includedir=\${prefix}/include/weir

Name: weir
Description: what generated integration flows run on
Version: $version
Requires: libcurl sqlite3 libcrypto libpcre2-8 libxxhash
Libs: -L\${libdir} -lweir -lunistring -lpthread -lm
Cflags: -I\${includedir}
END
echo "installed below $root"
