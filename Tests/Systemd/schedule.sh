#!/bin/bash
# The schedule outlives the daemon: a restart ten minutes after a sync fetches nothing until its time.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
start_emulator contoso
account contoso 'interval = "1h"' >>$config
check "reload" systemctl reload batchimgd
check "the account is refreshed" wait_for 20 synced 1
syncs() { sql "SELECT COUNT(*) FROM syncs"; }
pass() { # SECONDS: so much time passes for the record while the daemon is stopped
    systemctl stop batchimgd.socket batchimgd.service
    as batchimgd sqlite3 $database "UPDATE account SET last_attempt = last_attempt - $1,
        last_success = last_success - $1, next_attempt = next_attempt - $1"
    systemctl start batchimgd.socket batchimgd.service
}
pass 600
check "it is active" is_active
next=$(batchimgctl status -o json | sed -n 's/.*"nextSync":{"account":"contoso","at":"\([^"]*\)".*/\1/p')
left=$(($(date -d "$next" +%s) - $(date +%s)))
check "the next sync is due in 50 minutes, and what jitter adds ($left s)" test $left -gt 2900 -a $left -le 3361
timeout 3 tail -f /dev/null
same "nothing was fetched" 1 "$(syncs)"
systemctl restart batchimgd
kill -9 "$(property MainPID)"
check "nor after a restart and a kill" wait_for 5 is_active
same "nothing at all" 1 "$(syncs)"
# Until six seconds before its time, as it is now.
next=$(sql "SELECT next_attempt FROM account")
pass $((next - $(date +%s) - 6))
begin=${EPOCHREALTIME/./}
same "nothing before its time" 1 "$(syncs)"
check "and at its time, the sync" wait_for 10 eval '[ "$(syncs)" = 2 ]'
took=$(((${EPOCHREALTIME/./} - begin) / 1000))
check "not earlier ($took ms of some 5000)" test $took -gt 500
finish
