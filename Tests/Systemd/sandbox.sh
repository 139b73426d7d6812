#!/bin/bash
# The sandbox: systemd-analyze's view of it, and what a program inside is refused.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
unit=$(property FragmentPath)
score() { systemd-analyze security --offline=true --no-pager "$1" 2>/dev/null | sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\) .*/\1/p'; }
check "systemd-analyze security, threshold 1.5" systemd-analyze security --offline=true --threshold=15 --no-pager "$unit"
echo "= exposure: batchimgd $(score "$unit"), redis-server $(score /opt/test/peers/redis-server.service), chronyd $(score /opt/test/peers/chrony.service)"
for file in "$unit" "$(property FragmentPath batchimgd.socket)"; do
    same "systemd-analyze verify ${file##*/}" "" "$(systemd-analyze verify --man=no "$file" 2>&1)"
done

# The examples of drop-ins, every line in effect.
version=$(systemctl --version | sed -n 's/^systemd \([0-9]*\).*/\1/p')
for example in /opt/test/drop-ins/*.conf; do
    name=${example##*/}
    kind=service
    [ "$name" = readers.socket.conf ] && kind=socket
    [ "$name" = newer-systemd.conf ] && [ "$version" -lt 254 ] && continue
    mkdir -p /run/systemd/system/batchimgd.$kind.d
    sed 's/^#\([A-Z][A-Za-z]*=\)/\1/' "$example" >/run/systemd/system/batchimgd.$kind.d/example.conf
    same "drop-in $name" "" "$(systemd-analyze verify --man=no "$unit" "$(property FragmentPath batchimgd.socket)" 2>&1)"
    rm -r /run/systemd/system/batchimgd.$kind.d
done

mkdir -m 700 /etc/credstore
(umask 077 && echo secret >/etc/credstore/probe)
mkdir -p /run/systemd/system/batchimgd.service.d
printf '[Service]\nLoadCredential=probe:/etc/credstore/probe\nExecStartPre=/usr/bin/python3 /opt/test/probes.py /var/lib/batchimgd/probes\n' \
    >/run/systemd/system/batchimgd.service.d/probe.conf
systemctl daemon-reload
check "restart with the probes before the daemon, in its sandbox" systemctl restart batchimgd
while read -r result expected what; do
    same "$what" "$expected" "$result"
done </var/lib/batchimgd/probes
same "no core is dumped, which would hold secrets" "0 0" \
    "$(sed -n 's/^Max core file size *\([^ ]*\) *\([^ ]*\) .*/\1 \2/p' "/proc/$(property MainPID)/limits")"
check "the probes ran" test "$(wc -l </var/lib/batchimgd/probes)" -ge 20
echo "= $(wc -l </var/lib/batchimgd/probes) probes in the sandbox"
finish
