#!/usr/bin/env bash
# demo.sh BIN [KEEP]: emulator and daemon in a temporary folder, stepped through the recorded days.
set -euo pipefail
bin=$1 keep=${2:-}
folder=$(mktemp -d) pids=()
stop() {
    status=$?
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || :; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || :; done
    rm -rf "$folder"
    exit $status
}
trap stop EXIT
trap 'exit 130' INT TERM
wait_for() {
    for _ in $(seq 200); do "$@" >/dev/null 2>&1 && return; sleep 0.05; done
    echo "cannot start: $* never came true" >&2
    cat "$folder"/*.log >&2 || :
    exit 1
}
say() { printf '\n== %s\n' "$*"; }

accounts=(contoso-we contoso-ne fabrikam)
"$bin/batch-emulator" --replay built-in --replay-end today "${accounts[@]/#/--account=}" \
    >"$folder/emulator.log" 2>&1 &
pids+=($!)
wait_for grep -q "^${accounts[2]} " "$folder/emulator.log"
url=$(sed -n 's/^listening on //p' "$folder/emulator.log")

{
    printf '[daemon]\ndatabase = "%s"\nsocket = "%s"\nlog_format = "text"\n' "$folder/images.db" "$folder/batchimgd.sock"
    for account in "${accounts[@]}"; do
        (umask 077 && sed -n "s/^$account //p" "$folder/emulator.log" >"$folder/$account.key")
        printf '\n[[account]]\nname = "%s"\nendpoint = "%s"\n' "$account" "$url/accounts/$account"
        printf '[account.auth]\nmethod = "shared-key"\naccount = "%s"\nkey = { file = "%s" }\n' \
            "$account" "$folder/$account.key"
    done
} >"$folder/batchimgd.toml"
"$bin/batchimgd" run --config "$folder/batchimgd.toml" 2>"$folder/daemon.log" &
pids+=($!)
export BATCHIMGD_SOCKET=$folder/batchimgd.sock
ctl() { "$bin/batchimgctl" "$@"; }
synced() { [ "$(ctl accounts -o csv --no-header | grep -c ',ok,')" = ${#accounts[@]} ]; }
wait_for synced

cat <<TXT
batchimgd keeps the history of the images that Azure Batch accounts support.
Three accounts are served by an emulator with what the real service listed on 15 days from 2019 to 2024;
all dates are shifted by one constant, so that the last recorded day is today.
TXT

say "What changed on which recorded day (account contoso-we)"
seq=0
while answer=$(curl -sf -X POST "$url/_emulator/step"); do
    ctl sync >/dev/null 2>&1
    changes=$(ctl changes --account contoso-we -o tsv --no-header | awk -F'\t' -v seq="$seq" '$1 > seq')
    printf '%s  ' "$(sed 's/.*"day":"\([^"]*\)".*/\1/' <<<"$answer")"
    if [ -z "$changes" ]; then echo "nothing"; continue; fi
    seq=$(tail -n 1 <<<"$changes" | cut -f1)
    cut -f4 <<<"$changes" | sort | uniq -c | awk '{ printf "%s%s %s", (NR > 1 ? ", " : ""), $1, $2 } END { print "" }'
done

say "batchimgctl status"
ctl status
say "batchimgctl list --account contoso-we --os linux --verified"
ctl list --account contoso-we --os linux --verified
say "batchimgctl eol --account contoso-we --within 365d: what ends soon, or has ended"
ctl eol --account contoso-we --within 365d
say "batchimgctl changes --account contoso-we: the last ten"
{ ctl changes --account contoso-we | head -n 1; ctl changes --account contoso-we | tail -n 10; }

say "batchimgctl pools --account contoso-we: which live pools are at risk, and why"
ctl pools --account contoso-we
say "How to go on with a real account"
cat <<'TXT'
Write /etc/batchimgd/batchimgd.toml (see README.md):

  [[account]]
  name     = "contoso-we"
  endpoint = "https://contoso.westeurope.batch.azure.com"

  [account.auth]
  method = "shared-key"
  key    = { file = "/etc/batchimgd/contoso-we.key" }

then: batchimgd check-config && batchimgd run
TXT
if [ -n "$keep" ]; then
    say "Still running. Try in another terminal, and end it here with Ctrl-C"
    printf '  export BATCHIMGD_SOCKET=%s\n  %s/batchimgctl eol\n  sqlite3 %s "SELECT * FROM changes LIMIT 5"\n' \
        "$BATCHIMGD_SOCKET" "$bin" "$folder/images.db"
    wait "${pids[1]}"
fi
