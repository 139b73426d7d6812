#!/usr/bin/env bash
# record.sh BIN: the record of ten years (RecordBench.swift): its size, the time of every documented query, route and
# command (answers.sh), of a check for damage, and of a start until the socket answers. ACCOUNTS="100 1000" and LOG_DAYS=90 are the defaults.
set -euo pipefail
bin=$1
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

milliseconds() { # the median of five runs of a command
    for _ in 1 2 3 4 5; do
        local begin=$EPOCHREALTIME
        "$@" >"$folder/out"
        echo $(((${EPOCHREALTIME/./} - ${begin/./}) / 100))
    done | sort -n | sed -n '3s/\(.\)$/.\1 ms/p' | sed 's/^\./0./'
}

answers() { curl -sf --max-time 60 --unix-socket "$folder/s.sock" http://localhost/v1/health >/dev/null; }

start() { # of the daemon on the file, until it answers; then its end
    rm -f "$folder/s.sock"
    "$bin/batchimgd" run --config "$folder/batchimgd.toml" 2>"$folder/log" &
    local daemon=$!
    until [ -S "$folder/s.sock" ] && answers; do kill -0 "$daemon" && sleep 0.002; done
    kill "$daemon"
}

slow=0
declare -A bytes
for accounts in ${ACCOUNTS:-100 1000}; do
    file=$folder/$accounts.db
    begin=$EPOCHREALTIME
    "$bin/record-bench" "$file" "$accounts" "${LOG_DAYS:-90}"
    bytes[$accounts]=$(stat -c %s "$file")
    echo "== $accounts accounts, ten years: $((${bytes[$accounts]} / 1024)) KiB, built in $(((${EPOCHREALTIME/./} - ${begin/./}) / 1000000)) s"
    sqlite3 -readonly "$file" "
        SELECT COUNT(*) || ' catalogs, ' || (SELECT COUNT(*) FROM listing) || ' listings, '
            || (SELECT COUNT(*) FROM change) || ' changes, ' || (SELECT COUNT(*) FROM sync) || ' syncs' FROM catalog"
    sed 's/contoso/account-7/; s/microsoft-dsvm/publisher-5/; s/ubuntu-hpc/offer-5/; s/2204/sku-5/; s/canonical:ubuntuserver:18.04-lts:latest/publisher-5:offer-5:sku-5:latest/' \
        "$here/../man/batchimgd-database.5" | awk '
        /^\.Bd -literal/ { getline; query = $0; while ((getline line) > 0 && line != ".Ed") query = query " " line; print query }
    ' >"$folder/queries"
    while IFS= read -r query; do
        echo "$(milliseconds sqlite3 -readonly "$file" "$query")  $(wc -l <"$folder/out") rows  ${query:0:90}"
    done <"$folder/queries"
    echo "$(milliseconds sqlite3 "$file" 'PRAGMA quick_check')  quick_check (after READY)"
    {
        echo "[daemon]"
        echo "database = \"$file\""
        echo "socket = \"$folder/s.sock\""
        for number in $(seq 0 $((accounts - 1))); do
            printf '[[account]]\nname = "account-%s"\nendpoint = "https://account-%s"\nenabled = false\n' "$number" "$number"
            printf '[account.auth]\nmethod = "shared-key"\nkey = { env = "NONE" }\n'
        done
    } >"$folder/batchimgd.toml"
    echo "$(milliseconds start)  from start until the socket answers"
    "$here/programs.py" "$bin" "$file" "$folder/batchimgd.toml"
    "$here/answers.sh" "$bin" "$file" "$accounts" || slow=1
done
set -- "${!bytes[@]}"
if [ $# = 2 ]; then
    low=$(($1 < $2 ? $1 : $2)) high=$(($1 < $2 ? $2 : $1))
    echo "== $(((${bytes[$high]} - ${bytes[$low]}) / (high - low))) bytes for each further account"
fi
exit $slow
