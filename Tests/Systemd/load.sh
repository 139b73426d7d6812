#!/bin/bash
# 30 reloads under at least 100 syncs and 1,000 queries: none failed, none stale (load.py).
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
start_emulator --page-size=20 a1 a2 a3 a4 a5 a6 a7 a8 guest
for name in a1 a2 a3 a4 a5 a6 a7 a8; do account $name; done >/tmp/usual
account guest >/tmp/guest
cat /tmp/usual /tmp/guest >$config
check "reload" systemctl reload batchimgd
check "all are refreshed" wait_for 30 synced 9
pid=$(property MainPID)
python3 /opt/test/load.py >/tmp/load 2>&1 || fail "the load ended" "$(tail -n 20 /tmp/load)"
sed -n 's/^/= /p' /tmp/load | grep -v '^= FAILED' 
same "nothing failed, nothing was stale" "" "$(grep FAILED /tmp/load)"
check "30 reloads" grep -q '^30 reloads' /tmp/load
same "it is the same process" "$pid" "$(property MainPID)"
same "every sync was recorded as good" 0 "$(sql "SELECT COUNT(*) FROM syncs WHERE outcome = 'failed'")"
same "the journal has no warning" "" "$(journalctl -b -u batchimgd -p warning -q -o cat)"
finish
