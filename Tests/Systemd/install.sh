#!/bin/bash
# The package on a clean root: installed, first run without accounts, accounts by reload, members and others, purge.
. /opt/test/lib.sh
find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /.test -o -path /var/log -o -path /dev \) -prune -o -print |
    sort >/tmp/before
install_package >/tmp/dpkg.txt
for unit in batchimgd.service batchimgd.socket; do
    check "$unit is enabled" systemctl is-enabled "$unit"
    check "$unit is active" systemctl is-active "$unit"
done
check "the status says what to do" wait_for 5 status_says "No accounts: add an \[\[account\]\] to $config, then run: systemctl reload batchimgd"
says "systemctl status shows it" 0 'Status: "No accounts' systemctl status --no-pager batchimgd
says "batchimgctl status says what to do" 0 'no accounts; add an \[\[account\]\].*systemctl reload batchimgd' batchimgctl status
says "batchimgctl doctor is not needed to see the socket" 0 '"socket":"/run/batchimgd/batchimgd.sock"' ask /v1/status
same "nothing was complained of" "" "$(journalctl -b -u batchimgd -p warning -q -o cat)"
same "folders and files are the group's, and nobody else's" \
    "750 batchimgd:batchimgd /run/batchimgd
660 batchimgd:batchimgd $socket
750 batchimgd:batchimgd /var/lib/batchimgd
640 batchimgd:batchimgd $database
644 root:root $config" "$(stat -c '%a %U:%G %n' /run/batchimgd $socket /var/lib/batchimgd $database $config)"
for file in bash-completion/completions/batchimgctl zsh/vendor-completions/_batchimgctl fish/vendor_completions.d/batchimgctl.fish; do
    check "completion: $file" grep -q batchimgctl "/usr/share/$file"
done
check "nothing of Swift is needed" sh -c '! ldd /usr/bin/batchimgd /usr/bin/batchimgctl | grep -iE "swift|not found"'

refresh contoso fabrikam
check "the status tells accounts, last and next sync" wait_for 5 status_says '^2 accounts; last sync [-0-9]+T[:0-9]+Z, next [-0-9]+T[:0-9]+Z$'
curl -sf -X PUT -d '[{"status":403,"code":"AccountIsDisabled","message":"No.","times":9}]' $emulator/_emulator/accounts/fabrikam/faults
batchimgctl sync fabrikam >/dev/null 2>&1
check "and failures" wait_for 5 status_says '^2 accounts, 1 failing \(fabrikam\); last sync'

people
says "a member of the group asks" 0 'ubuntuserver' as alice batchimgctl list --account contoso
says "and reads the file" 0 '^[1-9]' as alice sqlite3 -readonly $database "SELECT COUNT(*) FROM images"
says "anybody else is told what to do" 77 "only members of the group 'batchimgd' may; run: sudo usermod -aG batchimgd bob" \
    as bob batchimgctl list
refused "and cannot read the file" as bob sqlite3 -readonly $database "SELECT COUNT(*) FROM images"

check "purge" dpkg --purge batchimgd
find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /.test -o -path /var/log -o -path /dev \) -prune -o -print |
    sort >/tmp/after
same "purge leaves nothing" "" "$(comm -13 /tmp/before /tmp/after |
    grep -vE '^/etc/(passwd|group|shadow|gshadow|\.pwd\.lock|subuid|subgid)-?$|^/etc/sysusers.d|^/var/(lib/(dpkg|systemd)|cache|tmp)|^/etc/systemd/system$|^/root')"
same "and no name of ours" "" "$(find / -xdev \( -path /proc -o -path /sys -o -path /.test -o -path /opt/test -o -path /tmp -o -path /var/log \) -prune -o -name '*batchimg*' -print)"
same "nor in /run" "" "$(ls -d /run/batchimgd /run/systemd/units/*batchimgd* 2>/dev/null)"
check "but user and group" getent passwd batchimgd
check "and the other way round: nothing runs any more" sh -c '! pgrep -x batchimgd'
finish
