#!/usr/bin/env bash
# answers.sh BIN FILE ACCOUNTS: every documented route and command on a record that record-bench built, of one account and
# of all of them: the median of five runs. Ends with 1 when one takes more than a second, full dumps aside, and when a
# route or a command has no question here.
set -euo pipefail
bin=$1 file=$2 accounts=$3
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
socket=$folder/s.sock
image=publisher-5:offer-5:sku-5
failed=0

{
    printf '[daemon]\ndatabase = "%s"\nsocket = "%s"\n' "$file" "$socket"
    for number in $(seq 0 $((accounts - 1))); do
        printf '[[account]]\nname = "account-%s"\nendpoint = "https://account-%s"\nenabled = false\n' "$number" "$number"
        printf '[account.auth]\nmethod = "shared-key"\nkey = { env = "NONE" }\n'
    done
} >"$folder/batchimgd.toml"
"$bin/batchimgd" run --config "$folder/batchimgd.toml" 2>"$folder/log" &
daemon=$!
trap 'kill "$daemon"; wait "$daemon" || true; rm -rf "$folder"' EXIT
until [ -S "$socket" ]; do kill -0 "$daemon" && sleep 0.05; done

measure() { # KIND NAME COMMAND...: the time of a command; a dump may take longer than a second
    local kind=$1 name=$2 time begin
    shift 2
    time=$(for _ in 1 2 3 4 5; do
        # Within a second, the daemon gives the same answer again without working it out.
        sleep 1.05
        begin=$EPOCHREALTIME
        "$@" >"$folder/out" 2>"$folder/errors" || [ $? = 5 ] || echo "$name: $(head -c 300 "$folder/errors")" >>"$folder/failed"
        echo $(((${EPOCHREALTIME/./} - ${begin/./}) / 1000))
    done | sort -n | sed -n 3p)
    echo "$time ms  $(stat -c %s "$folder/out") bytes  $name$([ "$kind" = answer ] || echo "  (full dump)")"
    if [ "$kind" = answer ] && [ "$time" -gt 1000 ]; then
        echo "FAILED: $name takes more than a second"
        failed=1
    fi
}

# What is asked of each route, between blanks.
declare -A questions=(
    [/v1/images]="limit=1000 account=account-7 state=all order=end-of-life q=sku-5 agent=batch.node.ubuntu+20.04 as_of=2020-01-01 as_of=2020-01-01&account=account-7 filter=osType+eq+'linux'"
    [/v1/images/history]="image=$image image=$image&account=account-7"
    [/v1/resolve]="image=$image image=$image&account=account-7"
    [/v1/diff]="from=account-7@2018-01-01&to=account-7"
    [/v1/accounts]="limit=1000 account=account-7"
    [/v1/agents]="limit=1000 account=account-7"
    [/v1/syncs]="limit=1000 account=account-7"
    [/v1/changes]="limit=1000 account=account-7 since=90d kind=os-type kind=removed&account=account-7"
    [/v1/pools]="limit=1000 account=account-7 verdict=gone q=pool-7 level=failing&within=90d"
    [/v1/suggest]="image=$image image=$image&account=account-7"
    [/v1/names]="-" [/v1/alerts]="limit=1000 alert=team"
    [/report.html]="- account=account-7" [/report.md]="- account=account-7"
    [/calendar.ics]="- account=account-7" [/changes.atom]="- account=account-7"
    [/v1/status]="-" [/v1/health]="-" [/metrics]="-" [/v1/openapi.json]="-"
    [/accounts/{name}/supportedimages]="api-version=2025-06-01"
)
for path in $(jq -r '.paths | to_entries[] | select(.value.get) | .key' "$here/../Sources/SyncDaemon/Server/openapi.json"); do
    if [ -z "${questions[$path]:-}" ]; then
        echo "FAILED: nothing is asked of $path"
        failed=1
        continue
    fi
    for question in ${questions[$path]}; do
        target=${path/\{name\}/account-7}$([ "$question" = - ] || echo "?$question")
        measure answer "GET $target" curl -sS --globoff --unix-socket "$socket" "http://localhost$target"
    done
done

# Likewise of each command, one question a line; a plus sign begins a full dump.
commands="list --account account-7
+list -o ndjson
eol --account account-7
+eol --within 30d
show $image
show $image --account account-7
resolve $image
suggest $image
suggest $image --account account-7
snippet $image --account account-7 --for terraform
pools --account account-7
pools --verdict gone
+pools -o ndjson
check --pools --account account-7
+check --pools
alerts --alert team
report --html $folder/report.html
report --html $folder/report.html --account account-7
agents
agents --account account-7
accounts
changes --account account-7
changes --since 90d
diff account-7@2018-01-01 account-7
syncs --account account-7
+syncs -o ndjson
status
doctor
sql SELECT*FROM(end_of_life)WHERE(account='account-7')
+sql SELECT*FROM(end_of_life)
+export $folder/copy.db
completion bash"
for command in $("$bin/batchimgctl" --help | awk '/^SUBCOMMANDS:/ { on = 1; next } on && /^  [a-z]/ { print $1 }'); do
    case $command in sync | init | demo | help) continue ;; esac # ask the service, write a configuration, bring their own record
    if ! grep -qE "^\+?$command( |$)" <<<"$commands"; then
        echo "FAILED: nothing is asked of batchimgctl $command"
        failed=1
    fi
done
export BATCHIMGD_SOCKET=$socket BATCHIMGD_DATABASE=$file PATH=$bin:$PATH
while IFS= read -r command; do
    kind=$([ "${command:0:1}" = + ] && echo dump || echo answer)
    rm -f "$folder/copy.db"
    # shellcheck disable=SC2086
    measure "$kind" "batchimgctl ${command#+}" "$bin/batchimgctl" ${command#+}
done <<<"$commands"
if [ -s "$folder/failed" ]; then
    sort -u "$folder/failed" | sed 's/^/FAILED: /'
    failed=1
fi
exit $failed
