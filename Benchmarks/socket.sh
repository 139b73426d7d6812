#!/usr/bin/env bash
# socket.sh BIN: requests per second and the median time of one, of the daemon's socket beside nginx, which serves the
# same bytes from a static file on a Unix socket of its own; h2load asks both in turn, ROUNDS times.
set -euo pipefail
bin=$1
rounds=${ROUNDS:-5}
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT

"$bin/record-bench" "$folder/images.db" 1 10
cat >"$folder/batchimgd.toml" <<END
[daemon]
database = "$folder/images.db"
socket = "$folder/ours.sock"
[[account]]
name = "account-0"
endpoint = "https://account-0"
enabled = false
[account.auth]
method = "shared-key"
key = { env = "NONE" }
END
"$bin/batchimgd" run --config "$folder/batchimgd.toml" 2>"$folder/log" &
fetch() { curl -sSf --retry 20 --retry-connrefused --unix-socket "$folder/ours.sock" "$@"; }
until [ -S "$folder/ours.sock" ]; do sleep 0.05; done
images='/v1/images?account=account-0'
operation='/accounts/account-0/supportedimages?api-version=2025-06-01'
fetch "http://localhost$images" >"$folder/images.json"
fetch "http://localhost$operation" >"$folder/operation.json"
cat >"$folder/nginx.conf" <<END
daemon off;
pid $folder/nginx.pid;
error_log $folder/nginx.log;
worker_processes auto;
events {}
http {
    access_log off;
    client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder; uwsgi_temp_path $folder;
    scgi_temp_path $folder;
    types { application/json json; }
    keepalive_requests 1000000;
    server { listen unix:$folder/nginx.sock; root $folder; }
}
END
[ "$(id -u)" != 0 ] || sed -i '1i user root;' "$folder/nginx.conf"
nginx -c "$folder/nginx.conf" -e "$folder/nginx.log" &
until [ -S "$folder/nginx.sock" ]; do sleep 0.05; done

etag() { curl -sS -o /dev/null -D - --unix-socket "$1" "http://localhost$2" | sed -n 's/^[Ee][Tt][Aa][Gg]: *//p' | tr -d '\r'; }
load() { # SOCKET TARGET [HEADER]: a line "REQUESTS-PER-SECOND MEDIAN-MICROSECONDS"
    rm -f "$folder/requests"
    h2load --h1 -n "${REQUESTS:-40000}" -c 8 --log-file="$folder/requests" --base-uri="unix:$1" ${3:+-H "$3"} \
        "http://localhost$2" >"$folder/h2load"
    grep -q ' 0 failed, 0 errored' "$folder/h2load"
    echo "$(sed -n 's/^finished in .*, \([0-9.]*\) req\/s.*/\1/p' "$folder/h2load")" \
        "$(awk '{ print $3 }' "$folder/requests" | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }')"
}
compare() { # NAME TARGET FILE [conditional]
    local ours= theirs=
    [ -z "${4:-}" ] || { ours="If-None-Match: $(etag "$folder/ours.sock" "$2")"; theirs="If-None-Match: $(etag "$folder/nginx.sock" "$3")"; }
    : >"$folder/ours"; : >"$folder/theirs"
    for _ in $(seq "$rounds"); do
        load "$folder/ours.sock" "$2" "$ours" >>"$folder/ours"
        load "$folder/nginx.sock" "$3" "$theirs" >>"$folder/theirs"
    done
    # Each number is the median of its own: the share is that of the two of one round.
    paste -d' ' "$folder/ours" "$folder/theirs" | awk '{ print $0, 100 * $1 / $3 }' >"$folder/rounds"
    median() { cut -d' ' -f"$1" "$folder/rounds" | sort -g | sed -n "$(((rounds + 1) / 2))p"; }
    printf '%-34s %7.0f requests/s, p50 %5d us; nginx %7.0f requests/s, p50 %5d us: %3.0f %%\n' "$1" \
        "$(median 1)" "$(median 2)" "$(median 3)" "$(median 4)" "$(median 5)"
}
echo "== the socket beside nginx: $(jq '.images | length' "$folder/images.json") images, $(stat -c %s "$folder/images.json") and $(stat -c %s "$folder/operation.json") bytes, 8 connections"
compare "GET /v1/images?account=" "$images" /images.json
compare "the same, 304" "$images" /images.json conditional
compare "the Batch operation" "$operation" /operation.json
compare "the same, 304" "$operation" /operation.json conditional
