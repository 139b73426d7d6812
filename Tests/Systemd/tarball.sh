#!/bin/bash
# The tarball on a clean root: what it refuses, installation, upgrade, removal with and without what was written.
. /opt/test/lib.sh
tarball=/opt/test/tarball
installer=/usr/local/share/batchimgd/install.sh
files() {
    find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /.test -o -path /var/log -o -path /dev \) -prune -o -print | sort
}
written() { # what is new since the beginning, but for what systemd and the user database keep for themselves
    files | comm -13 /tmp/before - | grep -vE \
        '^/etc/(passwd|group|shadow|gshadow|\.pwd\.lock|subuid|subgid)-?$|^/var/(lib/systemd|cache|tmp)|^/root|^/etc/systemd/system$'
}
pretend() { # NAME TEXT: a program of that name that prints so
    mkdir -p /tmp/pretended
    rm -f /tmp/pretended/*
    printf '#!/bin/sh\n%s\n' "$2" >"/tmp/pretended/$1"
    chmod 755 "/tmp/pretended/$1"
}
pretending() { PATH=/tmp/pretended:$PATH "$@"; }
files >/tmp/before

says "only root installs" 1 'cannot install: .*run it as root: sudo' \
    setpriv --reuid=65534 --regid=65534 --clear-groups $tarball/install.sh
pretend getconf 'echo glibc 2.31'
says "an older C library is refused" 1 'cannot install: the programs need glibc 2.35 or later, and this system has 2.31' \
    pretending $tarball/install.sh
pretend ldd 'echo "	libsqlite3.so.0 => not found"'
says "a missing library is named, with its package" 1 'libraries are missing: libsqlite3.so.0 ; run: apt-get install libsqlite3-0' \
    pretending $tarball/install.sh
pretend systemctl 'echo "systemd 245 (245.4-4ubuntu3)"'
says "an older systemd is refused" 1 'the units need systemd 249 or later, and this system has 245' pretending $tarball/install.sh
pretend systemctl 'exit 127'
says "and none at all" 1 'no systemd; without it bin/batchimgd runs as it is' pretending $tarball/install.sh
pretend uname 'echo aarch64'
says "so is another machine" 1 'this is for x86_64, and the machine is aarch64' pretending $tarball/install.sh
touch /usr/bin/batchimgd
says "a package that is there is not overlaid" 1 'the package batchimgd is installed.*apt remove batchimgd' $tarball/install.sh
rm /usr/bin/batchimgd
says "what it does not know is refused" 1 "'--remove' is not understood" $tarball/install.sh --remove
says "there is nothing to take away" 1 'cannot uninstall: there is no installation' $tarball/install.sh --uninstall
same "all that wrote nothing" "" "$(written)"

says "it installs" 0 'installed 0.1.0 below /usr/local' $tarball/install.sh
for unit in batchimgd.service batchimgd.socket; do
    check "$unit is enabled" systemctl is-enabled "$unit"
    check "$unit is active" systemctl is-active "$unit"
done
check "the status says what to do" wait_for 5 status_says "No accounts: add an \[\[account\]\]"
same "it runs from /usr/local" /usr/local/bin/batchimgd "$(readlink "/proc/$(property MainPID)/exe")"
same "folders and files are the group's, and nobody else's" \
    "750 batchimgd:batchimgd /run/batchimgd
660 batchimgd:batchimgd $socket
750 batchimgd:batchimgd /var/lib/batchimgd
644 root:root $config" "$(stat -c '%a %U:%G %n' /run/batchimgd $socket /var/lib/batchimgd $config)"
same "folders on the way are as they were" "755 root:root" "$(stat -c '%a %U:%G' / /usr /usr/local /etc | sort -u)"
for file in man/man1/batchimgctl.1.gz bash-completion/completions/batchimgctl doc/batchimgd/copyright; do
    check "$file" test -s "/usr/local/share/$file"
done
refresh contoso
says "and answered" 0 ubuntuserver batchimgctl list
same "nothing was complained of" "" "$(journalctl -b -u batchimgd -p warning -q -o cat)"

sum=$(sha256sum <$config) pid=$(property MainPID)
mkdir -p /usr/local/share/batchimgd/old
touch /usr/local/share/batchimgd/old/file
printf '/usr/local/share/batchimgd/old/\n/usr/local/share/batchimgd/old/file\n' >>/usr/local/share/batchimgd/installed
(while [ ! -e /run/done ]; do ask /v1/health >/dev/null || ask /v1/health >/dev/null || echo failed; done >/run/clients 2>&1) &
says "it upgrades" 0 'upgraded 0.1.0 below' $tarball/install.sh
touch /run/done
wait
same "no client failed meanwhile that tries twice" "" "$(grep failed /run/clients)"
check "the daemon is another process" test "$(property MainPID)" != "$pid"
same "the configuration is as it was" "$sum" "$(sha256sum <$config)"
same "so is the record" 1 "$(sql "SELECT COUNT(*) FROM accounts WHERE configured AND state = 'ok'")"
refused "what only the version before had is gone" test -e /usr/local/share/batchimgd/old

systemctl stop emulator
says "it is removed by what it left" 0 'stay \(--purge' $installer --uninstall
same "record and configuration stay" "/etc/batchimgd
/etc/batchimgd/batchimgd.toml
/etc/batchimgd/contoso.key
/var/lib/batchimgd
$database" "$(written | grep -vE '\.(db|prom)[.-]|batchimgd\.(lock|alerts)')"
check "nothing runs any more" sh -c '! pgrep -x batchimgd'
same "no unit is known any more" not-found "$(property LoadState)"
says "it comes back with its record" 0 'installed' $tarball/install.sh
says "the record is there" 0 'contoso' batchimgctl accounts
says "and is purged" 0 'removed batchimgd with record and configuration' $tarball/install.sh --uninstall --purge
same "which leaves nothing" "" "$(written)"
check "but the user" getent passwd batchimgd
finish
