#!/usr/bin/env bash
# oci.sh DIST FOLDER: a container image, an OCI layout in a tar, of the programs that `make dist` left in DIST. It stands on
# no other image: its base are a few packages of Debian's SUITE, without a shell and without a package manager. As root.
set -euo pipefail
dist=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/.."
. packaging/facts.sh
suite=${SUITE:-trixie} user=10001
[ "$(id -u)" = 0 ] || { echo "cannot build the image: run this as root" >&2; exit 1; }
rm -rf "${folder:?}"/*
mkdir "$folder/debs" "$folder/base" "$folder/own"

# Of what apt would install only what the programs load, certificates, and which Debian it is.
packages=(base-files ca-certificates libc6 libgcc-s1 libsqlite3-0 libstdc++6 zlib1g)
# The archive that this machine itself uses.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -n 1)
mirror=${mirror:-http://deb.debian.org/debian}
mmdebstrap --quiet --variant=extract --format=null --include="${packages[*]}" \
    --extract-hook="cp \"\$1\"/var/cache/apt/archives/*.deb '$folder/debs'" "$suite" - \
    "deb $mirror $suite main" "deb $mirror-security $suite-security main" >/dev/null
base=$folder/base
mkdir -p "$base/var/lib/dpkg/status.d"
for package in "${packages[@]}" "$(cd "$folder/debs" && ls | sed -n 's/^\(gcc-[0-9]*-base\)_.*/\1/p')"; do
    deb=$(echo "$folder/debs/$package"_*.deb)
    dpkg-deb --fsys-tarfile "$deb" | tar -C "$base" --keep-directory-symlink -x --exclude='./usr/share/man' \
        --exclude='./usr/share/locale' --exclude='./usr/share/gcc' --exclude='./usr/share/lintian' --exclude='./usr/sbin/*' \
        --exclude='./usr/lib/*/gconv/*' --exclude='./usr/share/doc/*/changelog*' --exclude='./usr/share/doc/*/NEWS*'
    # Where scanners look for what an image without dpkg was made of.
    dpkg-deb -f "$deb" >"$base/var/lib/dpkg/status.d/$package"
done
mkdir -p "$base/etc/ssl/certs"
cat "$base"/usr/share/ca-certificates/mozilla/*.crt >"$base/etc/ssl/certs/ca-certificates.crt"
echo 'hosts: files dns' >"$base/etc/nsswitch.conf"
printf 'root:x:0:0:root:/root:/nonexistent\nbatchimgd:x:%s:%s::/var/lib/batchimgd:/nonexistent\n' $user $user >"$base/etc/passwd"
printf 'root:x:0:\nbatchimgd:x:%s:\n' $user >"$base/etc/group"
rm -rf "$base"/{boot,home,media,mnt,srv}

own=$folder/own
tree=$(echo "$dist"/batchimgd-"$version"-linux-*/)
mkdir -p "$own/usr/bin" "$own/usr/share/doc/batchimgd" "$own/etc/batchimgd" "$own/var/lib/batchimgd" "$own/run/batchimgd"
cp "$tree"/bin/batchimgd "$tree"/bin/batchimgctl "$own/usr/bin"
cp "$tree"/LICENSE "$tree"/COPYRIGHT "$tree"/sbom.spdx.json "$own/usr/share/doc/batchimgd"
# Until a configuration is mounted in its place: no accounts, and a log for people.
printf '[daemon]\nlog_format = "text"\n' >"$own/etc/batchimgd/batchimgd.toml"
chmod 750 "$own/var/lib/batchimgd" "$own/run/batchimgd"

pack 0 "$folder/base.tar" "$base" .
pack 0 "$folder/own.tar" "$own" etc usr
pack $user "$folder/own.tar" "$own" run/batchimgd var/lib/batchimgd
packaging/oci.py "$version" $user "$folder/layout" "$folder/base.tar" "$folder/own.tar"
image=$folder/batchimgd-$version-oci-$(uname -m).tar
pack 0 "$image" "$folder/layout" blobs index.json oci-layout
rm -rf "$folder"/{debs,base,own,base.tar,own.tar,layout}
echo "$(size "$image")  ${image##*/}"
