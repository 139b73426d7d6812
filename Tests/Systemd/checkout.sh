#!/bin/bash
# `make install` instead of the package: below /usr/local, with the commands that it prints.
. /opt/test/lib.sh
cp -a --no-preserve=ownership /opt/test/installed/. /
systemd-sysusers 2>/dev/null
systemd-tmpfiles --create 2>/dev/null
systemctl daemon-reload
check "enable" systemctl enable --now batchimgd.socket batchimgd.service
check "it is active" is_active
same "from /usr/local" "/usr/local/bin/batchimgd" "$(readlink "/proc/$(property MainPID)/exe")"
for page in batchimgd-api.7 batchimgd-database.5; do
    check "page $page" test -e "/usr/local/share/man/man${page##*.}/$page.gz"
done
refresh contoso
says "and answered" 0 ubuntuserver batchimgctl list
finish
