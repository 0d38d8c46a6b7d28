#!/bin/sh
# The archive, the installation, and two makes at once.
set -u
make=${MAKE:-make}
top=$(pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

say() { # WHAT COMMAND...
    what=$1
    shift
    if "$@" >"$tmp/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$what:"
        tail -n 20 "$tmp/said"
    fi
}

has() { grep -q -e "$1" "$2"; }
has_not() { [ -s "$2" ] && ! grep -q -e "$1" "$2"; }

# Programs that fail when they are called.
mkdir "$tmp/bin"
for name in bison flex; do
    printf '#!/bin/sh\necho %s was called\nexit 1\n' $name >"$tmp/bin/$name"
    chmod +x "$tmp/bin/$name"
done

archive_builds() (
    cd "$tmp" && tar -xzf "$top/$1" && cd weir-* || return 1
    PATH="$tmp/bin:$PATH" $make MODE=debug build/debug/gen/weir.tab.o \
        build/debug/gen/weir.fast.o build/debug/gen/weir.lex.o || return 1
    $make -n -p MODE=debug all >"$tmp/all" 2>&1 || return 1
    $make -n MODE=debug install DESTDIR=/nowhere >"$tmp/install" 2>&1
)

if git rev-parse HEAD >/dev/null 2>&1; then
    say "make dist" $make -s MODE=debug dist
    archive=$(tail -n 1 "$tmp/said")
    say "the archive, without bison and flex" archive_builds "$archive"
    grep '^PACKAGES' "$tmp/all" >"$tmp/packages"
    say "the archive's packages" has libyaml-dev "$tmp/packages"
    say "the archive's packages" has_not 'bison\|flex' "$tmp/packages"
    say "make install builds" has ' -o build/release/weir ' "$tmp/install"
    say "make install installs" has tests/tools/install.sh "$tmp/install"
fi

at_once() {
    for i in 1 2 3 4 5; do
        $make -s build/gen/commands.def build/gen/lint_rules.def &
        $make -s build/gen/commands.def build/gen/lint_rules.def || return 1
        wait $! || return 1
    done
    [ -s build/gen/commands.def ] && ! ls build/gen/*.def.[0-9]* 2>/dev/null
}
say "two makes at once" at_once

installed_works() (
    $make -s install MODE=release DESTDIR="$tmp/root" PREFIX=/usr &&
        PATH="$tmp/root/usr/bin:$PATH" && cd "$tmp" &&
        weir init shop && cd shop &&
        { FILES_DIR=. weir run --once || [ $? = 1 ]; } && # one is parked
        weir test &&
        ! grep -qF "$top" "$tmp/root/usr/bin/weir" build/runner
)
if [ "$MODE" = release ]; then
    say "what is installed" installed_works
fi

echo "release: $passed passed, $failed failed"
[ "$failed" = 0 ]
