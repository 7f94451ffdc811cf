#!/usr/bin/env bash
# Print the path of a Python 3.11 to 3.13 that really works, or explain and fail.
# A name on the PATH proves nothing (version managers leave shims that fail), so each candidate is run.
set -euo pipefail

works() {
    "$1" -c '
import ctypes, ensurepip, sqlite3, ssl, sys, venv
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

for name in ${PYTHON:-} python3 python3.12 python3.13 python3.11 \
    /usr/bin/python3 /usr/bin/python3.12 /usr/bin/python3.13 /usr/bin/python3.11 /usr/local/bin/python3; do
    path=$(command -v "$name" 2>/dev/null) || continue
    if works "$path"; then
        echo "$path"
        exit 0
    fi
done
echo "No working Python 3.11, 3.12 or 3.13 with venv was found; install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2
exit 1
