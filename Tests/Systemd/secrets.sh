#!/bin/bash
# Secrets by LoadCredential and LoadCredentialEncrypted, from sources that the daemon's user cannot read.
. /opt/test/lib.sh
install_package >/tmp/dpkg.txt
start_emulator contoso fabrikam
mkdir -m 700 -p /etc/credstore /etc/credstore.encrypted
(umask 077 && key contoso >/etc/credstore/contoso.key && key fabrikam >/root/fabrikam.key)
systemd-creds setup >/dev/null 2>&1
check "encrypted" systemd-creds encrypt --with-key=host --name=fabrikam /root/fabrikam.key /etc/credstore.encrypted/fabrikam.cred
rm -f /root/fabrikam.key
mkdir -p /etc/systemd/system/batchimgd.service.d
# The example that is installed, with its lines in effect for these accounts.
sed -e 's/^#LoadCredential=.*/LoadCredential=contoso:\/etc\/credstore\/contoso.key/' \
    -e 's/^#LoadCredentialEncrypted=.*/LoadCredentialEncrypted=fabrikam:\/etc\/credstore.encrypted\/fabrikam.cred/' \
    /opt/test/drop-ins/credentials.conf >/etc/systemd/system/batchimgd.service.d/credentials.conf
for name in contoso fabrikam; do
    printf '[[account]]\nname = "%s"\nendpoint = "%s/accounts/%s"\n' $name $emulator $name
    printf '[account.auth]\nmethod = "shared-key"\naccount = "%s"\nkey = { credential = "%s" }\n' $name $name
done >$config
systemctl daemon-reload
check "restart" systemctl restart batchimgd
check "both accounts sign in" wait_for 20 synced 2
for file in /etc/credstore/contoso.key /etc/credstore.encrypted/fabrikam.cred; do
    refused "the daemon's user cannot read $file" as batchimgd cat $file
done
refused "the keys are not in the journal" sh -c "journalctl -b -o cat | grep -F -e '$(key contoso)' -e '$(key fabrikam)'"
rm /etc/credstore/contoso.key
says "a missing source" 1 'Job for batchimgd.service failed' systemctl restart batchimgd
check "fails the start, and says which" sh -c "journalctl -b -o cat -u batchimgd | grep -qiE 'credential'"
finish
