#!/bin/bash
# The example that mails by following the alerts, with a stand-in for sendmail that, like the real ones, changes its group
# to write where only that may.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
start_emulator --replay-end=today contoso
systemd-sysusers --inline 'g mailers -' 2>/dev/null
drop=/var/spool/mailers
install -d -g mailers -m 0730 $drop
install -g mailers -m 2755 /usr/bin/tee /usr/local/lib/drop
cat >/usr/local/sbin/sendmail <<'TXT'
#!/bin/sh
[ ! -e /run/no-mail ] || exit 75
exec /usr/local/lib/drop "/var/spool/mailers/$(date +%s%N)" >/dev/null
TXT
chmod 755 /usr/local/sbin/sendmail
{
    account contoso
    printf '[[alert]]\nname = "ops"\nexec = ["/bin/true"]\nimages = ["all"]\nevents = ["gone", "date", "verified", "unverified"]\n'
} >$config
check "restart" systemctl restart batchimgd
check "the account is refreshed" wait_for 20 synced 1

unit=/etc/systemd/system/batchimgd-mail.service
cp /opt/test/drop-ins/batchimgd-mail.service $unit
sed -n "s/^#   \(systemd-sysusers .*\)/\1/p" $unit >/tmp/user.sh
check "the example says how to make its user" grep -q batchimgd-mail /tmp/user.sh
check "its user is made as it says" sh /tmp/user.sh
same "systemd-analyze verify" "" "$(systemd-analyze verify --man=no $unit 2>&1)"
systemctl daemon-reload
check "it starts" systemctl enable --now batchimgd-mail
is_its_own() { [ "$(ps -o user:20= -p "$(property MainPID batchimgd-mail.service)")" = batchimgd-mail ]; }
check "it is not root" wait_for 5 is_its_own

events() { sql "SELECT COUNT(*) FROM alerts"; }
more() { # so that there are events which were not there
    local before
    before=$(events)
    while [ "$(events)" = "$before" ]; do
        curl -sf -X POST $emulator/_emulator/step >/dev/null || return 1
        batchimgctl sync >/dev/null 2>&1 || batchimgctl sync --accept >/dev/null 2>&1
    done
}
mailed() { [ "$(ls $drop | wc -l)" = "$(events)" ]; }
told() { sql "SELECT message FROM alerts ORDER BY message"; }
bodies() { sed -s '1,/^$/d' $drop/* | LC_ALL=C.UTF-8 sort; }
each_once() { # WHEN
    check "all is mailed, $1" wait_for 40 mailed
    same "each event once, $1" "$(told | LC_ALL=C.UTF-8 sort)" "$(bodies)"
}
check "events" more
each_once "as it comes"
first=$(ls $drop/* | head -n 1)
same "to whom" "To: root" "$(sed -n 1p "$first")"
check "about what" grep -qE '^Subject: batchimgd: (summary|gone|date|verified|unverified)$' "$first"

systemctl restart batchimgd
check "events after a restart of the daemon" more
each_once "through a restart of the daemon"

touch /run/no-mail
check "events while nothing can be mailed" more
check "it tries again" wait_for 30 sh -c '[ "$(systemctl show -p NRestarts --value batchimgd-mail)" -ge 2 ]'
rm /run/no-mail
check "more events" more
each_once "once it can be mailed again"

systemctl stop batchimgd-mail
check "events while it is stopped" more
systemctl start batchimgd-mail
each_once "after a stop"
same "nobody else sees what was mailed" "700 batchimgd-mail" "$(stat -c '%a %U' /var/lib/batchimgd-mail)"
echo "= $(events) events, each mailed once"
finish
