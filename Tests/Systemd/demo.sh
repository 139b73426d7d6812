#!/bin/bash
# The demo from its package, as somebody who is neither root nor a member of the group, beside a service that runs.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
people
says "without its package it says which" 1 'install the package batchimgd-demo' as bob batchimgctl demo
check "the package is installed" dpkg -i /opt/test/batchimgd-demo.deb
as bob sh -c 'cd /tmp && exec batchimgctl demo' >/tmp/demo.txt 2>&1 &
demo=$!
check "it comes to its end and stays" wait_for 60 grep -q 'SELECT kind' /tmp/demo.txt
check "it tells days" grep -Eq '^20[0-9-]{8}  [0-9]+ added' /tmp/demo.txt
check "and pools at risk" grep -q 'legacy-reports\|genomics' /tmp/demo.txt
says "commands of one's own are answered" 0 fabrikam as bob sh -c "$(grep -m 1 'export BATCHIMGD_SOCKET' /tmp/demo.txt); batchimgctl accounts"
says "the service knows nothing of it" 0 'no accounts' batchimgctl status
# To the process itself: this shell has its children ignore Ctrl-C.
kill -TERM "$(pgrep -u bob -x batch-emulator)"
wait $demo
same "it ends well" 0 $?
same "nothing runs any more" "" "$(pgrep -u bob -a)"
same "nothing is left" "" "$(find / -xdev -user bob -print 2>/dev/null | grep -v '^/proc')"
check "the package goes" dpkg --purge batchimgd-demo
check "the service stays" is_active
echo "= batch-emulator adds $(($(stat -c %s /opt/test/batchimgd-demo.deb) >> 20)) MiB as a package"
finish
