#!/usr/bin/env bash
# run.sh BIN [NAME...]: runs each test_NAME.py against the built programs in BIN and the real peer that NAME.txt
# installs from PyPI into a virtual environment of its own. What NAME.debs names comes from Debian: unpacked, not
# installed, since the packages would start services here.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
peers=$(cd "$here/../.." && pwd)/.build/peers
export BATCHIMGD_BIN=$1 BATCHIMGD_DEBIAN=$peers/debian
shift
names=("$@")
[ ${#names[@]} -gt 0 ] || for file in "$here"/test_*.py; do name=${file##*/test_}; names+=("${name%.py}"); done
unpack() { # PACKAGE
    [ ! -e "$BATCHIMGD_DEBIAN/$1" ] || return 0
    echo "unpacking Debian's $1"
    local folder
    folder=$(mktemp -d)
    (cd "$folder" && { apt-get download -qq -o APT::Sandbox::User=root "$1" || { apt-get update -qq && apt-get download -qq -o APT::Sandbox::User=root "$1"; }; } &&
        dpkg-deb -x ./*.deb root)
    mkdir -p "$BATCHIMGD_DEBIAN"
    mv "$folder/root" "$BATCHIMGD_DEBIAN/$1"
    rm -r "$folder"
}
try() { # NAME: what it prints comes at once, when it has ended
    local name=$1 venv=$peers/$1
    if ! cmp -s "$here/$name.txt" "$venv/installed.txt"; then
        echo "installing the peers of $name: $(tr '\n' ' ' <"$here/$name.txt")"
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check pytest -r "$here/$name.txt"
        cp "$here/$name.txt" "$venv/installed.txt"
    fi
    "$venv/bin/python" -m pytest --quiet -p no:cacheprovider "$here/test_$name.py"
}
for name in "${names[@]}"; do
    if [ -e "$here/$name.debs" ]; then while read -r package; do unpack "$package"; done <"$here/$name.debs"; fi
done
# Two side by side: for the most part they wait.
export -f try
export here peers
mkdir -p "$peers"
printf '%s\n' "${names[@]}" | xargs -P 2 -I{} bash -c '
    bash -euo pipefail -c "try {}" >"$peers/{}.log" 2>&1
    status=$?
    sed "s/^/{}: /" "$peers/{}.log"
    exit $status'
