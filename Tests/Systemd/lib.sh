# What the tests of a topic share; each runs as root in a clean Debian under a systemd of its own, with what is built
# in /opt/test. A topic ends with `finish`.
passed=0 failed=0
config=/etc/batchimgd/batchimgd.toml
socket=/run/batchimgd/batchimgd.sock
database=/var/lib/batchimgd/images.db
emulator=http://127.0.0.1:7070

ok() { passed=$((passed + 1)); }
fail() { # TEXT [DETAIL]
    failed=$((failed + 1))
    echo "FAILED: $1"
    [ -z "${2:-}" ] || sed 's/^/    /' <<<"$2"
}
check() { # TEXT COMMAND...: it succeeds
    local text=$1 output
    shift
    if output=$("$@" 2>&1); then ok; else fail "$text" "exit $?: $output"; fi
}
refused() { # TEXT COMMAND...: it does not succeed
    local text=$1 output
    shift
    if output=$("$@" 2>&1); then fail "$text" "$output"; else ok; fi
}
says() { # TEXT EXIT PATTERN COMMAND...: its exit status, and what it says
    local text=$1 expected=$2 pattern=$3 output status=0
    shift 3
    output=$("$@" 2>&1) || status=$?
    if [ "$status" = "$expected" ] && grep -Eq -- "$pattern" <<<"$output"; then ok; else fail "$text" "exit $status: $output"; fi
}
same() { # TEXT EXPECTED FOUND
    if [ "$2" = "$3" ]; then ok; else fail "$1" "expected: $2"$'\n'"found: $3"; fi
}
finish() {
    echo "$passed passed, $failed failed"
    exit $((failed > 0))
}
wait_for() { # SECONDS COMMAND...: polls
    local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "${EPOCHREALTIME/./}" -lt $end ] || return 1
        sleep 0.02
    done
}
milliseconds() { # COMMAND...: how long it took
    local begin=${EPOCHREALTIME/./}
    "$@" >/dev/null 2>&1
    echo $(((${EPOCHREALTIME/./} - begin) / 1000))
}

property() { systemctl show -p "$1" --value "${2:-batchimgd.service}"; }
status_says() { property StatusText | grep -Eq -- "$1"; }
is_active() { [ "$(property ActiveState)" = active ]; }
ask() { curl -sS -f --max-time 20 --unix-socket "$socket" "http://batchimgd$1"; }
as() { # USER COMMAND...
    local user=$1
    shift
    setpriv --reuid="$user" --regid="$user" --init-groups --reset-env "$@"
}
sql() { as batchimgd sqlite3 -readonly "$database" "$1"; }
synced() { # COUNT: so many accounts are well
    [ "$(sql "SELECT COUNT(*) FROM accounts WHERE configured AND state = 'ok'")" = "$1" ]
}

people() { # alice is a member of the group, bob is not; olga and carol are members, carol one of pool-owners too
    mkdir -p /etc/sysusers.d
    cat >/etc/sysusers.d/people.conf <<'TXT'
u alice -
u bob -
u olga -
u carol -
g pool-owners -
m alice batchimgd
m olga batchimgd
m carol batchimgd
m carol pool-owners
TXT
    systemd-sysusers 2>/dev/null
    check "the people of the test exist" getent passwd alice bob olga carol
}
install_package() { dpkg -i /opt/test/batchimgd.deb 2>&1 || echo "cannot install the package"; }
start_emulator() { # OPTION... ACCOUNT...: accounts are the words without dashes before them
    local arguments=() word
    for word in "$@"; do case $word in -*) arguments+=("$word") ;; *) arguments+=(--account "$word") ;; esac; done
    cat >/run/systemd/system/emulator.service <<TXT
[Service]
ExecStart=/bin/sh -c 'exec /opt/test/batch-emulator --port 7070 --replay=built-in ${arguments[*]} >/run/emulator.out'
TXT
    systemctl daemon-reload
    systemctl start emulator
    wait_for 20 grep -q "^${*: -1} " /run/emulator.out || echo "cannot start the emulator"
}
key() { sed -n "s/^$1 //p" /run/emulator.out; }
account() { # NAME [LINE]: its tables for the configuration; the key goes to a file
    (umask 027 && key "$1" >"/etc/batchimgd/$1.key" && chgrp batchimgd "/etc/batchimgd/$1.key")
    printf '[[account]]\nname = "%s"\nendpoint = "%s/accounts/%s"\n%s\n' "$1" $emulator "$1" "${2:-}"
    printf '[account.auth]\nmethod = "shared-key"\naccount = "%s"\nkey = { file = "/etc/batchimgd/%s.key" }\n' "$1" "$1"
}
refresh() { # NAME...: these accounts of the emulator come into the configuration by a reload, and are refreshed
    local name
    start_emulator "$@"
    for name in "$@"; do account "$name"; done >>$config
    check "reload" systemctl reload batchimgd
    check "refreshed" wait_for 20 synced $#
}
