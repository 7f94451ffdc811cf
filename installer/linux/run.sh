#!/usr/bin/env bash
# Open the window; without any display, say so and walk the same path without one.
set -euo pipefail

python=.venv/bin/python
case $(uname -s) in
Darwin | MINGW* | MSYS* | CYGWIN*) exec $python -m desktop "$@" ;;
esac
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec $python -m desktop "$@"
fi

echo "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open."
echo "The sample company is worked through without a window instead."

profile=build/demo-profile
passphrase=build/demo-profile.passphrase
# The one is useless without the other; both are build output and can be made again.
if [ ! -s $passphrase ] || [ ! -d $profile ]; then
    rm -rf $profile $passphrase
    mkdir -p build
    (umask 077 && $python -c 'import secrets; print(secrets.token_urlsafe(24))' >$passphrase)
fi
exec $python -m desktop --profile $profile --passphrase-file $passphrase demo --headless
