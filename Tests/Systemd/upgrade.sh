#!/bin/bash
# Upgrade in place with the record that version 1 left behind; a newer record is refused and left as it is.
. /opt/test/lib.sh
mkdir -p /var/lib/batchimgd
install -m 640 /opt/test/version-1.db $database
before=$(sqlite3 -readonly $database "SELECT COUNT(*) FROM images; SELECT COUNT(*) FROM changes; SELECT COUNT(*) FROM end_of_life; SELECT COUNT(*) FROM syncs")
install_package >/tmp/dpkg.txt
check "the state folder's files are given to the daemon" is_active
after=$(sql "SELECT COUNT(*) FROM images; SELECT COUNT(*) FROM changes; SELECT COUNT(*) FROM end_of_life; SELECT COUNT(*) FROM syncs")
same "images, changes, dates and syncs are as they were" "$before" "$after"
same "the schema is this version's, a copy that of before" "4 1" "$(sql 'PRAGMA user_version') $(as batchimgd sqlite3 $database.v1 'PRAGMA user_version')"
same "both are the group's to read" "640 batchimgd:batchimgd
640 batchimgd:batchimgd" "$(stat -c '%a %U:%G' $database $database.v1)"

# The same package again, as an upgrade: the data stays, clients wait in the socket, what the operator wrote stays.
refresh contoso
sum=$(sha256sum <$config)
(while [ ! -e /run/done ]; do ask /v1/health >/dev/null || echo failed; done >/run/clients 2>&1) &
pid=$(property MainPID)
check "upgrade" dpkg -i /opt/test/batchimgd.deb
check "the daemon is another process" test "$(property MainPID)" != "$pid"
check "and active" wait_for 5 is_active
touch /run/done
wait
same "no client failed meanwhile" "" "$(cat /run/clients)"
same "the configuration is as it was" "$sum" "$(sha256sum <$config)"
same "so is the record" 1 "$(sql "SELECT COUNT(*) FROM accounts WHERE configured AND state = 'ok'")"

# Downgrade: the record of a later version.
systemctl stop batchimgd.socket batchimgd.service
as batchimgd sqlite3 $database "PRAGMA user_version = 5" >/dev/null
as batchimgd sqlite3 $database "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
sum=$(sha256sum <$database)
refused "a newer record is refused" systemctl start batchimgd.service
says "clearly" 0 'cannot use the database .*its schema is version 5, this program knows up to 4; upgrade batchimgd, or restore the copy made before the upgrade' \
    journalctl -b -u batchimgd -p err -o cat
wait_for 20 sh -c 'systemctl is-failed batchimgd' # it gave up trying
same "and left as it was" "$sum" "$(sha256sum <$database)"
as batchimgd sqlite3 $database "PRAGMA user_version = 4" >/dev/null
systemctl reset-failed batchimgd
check "the way back" systemctl start batchimgd.socket batchimgd.service
finish
