#!/bin/bash
# The time from `systemctl start` to READY with an empty record and with one of ten years, both with what the file is
# read for only afterwards.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
ready() { # the median of five starts until `systemctl start` returns, which is when READY came
    for _ in 1 2 3 4 5; do
        systemctl stop batchimgd.socket batchimgd.service
        systemctl reset-failed batchimgd.service 2>/dev/null
        sync
        milliseconds systemctl start batchimgd.service
    done | sort -n | sed -n 3p
}
empty=$(ready)
check "it is active" is_active
systemctl stop batchimgd.socket batchimgd.service
rm $database*
cp /opt/test/ten-years.db $database
chown batchimgd:batchimgd $database
chmod 640 $database
accounts=$(as batchimgd sqlite3 $database "SELECT COUNT(*) FROM account")
check "the record of ten years has accounts" test "$accounts" -ge 100
for number in $(seq 0 $((accounts - 1))); do
    printf '[[account]]\nname = "account-%s"\nendpoint = "https://account-%s"\nenabled = false\n' $number $number
    printf '[account.auth]\nmethod = "shared-key"\nkey = { env = "NONE" }\n'
done >$config
years=$(ready)
check "it is active with ten years" is_active
same "and knows every account" "$accounts" "$(batchimgctl accounts -o csv --no-header | wc -l)"
check "the whole file is read for damage afterwards" wait_for 30 eval "ask /v1/status | grep -q '\"checked\":true'"
echo "= systemctl start to READY: $empty ms with an empty record, $years ms with ten years of $accounts accounts ($(($(stat -c %s $database) / 1048576)) MiB)"
check "an empty record is ready within 1 s" test "$empty" -lt 1000
check "ten years within 3 s" test "$years" -lt 3000
finish
