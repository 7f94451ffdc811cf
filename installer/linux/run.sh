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
tradepost=("$python" -m desktop --profile "$profile" --passphrase-file "$passphrase")

# A workspace from an earlier run is used again. One that cannot be opened (a run that was stopped while it was made, a
# lost passphrase) is build output: it is made anew.
if ! "${tradepost[@]}" profile info >/dev/null 2>&1; then
    rm -rf "$profile" "$passphrase"
    mkdir -p build
    (umask 077 && "$python" -c 'import secrets; print(secrets.token_urlsafe(24))' >"$passphrase")
    "${tradepost[@]}" profile create --name "Lin Wei" --email sales@bowei-led.example --company "Ningbo Bowei Lighting Co., Ltd."
fi
exec "${tradepost[@]}" demo --headless
