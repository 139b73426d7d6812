#!/bin/bash
# Restoring a copy by the very commands of docs/backup.md, while clients come all the time.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
refresh contoso
mkdir /backup
check "a copy" batchimgctl export /backup/images.db
before=$(sqlite3 -readonly /backup/images.db "SELECT group_concat(sku || last_seen) FROM images; SELECT COUNT(*) FROM syncs")
for _ in 1 2 3; do
    curl -sf -X POST $emulator/_emulator/step >/dev/null
    batchimgctl sync >/dev/null 2>&1
done
check "the record went on" test "$(sql "SELECT COUNT(*) FROM syncs")" = 4
(while [ ! -e /run/done ]; do ask /v1/health >/dev/null 2>&1; done) &
sed -n '/^## Restoring a copy/,/^## /{/^```sh/,/^```$/{/^```/!p}}' /opt/test/backup.md >/tmp/restore.sh
check "the document has commands" test "$(wc -l </tmp/restore.sh)" -ge 4
check "which restore" bash -e /tmp/restore.sh
touch /run/done
wait
check "the daemon is active" wait_for 5 is_active
same "and has the copy's record" "$before" "$(sql "SELECT group_concat(sku || last_seen) FROM images; SELECT COUNT(*) FROM syncs")"
check "it goes on from there" batchimgctl sync
finish
