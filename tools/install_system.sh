#!/bin/sh
# Installs what the tests need from the system and pip cannot bring: a PostgreSQL server, 15 or newer, and the browser Chromium.
# Installs only what is missing; says what it cannot do. Usage: tools/install_system.sh [--check]
set -eu

OLDEST=15

newest_server() {
    best=0
    for initdb in "${POSTGRESQL_ROOT:-/usr/lib/postgresql}"/*/bin/initdb; do
        [ -x "$initdb" ] || continue
        version=$(basename "$(dirname "$(dirname "$initdb")")")
        case $version in *[!0-9]*) continue ;; esac
        [ "$version" -gt "$best" ] && best=$version
    done
    echo "$best"
}

missing=""
found=$(newest_server)
if [ "$found" -ge "$OLDEST" ]; then
    echo "PostgreSQL $found is installed: nothing to do."
else
    echo "No PostgreSQL server of version $OLDEST or newer is installed."
    missing="postgresql"
fi
if command -v "${CHROMIUM:-chromium}" >/dev/null; then
    echo "Chromium is installed: nothing to do."
else
    echo "Chromium is not installed."
    missing="${missing:+$missing }chromium"
fi
[ -z "$missing" ] && exit 0
[ "${1:-}" = "--check" ] && exit 1

if ! command -v apt-get >/dev/null; then
    echo "This system has no apt-get: install with its own tool what is missing: $missing" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null; then
    as_root="sudo"
else
    echo "Installing needs root: run as root  apt-get install -y --no-install-recommends $missing" >&2
    exit 1
fi

# Debian's package would start a server of its own on every boot; the tests start theirs, so none is made here.
case $missing in *postgresql*)
    $as_root mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    ;;
esac
$as_root apt-get update
# shellcheck disable=SC2086 # two packages are two words
$as_root apt-get install -y --no-install-recommends $missing

found=$(newest_server)
if [ "$found" -lt "$OLDEST" ]; then
    echo "The system's own PostgreSQL is older than $OLDEST: install a newer one from its makers." >&2
    exit 1
fi
echo "Installed now: $missing"
