#!/usr/bin/env bash
# needs.sh PACKAGE...: installs the Debian packages that are missing, or prints the one command to run.
set -euo pipefail
command -v swift >/dev/null || { echo "cannot build: install a Swift 6.3 toolchain (swift.org/install)" >&2; exit 1; }
missing=()
for package in "$@"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
[ ${#missing[@]} -gt 0 ] || exit 0
install="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" = 0 ]; then
    echo "installing: ${missing[*]}"
    { apt-get update -qq && $install -qq; } >/dev/null
elif sudo -n true 2>/dev/null; then
    echo "installing: ${missing[*]}"
    { sudo apt-get update -qq && sudo $install -qq; } >/dev/null
else
    echo "cannot build without ${missing[*]}; run: sudo $install" >&2
    exit 1
fi
