#!/bin/bash
# The socket unit: it starts the daemon, outlives it, and is not needed.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
people
refresh contoso
same "the daemon adopted the socket: one listens" 1 "$(ss -Hxl src "$socket" | wc -l)"
pid=$(property MainPID)
check "no other program inherits it" sh -c "grep -q '^flags:.*02[0-9]*$' /proc/$pid/fdinfo/3"

check "stop" systemctl stop batchimgd.service
says "the socket stays up" 0 '^active' systemctl is-active batchimgd.socket
same "with its folder" "750 batchimgd:batchimgd /run/batchimgd
660 batchimgd:batchimgd $socket" "$(stat -c '%a %U:%G %n' /run/batchimgd $socket)"
says "the file is read by the group" 0 '^[1-9]' as alice sqlite3 -readonly $database "SELECT COUNT(*) FROM images"
says "it stopped in order" 0 'Result=success' systemctl show -p Result batchimgd
refused "the daemon does not run" is_active
says "a client of the group starts it, and is answered" 0 ubuntuserver as alice batchimgctl list
check "it runs" is_active

check "stop of both" systemctl stop batchimgd.socket batchimgd.service
refused "the socket's file is gone" test -e $socket
rm -rf /run/batchimgd
systemd-tmpfiles --create --boot batchimgd.conf
check "as after a boot: only the socket" systemctl start batchimgd.socket
same "its folder is the group's before the daemon ran" "750 batchimgd:batchimgd /run/batchimgd" "$(stat -c '%a %U:%G %n' /run/batchimgd)"
says "the first client starts the daemon" 0 ubuntuserver as alice batchimgctl list

check "without the socket unit" systemctl disable --now batchimgd.socket
check "the daemon restarts" systemctl restart batchimgd.service
refused "on its own" systemctl is-active batchimgd.socket
same "it binds the socket itself" "660 batchimgd:batchimgd $socket" "$(stat -c '%a %U:%G %n' $socket)"
says "and answers the group" 0 ubuntuserver as alice batchimgctl list
check "stop" systemctl stop batchimgd.service
refused "and takes its socket away" test -e $socket

# What a socket unit may hand over that is of no use.
mkdir -p /run/systemd/system/batchimgd.socket.d
printf '[Socket]\nListenStream=/run/batchimgd/second.sock\n' >/run/systemd/system/batchimgd.socket.d/two.conf
systemctl daemon-reload
systemctl start batchimgd.socket
refused "two sockets are refused" systemctl start batchimgd.service
check "with the remedy" sh -c "journalctl -b -u batchimgd -p err -o cat | grep -q 'cannot adopt 2 sockets: write exactly one ListenStream='"
finish
