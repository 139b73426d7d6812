#!/bin/bash
# A daemon that stands still is killed by the watchdog and comes back with its data; one that works is left alone,
# however long a sync takes; one that opens its record for long is given the time.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
refresh contoso
images=$(sql "SELECT COUNT(*) FROM images")
same "the unit has a watchdog" 30s "$(property WatchdogUSec)"

# With a patience of 3 s the rest of the test is short.
mkdir -p /run/systemd/system/batchimgd.service.d
printf '[Service]\nWatchdogSec=3s\n' >/run/systemd/system/batchimgd.service.d/watchdog.conf
systemctl daemon-reload
check "restart" systemctl restart batchimgd
pid=$(property MainPID)
curl -sf -X PUT -d '[{"hang":true,"times":9}]' $emulator/_emulator/accounts/contoso/faults
batchimgctl sync contoso >/dev/null 2>&1 &
check "a sync that hangs" wait_for 5 sh -c "curl -sS --unix-socket $socket http://x/v1/status | grep -q '\"syncing\":\[\"contoso\"\]'"
timeout 8 tail -f /dev/null
same "does not keep the daemon from giving signs of life" "$pid" "$(property MainPID)"
curl -sf -X PUT -d '[]' $emulator/_emulator/accounts/contoso/faults

kill -STOP "$pid"
begin=${EPOCHREALTIME/./}
check "a daemon that is stopped is replaced" wait_for 15 eval '[ "$(property MainPID)" != 0 ] && [ "$(property MainPID)" != '"$pid"' ]'
echo "= SIGSTOP until the next daemon: $(((${EPOCHREALTIME/./} - begin) / 1000)) ms, with WatchdogSec=3s"
check "by the watchdog" sh -c "journalctl -b -u batchimgd -o cat | grep -qi 'watchdog timeout'"
check "which is active" wait_for 5 is_active
same "and has its data" "$images" "$(batchimgctl list -o csv --no-header | wc -l)"
wait

# Another program holds the record while the daemon starts: that takes longer than a start may take.
printf '[Service]\nTimeoutStartSec=2s\n' >/run/systemd/system/batchimgd.service.d/start.conf
systemctl daemon-reload
systemctl stop batchimgd.socket batchimgd.service
sqlite3 $database "UPDATE account SET stale_after = stale_after; PRAGMA user_version = 1" >/dev/null
python3 - <<'PY' &
import sqlite3, time
db = sqlite3.connect("/var/lib/batchimgd/images.db", isolation_level=None)
db.execute("BEGIN IMMEDIATE")
open("/run/held", "w").close()
time.sleep(5)
db.execute("ROLLBACK")
PY
check "the record is held" wait_for 5 test -e /run/held
check "a start that brings the record up to date is given the time" systemctl start batchimgd
check "and is active" is_active
took=$((($(property ActiveEnterTimestampMonotonic) - $(property InactiveExitTimestampMonotonic)) / 1000))
check "it took longer than TimeoutStartSec=2s ($took ms)" test $took -gt 2500
finish
