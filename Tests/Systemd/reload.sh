#!/bin/bash
# Reload: returns when the new settings hold, fails on bad ones, disturbs no account that did not change, and names the
# keys that wait for a restart.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
start_emulator contoso fabrikam
{ account contoso; account fabrikam; } >$config
check "a good reload" systemctl reload batchimgd
check "both are refreshed" wait_for 20 synced 2
pid=$(property MainPID)

# A daemon that is busy: the reload is not over before it has answered.
kill -STOP "$pid"
systemctl reload batchimgd >/run/reload 2>&1 &
reload=$!
refused "a reload waits for a daemon that is busy" timeout 3 tail --pid=$reload -f /dev/null
kill -CONT "$pid"
wait $reload
same "and returns when it has answered" "0 " "$? $(cat /run/reload)"

# 40 times with an account that comes and goes: what is asked right after the reload is answered by the new settings.
cp $config /tmp/both
account contoso >/tmp/one
stale=0
for round in $(seq 20); do
    cp /tmp/one $config
    systemctl reload batchimgd || fail "reload of one in round $round"
    [ "$(batchimgctl accounts -o csv --no-header | wc -l)" = 1 ] || stale=$((stale + 1))
    cp /tmp/both $config
    systemctl reload batchimgd || fail "reload of both in round $round"
    [ "$(batchimgctl accounts -o csv --no-header | wc -l)" = 2 ] || stale=$((stale + 1))
done
same "after none of 40 reloads do the old settings answer" 0 $stale
same "it is the same process" "$pid" "$(property MainPID)"
check "and active, not reloading" is_active

# A sync in flight.
curl -sf -X PUT -d '[{"delay":2}]' $emulator/_emulator/accounts/contoso/faults
batchimgctl sync contoso >/tmp/sync 2>&1 &
check "a sync of contoso is in flight" wait_for 5 eval "ask /v1/status | grep -q '\"syncing\":\[\"contoso\"\]'"
sed -i '1i [daemon]\nkeep_syncs = "30d"\njitter = 0.2\nstale_after = "25h"' $config
sed -i 's/name = "fabrikam"/name = "fabrikam"\ninterval = "2h"/' $config
check "a reload that changes fabrikam, and what holds for all" systemctl reload batchimgd
says "contoso is still being refreshed" 0 '"syncing":\["contoso"\]' ask /v1/status
wait
same "and succeeds" "1 succeeded, 0 failed, 0 held back" "$(tail -n 1 /tmp/sync)"
same "with one attempt" 1 "$(sql "SELECT COUNT(*) FROM syncs WHERE account = 'contoso' AND id > 2")"

# A bad one.
cp $config /tmp/good
sed -i '1a jiter = 0.5\ninterval = 5' $config
says "a bad reload fails" 1 'Job for batchimgd.service failed' systemctl reload batchimgd
check "the daemon goes on" is_active
for problem in ':2: daemon.jiter: cannot use the unknown key' ':3: daemon.interval: cannot use'; do
    check "the journal has$problem" sh -c "journalctl -b -u batchimgd -p err -o cat | grep -q '$problem'"
done
says "by the old settings" 0 '2 succeeded' batchimgctl sync
kill -HUP "$pid"
check "by a signal alone, the status says so" wait_for 5 status_says "^Cannot reload: 2 problems in $config, see the log; the old settings stay; 2 accounts"
cp /tmp/good $config
check "a good one" systemctl reload batchimgd
check "clears that" status_says '^2 accounts; last sync'

# Keys that wait.
sed -i 's/^\[daemon\]/[daemon]\noperators = ["root", "%batchimgd"]\nlog_level = "debug"/' $config
check "a reload with such keys" systemctl reload batchimgd
check "names them in the status" status_says '; restart for: operators, log_level$'
check "and in the log" sh -c "journalctl -b -u batchimgd -p warning -o cat | grep -q 'restart the daemon for these to take effect keys=operators,log_level'"
check "a restart" systemctl restart batchimgd
check "is what they waited for" wait_for 5 status_says 'next [-0-9T:]+Z$'
finish
