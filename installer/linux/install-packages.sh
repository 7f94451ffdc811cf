#!/usr/bin/env bash
# Install those system packages of the given lists that are missing; do nothing when all are there.
# Usage: install-packages.sh LIST...    (TRADEPOST_SKIP_SYSTEM_PACKAGES=1 leaves the system alone)
set -euo pipefail

[ "${TRADEPOST_SKIP_SYSTEM_PACKAGES:-}" = 1 ] && exit 0
[ "$(uname -s)" = Linux ] || exit 0

# Lines such as "a|b", without comments and blanks.
mapfile -t wanted < <(sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$@")

installed() { # NAME: is it, or a package that provides it under this name, installed?
    [ "$(dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | head -n 1)" = installed ]
}

any_installed() { # "a|b"
    local name
    for name in ${1//|/ }; do
        installed "$name" && return 0
    done
    return 1
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    # Nothing can be checked here: say what is needed, once a checkout, and let the programme try.
    if [ ! -e build/system-packages-told ]; then
        echo "This system is neither Debian nor Ubuntu. Tradepost needs what these Debian packages hold:" >&2
        printf '  %s\n' "${wanted[@]}" >&2
        mkdir -p build && touch build/system-packages-told
    fi
    exit 0
fi

missing=()
for entry in "${wanted[@]}"; do
    any_installed "$entry" || missing+=("$entry")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    echo "System packages are missing; sudo may ask for your password." >&2
    as_root=(sudo env)
else
    echo "These system packages are missing, and there is neither root nor sudo here to install them:" >&2
    printf '  %s\n' "${missing[@]}" >&2
    echo "Ask whoever administers this machine to run" >&2
    echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]%%|*}" >&2
    echo "and start again. With TRADEPOST_SKIP_SYSTEM_PACKAGES=1 it is tried without them." >&2
    exit 1
fi

apt=("${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
echo "Some system packages are missing; reading the package lists" >&2
mkdir -p build
log=build/system-packages.log
quietly() { # the package tools talk much: show it only when they fail
    "$@" >>$log 2>&1 || {
        tail -n 30 $log >&2
        echo "That failed; the whole story is in $log." >&2
        exit 1
    }
}
quietly "${apt[@]}" update

chosen=()
for entry in "${missing[@]}"; do
    pick=
    for name in ${entry//|/ }; do
        if apt-cache show "$name" >/dev/null 2>&1; then pick=$name && break; fi
    done
    if [ -z "$pick" ]; then
        echo "This system's package lists have none of: ${entry//|/, }." >&2
        exit 1
    fi
    chosen+=("$pick")
done

echo "Installing system packages: ${chosen[*]}" >&2

# A server that the tests start for themselves must not start as a service of this machine.
policy=/usr/sbin/policy-rc.d
brings_server=0
[[ " ${chosen[*]} " == *" dovecot-"* ]] && brings_server=1
if [ $brings_server = 1 ] && [ ! -e $policy ]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
    "${as_root[@]}" chmod 755 $policy
fi

quietly "${apt[@]}" install --no-install-recommends "${chosen[@]}"

if [ $brings_server = 1 ] && [ -d /run/systemd/system ]; then
    "${as_root[@]}" systemctl disable --now dovecot.socket dovecot.service >/dev/null 2>&1 ||
        echo "Dovecot was installed for the tests; disable its service if you do not want it." >&2
fi
