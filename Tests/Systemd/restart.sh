#!/bin/bash
# kill -9: the daemon is back within two seconds, with its data, and clients wait in the socket instead of failing.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
refresh contoso
images=$(sql "SELECT COUNT(*) FROM images")

worst=0 failures=0
for round in 1 2 3; do
    pid=$(property MainPID)
    kill -9 "$pid"
    begin=${EPOCHREALTIME/./}
    batchimgctl list -o csv --no-header >/tmp/answer 2>/tmp/errors || failures=$((failures + 1))
    took=$(((${EPOCHREALTIME/./} - begin) / 1000))
    worst=$((took > worst ? took : worst))
    same "round $round: the client that waited has all images" "$images" "$(wc -l </tmp/answer)"
    same "round $round: from the daemon, not from the file" "" "$(cat /tmp/errors)"
    check "round $round: another process answers" test "$(property MainPID)" != "$pid"
    check "round $round: it is active" wait_for 5 is_active
done
# Fifty at once, of which most come while there is no daemon.
kill -9 "$(property MainPID)"
for client in $(seq 50); do
    { batchimgctl accounts -o csv --no-header 2>&1 | grep -cx 'contoso,.*' >"/run/client-$client"; } &
done
wait
same "none of fifty clients failed either" 50 "$(cat /run/client-* | grep -cx 1)"
same "no client failed" 0 $failures
check "the slowest of three was answered within 2 s ($worst ms)" test $worst -lt 2000
echo "= kill -9 until a client that waits is answered: $worst ms at most of three"
finish
