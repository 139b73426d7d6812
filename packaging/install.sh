#!/usr/bin/env bash
# install.sh BIN: installs the built programs in BIN with manual pages, completions, sample configuration, units, user
# and socket folder below $DESTDIR$PREFIX (PREFIX=/usr/local). A configuration that is there is left as it is.
set -euo pipefail
bin=$1
cd "$(dirname "$0")/.."
prefix=${PREFIX:-/usr/local} root=${DESTDIR:-}
put() { install -D -m "$1" "$2" "$root$3"; }

for program in batchimgd batchimgctl batch-emulator; do put 755 "$bin/$program" "$prefix/bin/$program"; done
for page in man/*; do
    put 644 "$page" "$prefix/share/man/man${page##*.}/${page##*/}"
    gzip -9nf "$root$prefix/share/man/man${page##*.}/${page##*/}"
done

generated=$(mktemp -d)
trap 'rm -rf "$generated"' EXIT
for shell in bash zsh fish; do "$bin/batchimgctl" completion "$shell" >"$generated/$shell"; done
# It is read by a shell, not run.
sed -i '1{/^#!/d}' "$generated/bash"
# Debian's zsh looks for what packages bring at a place of its own.
[ "$prefix" = /usr ] && zsh=vendor-completions || zsh=site-functions
put 644 "$generated/bash" "$prefix/share/bash-completion/completions/batchimgctl"
put 644 "$generated/zsh" "$prefix/share/zsh/$zsh/_batchimgctl"
put 644 "$generated/fish" "$prefix/share/fish/vendor_completions.d/batchimgctl.fish"

for unit in service socket; do
    sed "s#/usr/bin/batchimgd#$prefix/bin/batchimgd#" "systemd/batchimgd.$unit" >"$generated/$unit"
    put 644 "$generated/$unit" "$prefix/lib/systemd/system/batchimgd.$unit"
done
put 644 systemd/batchimgd.sysusers "$prefix/lib/sysusers.d/batchimgd.conf"
put 644 systemd/batchimgd.tmpfiles "$prefix/lib/tmpfiles.d/batchimgd.conf"
for example in systemd/drop-ins/* config/* dashboards/*; do
    [ "$example" = config/batchimgd.toml ] || put 644 "$example" "$prefix/share/doc/batchimgd/examples/${example##*/}"
done

if [ -e "$root/etc/batchimgd/batchimgd.toml" ]; then
    echo "kept $root/etc/batchimgd/batchimgd.toml; every key with its default is in config/batchimgd.toml"
else
    put 644 config/batchimgd.toml /etc/batchimgd/batchimgd.toml
fi
[ -n "$root" ] || cat <<'TXT'
Now, as root:
  systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload
  systemctl enable --now batchimgd.socket batchimgd.service
TXT
