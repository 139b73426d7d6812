#!/bin/bash
# The journal: priorities by prefix, one line a sync, no time of the daemon's own.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
refresh contoso fabrikam
curl -sf -X PUT -d '[{"status":403,"code":"AccountIsDisabled","message":"No.","times":9}]' $emulator/_emulator/accounts/fabrikam/faults
batchimgctl sync >/dev/null 2>&1
lines() { journalctl -b -u batchimgd -o cat _SYSTEMD_UNIT=batchimgd.service "$@"; }
syncs() { lines "$@" | grep '^sync '; }
check "four syncs, four lines" wait_for 5 eval '[ "$(syncs | wc -l)" = 4 ]'
pattern='^sync account=contoso( changes=[0-9]+)? duration=[0-9]+ms images=[1-9][0-9]* outcome=[a-z-]+ pages=[1-9] request_id=[-0-9a-f]{36}$'
same "each with account, outcome, counts, duration and request-id" 2 "$(syncs | grep -cE "$pattern")"
says "a failed one says why, as a warning" 0 '^sync account=fabrikam .*outcome=failed.*reason=.*AccountIsDisabled.*request_id=' lines -p warning
same "and is the only warning" 1 "$(lines -p warning | wc -l)"
check "others are for information" sh -c 'journalctl -b -u batchimgd -p info..info -o cat | grep -q "^sync account=contoso"'
same "no priority is left in the text, and no time" "" "$(lines | grep -E '^<[0-7]>|^[0-9]{4}-[0-9]{2}-[0-9]{2}')"
same "of its start and its reload it gives notice" 2 "$(lines -p notice..notice | grep -cE '^(started|reloaded) ')"
same "nor anything but the daemon's own lines" "" \
    "$(lines _COMM=batchimgd | grep -vE '^(started|reloaded|sync) |^The configuration is good: ')"
echo 'jiter = 1' >$config
refused "a bad configuration does not start" systemctl restart batchimgd
same "and is an error with line, key and remedy" "$config:1: jiter: cannot use the unknown key 'jiter'" \
    "$(lines -p err | grep -o "$config:1: jiter: cannot use the unknown key 'jiter'" | tail -n 1)"
same "which is not tried again" "0" "$(property NRestarts)"
same "exit status" 78 "$(property ExecMainStatus)"
finish
