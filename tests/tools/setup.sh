#!/bin/sh
# setup.sh PACKAGE... - installs the Debian packages that are missing, as root
# or through sudo. Does nothing, and asks nothing, when all are there.
set -eu
missing=""
for p in "$@"; do
    [ -e "/var/lib/dpkg/info/$p.list" ] ||
        [ -e "/var/lib/dpkg/info/$p:$(dpkg --print-architecture).list" ] ||
        missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "  APT  $missing"
as=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
        echo "these packages are missing; install them as root:" \
            "apt-get install$missing" >&2
        exit 2
    }
    as="sudo"
fi
$as apt-get update -qq
# shellcheck disable=SC2086
$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends $missing >/dev/null
