#!/usr/bin/env bash
# sync.sh BIN: what a sync costs, in CPU: of the daemon for ACCOUNTS accounts, and of a script that keeps what the
# official SDK lists in SQLite, against the same emulator; unchanged and changed, with pools and without.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$1" && pwd)
venv=$here/../.build/peers/azure_batch
wanted=$here/../Tests/Peers/azure_batch.txt
if ! cmp -s "$wanted" "$venv/installed.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check pytest -r "$wanted"
    cp "$wanted" "$venv/installed.txt"
fi
exec "$venv/bin/python" "$here/sync.py" "$bin" "${ACCOUNTS:-200}"
