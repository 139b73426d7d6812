#!/usr/bin/env bash
# deb.sh BIN FOLDER: builds the .deb from the built programs in BIN, in FOLDER, checks it with lintian, and tells the sizes.
set -euo pipefail
bin=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/.."
. packaging/facts.sh
rm -rf "$folder"/*
tree=$folder/batchimgd-$version
mkdir "$tree"
cp -a debian man systemd config dashboards packaging CHANGELOG.md README.md docs "$tree"
cat >"$tree/debian/changelog" <<TXT
batchimgd ($version) unstable; urgency=medium

  * See /usr/share/doc/batchimgd/changelog.gz.

 -- batchimgd <batchimgd@localhost>  $(date -uR -d "@$SOURCE_DATE_EPOCH")
TXT
(cd "$tree" && BATCHIMGD_BIN=$bin dpkg-buildpackage -b -us -uc >"$folder/build.log" 2>&1) || {
    tail -40 "$folder/build.log" >&2
    echo "cannot build the package: see $folder/build.log" >&2
    exit 1
}
# There is no address yet that the package could name as its maintainer's; as root, lintian would warn of that.
lintian -EI --pedantic --fail-on error --allow-root --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog \
    "$folder"/batchimgd_"$version"_*.changes | tee "$folder/lintian.log"

for deb in "$folder"/*.deb; do echo "$(size "$deb")  ${deb##*/}"; done
for program in batchimgd/usr/bin/batchimgd batchimgd/usr/bin/batchimgctl batchimgd-demo/usr/bin/batch-emulator; do
    echo "$(size "$tree/debian/$program")  ${program##*/} as installed, $(size "$bin/${program##*/}") with symbols"
done
