#!/usr/bin/env bash
# dist.sh BUILD FOLDER DEBS: what is published of the release build in BUILD, in FOLDER: a tarball with an install.sh of its
# own, a list of what the programs contain (SPDX), the packages in DEBS, and the checksums of all.
set -euo pipefail
build=$(realpath "$1") debs=$(realpath "$3")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/.."
. packaging/facts.sh
name=batchimgd-$version-linux-$(uname -m)
rm -rf "${folder:?}"/*
tree=$folder/$name
mkdir -p "$tree/bin" "$tree/packaging"
# As debhelper does it, so that the symbols of the package batchimgd-dbgsym fit.
for program in "${programs[@]}"; do
    strip --remove-section=.comment --remove-section=.note -o "$tree/bin/$program" "$build/release/$program"
done
packaging/symbols.sh "$tree"/bin/*
cp -r man systemd config dashboards docs README.md CHANGELOG.md LICENSE "$tree"
cp debian/copyright "$tree/COPYRIGHT"
cp packaging/install.sh "$tree/packaging"
sed "s/@ARCHITECTURE@/$(uname -m)/" packaging/tarball/install.sh >"$tree/install.sh"
packaging/sbom.py "$build" "$tree/bin" >"$tree/sbom.spdx.json"
cp "$tree/sbom.spdx.json" "$folder/$name.spdx.json"
chmod -R u=rwX,go=rX "$tree"
chmod 755 "$tree/install.sh" "$tree/packaging/install.sh" "$tree"/bin/*
pack 0 "$folder/$name.tar" "$folder" "$name"
gzip -9n "$folder/$name.tar"
cp "$debs"/*.deb "$folder"
(cd "$folder" && sha256sum -- *.tar.gz *.spdx.json *.deb >SHA256SUMS)
for file in "$folder"/*.tar.gz "$folder"/*.spdx.json "$folder"/*.deb; do echo "$(size "$file")  ${file##*/}"; done
for program in "${programs[@]}"; do echo "$(size "$tree/bin/$program")  $program"; done
