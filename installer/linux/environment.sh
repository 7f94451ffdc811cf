#!/usr/bin/env bash
# Make .venv hold exactly what a lock file names. Usage: environment.sh run|test
# A stamp remembers the lock that was installed, so a second start costs nothing.
set -euo pipefail

kind=$1
here=installer/linux
uv_version=0.13.9

key_of() { sha256sum "$1" | cut -d ' ' -f 1; }
ready() { # KIND LOCK
    [ "$(cat ".venv/.ready-$1" 2>/dev/null)" = "$(key_of "$2")" ]
}

usable=0
if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; then usable=1; fi

if [ $usable = 1 ]; then
    # The lock for tests holds everything that the lock for running holds, in the same versions.
    if ready test requirements-dev.lock; then exit 0; fi
    if [ "$kind" = run ] && ready run requirements.lock; then exit 0; fi
fi

if [ $usable = 0 ]; then
    if ! python=$($here/find-python.sh 2>/dev/null); then
        $here/install-packages.sh $here/packages-python.txt
        python=$($here/find-python.sh)
    fi
    echo "Creating .venv with $("$python" --version)" >&2
    "$python" -m venv --clear .venv
fi

lock=requirements.lock
[ "$kind" = test ] && lock=requirements-dev.lock
rm -f .venv/.ready-run .venv/.ready-test

echo "Installing the Python packages of $lock" >&2
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
# uv is quick and removes what the lock does not name. It reads no pip configuration, so where only pip knows the way
# to the packages, pip takes over; the hashes in the lock are checked by both.
if ! { "${pip[@]}" install "uv==$uv_version" &&
    .venv/bin/uv pip sync --quiet --system-certs --python .venv/bin/python "$lock"; }; then
    echo "uv could not install them; trying pip" >&2
    "${pip[@]}" install --require-hashes -r "$lock"
fi
key_of "$lock" >".venv/.ready-$kind"
