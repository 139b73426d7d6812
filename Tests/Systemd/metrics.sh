#!/bin/bash
# The metrics file where the drop-in allows it: each number that the alert rules look at is there.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
start_emulator --replay-end=today contoso
people
folder=/var/lib/batchimgd-metrics
collected=/var/lib/prometheus/node-exporter/batchimgd.prom
mkdir -p "${collected%/*}" /etc/systemd/system/batchimgd.service.d
install -d -o batchimgd -g batchimgd -m 0755 $folder
ln -s $folder/batchimgd.prom $collected
sed 's/^#\([A-Z][A-Za-z]*=\)/\1/' /opt/test/drop-ins/metrics.conf >/etc/systemd/system/batchimgd.service.d/metrics.conf
{
    printf '[daemon]\nmetrics_file = "%s/batchimgd.prom"\n' $folder
    account contoso
} >$config
systemctl daemon-reload
check "restart" systemctl restart batchimgd
check "the account is refreshed" wait_for 20 synced 1
# To the last recorded day: the first ones have no dates.
while curl -sf -X POST $emulator/_emulator/step >/dev/null; do batchimgctl sync >/dev/null 2>&1; done
systemctl restart batchimgd # the file is written at once, then every 15 s
check "the metrics file" wait_for 5 grep -q 'batchimgd_account_last_success_timestamp_seconds{account="contoso"}' $folder/batchimgd.prom
for name in $(sed -n 's/^ *expr: //p' /opt/test/prometheus-alerts.yml | grep -oE 'batchimgd_[a-z_]+[a-z]' | sort -u); do
    check "an alert looks at $name" grep -q "^$name[{ ]" $folder/batchimgd.prom
done
same "no name is one of the collector's own" "" "$(grep -vE '^(#|batchimgd_)' $folder/batchimgd.prom)"
same "everybody may read it" "644 batchimgd" "$(stat -c '%a %U' $folder/batchimgd.prom)"
check "the collector reads it by the link" as bob grep -q '^batchimgd_info{' $collected
refused "a client of the daemon's group may not put anything there" as alice touch $folder/other
same "nothing lies beside it" batchimgd.prom "$(ls $folder)"

# A folder that clients may write all the same: no link leads the daemon anywhere.
chmod g+w $folder
for name in batchimgd.prom batchimgd.prom.new; do as alice ln -sf $database $folder/$name; done
digest() { as batchimgd sqlite3 -readonly $database .schema | sha256sum; }
before=$(digest)
systemctl restart batchimgd
check "a link in its place is replaced" wait_for 20 test ! -L $folder/batchimgd.prom
same "the record stays" "$before" "$(digest)"
same "and its mode" 640 "$(stat -c %a $database)"
finish
