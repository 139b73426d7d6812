#!/bin/bash
# install.sh                        installs or upgrades batchimgd below /usr/local, and starts it
# install.sh --uninstall            takes it away again; the record and the configuration stay
# install.sh --uninstall --purge    takes those away, too
# For machines with systemd that have no package of it; run as root.
set -euo pipefail
umask 022
export LC_ALL=C
architecture=@ARCHITECTURE@ glibc=2.35 systemd=249
prefix=/usr/local
own=$prefix/share/batchimgd
units=(batchimgd.socket batchimgd.service)

fail() {
    echo "cannot $doing: $*" >&2
    exit 1
}
older() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }
# In a chroot or an image there is systemd, but it does not run.
running() { [ -d /run/systemd/system ]; }

# takes_away [KEPT]: what an installation brought, by its own list, but for what is in the list KEPT.
take_away() {
    local path
    [ -e "$own/installed" ] || return 0
    comm -23 <(sort "$own/installed") <(sort "${1:-/dev/null}") | sort -r | while read -r path; do
        case $path in
        */) rmdir --ignore-fail-on-non-empty "$path" 2>/dev/null || : ;;
        *) rm -f "$path" ;;
        esac
    done
}

uninstall() {
    [ -e "$own/installed" ] || fail "there is no installation below $prefix; a package is removed with: apt remove batchimgd"
    if running; then systemctl disable --quiet --now "${units[@]}"; else systemctl disable --quiet "${units[@]}"; fi
    rm -rf /run/batchimgd
    take_away
    if running; then
        systemctl daemon-reload
        systemctl reset-failed "${units[@]}" 2>/dev/null || :
    fi
    if [ "${1:-}" = --purge ]; then
        rm -rf /etc/batchimgd /var/lib/batchimgd
        echo "removed batchimgd with record and configuration; the user batchimgd stays, since files may be its own"
    else
        echo "removed batchimgd; /etc/batchimgd and /var/lib/batchimgd stay (--purge takes them away, too)"
    fi
}

check_system() {
    [ "$(uname -m)" = "$architecture" ] || fail "this is for $architecture, and the machine is $(uname -m)"
    local found missing
    found=$(getconf GNU_LIBC_VERSION 2>/dev/null) || fail "the programs need glibc $glibc or later, and this system has another C library"
    older "${found#glibc }" "$glibc" && fail "the programs need glibc $glibc or later, and this system has ${found#glibc }; Debian 12 and Ubuntu 22.04 are new enough"
    # Of a static program it tells nothing, and fails.
    missing=$({ ldd bin/* 2>/dev/null || :; } | sed -n 's/^[[:space:]]*\(.*\) => not found$/\1/p' | sort -u | tr '\n' ' ')
    [ -z "$missing" ] || fail "libraries are missing: $missing; run: apt-get install libsqlite3-0 libstdc++6 zlib1g"
    found=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p') || :
    [ -n "$found" ] || fail "this system has no systemd; without it bin/batchimgd runs as it is: bin/batchimgd run --config FILE"
    [ "$found" -ge $systemd ] || fail "the units need systemd $systemd or later, and this system has $found"
    [ ! -e /usr/bin/batchimgd ] || fail "the package batchimgd is installed, and its units would give way to these; run: apt remove batchimgd"
}

install_files() {
    local stage path folder
    # Here, so that each file takes its place whole.
    stage=$(mktemp -d -p $prefix .batchimgd.XXXXXXXX)
    # shellcheck disable=SC2064
    trap "rm -rf '$stage'" EXIT
    DESTDIR=$stage PREFIX=$prefix packaging/install.sh bin >/dev/null
    install -D -m 644 COPYRIGHT "$stage$prefix/share/doc/batchimgd/copyright"
    install -D -m 755 install.sh "$stage$own/install.sh"
    (cd "$stage" && find ".$prefix" -type f | sed 's/^\.//' | sort) >"$stage/files"
    echo "$own/installed" >>"$stage/files"
    # Folders that are not here yet go again with what is in them.
    { grep '/$' "$own/installed" 2>/dev/null || :; } >"$stage/installed"
    sed 's,/[^/]*$,,' "$stage/files" | sort -u | while read -r folder; do
        while [ ! -d "$folder" ]; do
            echo "$folder/"
            folder=${folder%/*}
        done
    done >>"$stage/installed"
    cat "$stage/files" >>"$stage/installed"
    sort -u -o "$stage$own/installed" "$stage/installed"
    while read -r path; do
        mkdir -p "${path%/*}"
        # Not yet the list of what is here: first goes what only the version before had.
        [ "$path" = "$own/installed" ] || mv -f "$stage$path" "$path"
    done <"$stage/files"
    take_away "$stage/files"
    mv -f "$stage$own/installed" "$own/installed"
    [ -e /etc/batchimgd/batchimgd.toml ] ||
        install -D -m 644 "$stage/etc/batchimgd/batchimgd.toml" /etc/batchimgd/batchimgd.toml
}

doing=install
case "$*" in
"") ;;
--uninstall | "--uninstall --purge") doing=uninstall ;;
*) fail "'$*' is not understood; it is install.sh [--uninstall [--purge]]" ;;
esac
[ "$(id -u)" = 0 ] || fail "it writes to $prefix, /etc and /var/lib; run it as root: sudo $0 $*"
if [ $doing = uninstall ]; then
    uninstall "${2:-}"
    exit
fi
cd "$(dirname "$0")"
[ -d bin ] || fail "this folder has no programs; run the install.sh of an unpacked release"
check_system
[ -e $own/installed ] && done=upgraded || done=installed
install_files
systemd-sysusers $prefix/lib/sysusers.d/batchimgd.conf
systemctl --quiet enable "${units[@]}" 2>/dev/null || { systemctl daemon-reload && systemctl --quiet enable "${units[@]}"; }
echo "$done $($prefix/bin/batchimgd --version | head -n 1) below $prefix; to remove it: $own/install.sh --uninstall"
if running; then
    systemd-tmpfiles --create $prefix/lib/tmpfiles.d/batchimgd.conf
    systemctl daemon-reload
    # The socket stays through an upgrade: clients wait instead of failing.
    systemctl start batchimgd.socket
    systemctl restart batchimgd.service || fail "the service does not start, though all is installed; see: journalctl -u batchimgd"
    systemctl show -p StatusText --value batchimgd.service
else
    echo "systemd does not run here; the service starts with the machine"
fi
