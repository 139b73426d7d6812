#!/bin/bash
# Operators by user and by %group ask for a sync; others are answered 403; the daemon's own user always may.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
people
start_emulator contoso
{
    printf '[daemon]\noperators = ["olga", "%%pool-owners"]\n'
    account contoso
} >$config
check "restart" systemctl restart batchimgd
check "the account is refreshed" wait_for 20 synced 1
for user in olga carol batchimgd; do
    says "$user syncs" 0 '1 succeeded' as $user batchimgctl sync
done
says "alice may not, and hears what to do" 77 "only operators may; add your user, or '%GROUP', to 'operators' under \[daemon\]" \
    as alice batchimgctl sync
same "by status 403" 403 "$(as alice curl -s -o /dev/null -w '%{http_code}' --unix-socket $socket -X POST http://batchimgd/v1/sync)"
says "root is not among these operators" 77 'only operators may' batchimgctl sync
says "bob does not get as far" 77 'usermod -aG batchimgd bob' as bob batchimgctl sync
says "alice asks" 0 ubuntuserver as alice batchimgctl list

# The drop-ins for everybody.
for unit in socket service; do
    mkdir -p /etc/systemd/system/batchimgd.$unit.d
    sed -e '/SocketGroup/d' -e 's/^#\([A-Z][A-Za-z]*=\)/\1/' /opt/test/drop-ins/readers.$unit.conf >/etc/systemd/system/batchimgd.$unit.d/readers.conf
done
systemctl daemon-reload
check "restart of both" systemctl restart batchimgd.socket batchimgd.service
says "with the drop-ins, bob asks too" 0 ubuntuserver as bob batchimgctl list
says "but does not sync" 77 'only operators may' as bob batchimgctl sync
finish
