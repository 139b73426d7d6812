#!/usr/bin/env bash
# run.sh BIN [NAME...]: runs each test_NAME.py against the built programs in BIN and the real peer that NAME.txt
# installs from PyPI into a virtual environment of its own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export BATCHIMGD_BIN=$1
shift
names=("$@")
[ ${#names[@]} -gt 0 ] || for file in "$here"/test_*.py; do name=${file##*/test_}; names+=("${name%.py}"); done
for name in "${names[@]}"; do
    venv="$here/../../.build/peers/$name"
    if ! cmp -s "$here/$name.txt" "$venv/installed.txt"; then
        echo "installing the peers of $name: $(tr '\n' ' ' <"$here/$name.txt")"
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check pytest -r "$here/$name.txt"
        cp "$here/$name.txt" "$venv/installed.txt"
    fi
    "$venv/bin/python" -m pytest --quiet -p no:cacheprovider "$here/test_$name.py"
done
