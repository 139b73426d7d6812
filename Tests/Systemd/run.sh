#!/usr/bin/env bash
# run.sh BIN DEB-FOLDER DIST-FOLDER SUITES [TOPIC...]: runs each topic (the other scripts here) in a freshly booted Debian
# of each suite, with the package, the tarball and the emulator in /opt/test; `tarball` also on the suites of Ubuntu that
# UBUNTU names (jammy noble), whose mirror is not asked by itself. Needs root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(realpath "$1") debs=$(realpath "$2") dist=$(realpath "$3") suites=$4
shift 4
[ "$(id -u)" = 0 ] || { echo "cannot boot a systemd: run this as root" >&2; exit 1; }
topics=("$@")
[ ${#topics[@]} -gt 0 ] ||
    topics=(install demo checkout tarball access socket restart reload journal metrics mail watchdog schedule sandbox secrets backup upgrade load start)
UBUNTU=${UBUNTU-}
build=$(cd "$here/../.." && pwd)/.build-systemd
stage=$build/stage
mkdir -p "$build" "$build/tree"
rm -rf "$stage"
mkdir "$stage"
find "$here" \( -name "*.sh" -o -name "*.py" \) -exec cp {} "$stage" \;
cp "$debs"/batchimgd_*.deb "$stage/batchimgd.deb"
cp "$debs"/batchimgd-demo_*.deb "$stage/batchimgd-demo.deb"
cp "$bin/batch-emulator" "$stage"
(cd "$dist" && sha256sum --quiet -c SHA256SUMS)
mkdir "$stage/tarball"
tar -C "$stage/tarball" --strip-components=1 -xzf "$dist"/batchimgd-*-linux-*.tar.gz
gzip -dc "$here/../CatalogStoreTests/Fixtures/version-1.db.gz" >"$stage/version-1.db"

# The units of two services of Debian's, for comparison, and the tool that checks alert rules; not installed, since the
# packages would start services here.
for peer in redis-server chrony prometheus; do
    [ -e "$build/peers/$peer" ] && continue
    mkdir -p "$build/peers/$peer"
    (cd "$build/peers/$peer" && { apt-get download -qq "$peer" || { apt-get update -qq && apt-get download -qq "$peer"; }; } &&
        dpkg-deb -x ./*.deb . && rm ./*.deb)
done
cp -r "$here/../../systemd/drop-ins" "$here/../../config/prometheus-alerts.yml" \
    "$here/../../docs/backup.md" "$stage"
DESTDIR=$stage/installed "$here/../../packaging/install.sh" "$bin" >/dev/null
mkdir "$stage/peers"
find "$build/peers" \( -name redis-server.service -o -name chrony.service \) -exec cp {} "$stage/peers" \;

# The record of ten years, of ACCOUNTS accounts, for the time of a start; built once a schema.
case " ${topics[*]} " in *" start "*)
    years=$build/ten-years-${ACCOUNTS:=100}-$(cat "$here"/../../Sources/CatalogStore/Schema/*.swift | sha256sum | cut -c1-12).db
    if [ ! -e "$years" ]; then
        rm -f "$build/ten-years-$ACCOUNTS"-*
        "$bin/record-bench" "$years.new" "$ACCOUNTS" 30
        sqlite3 "$years.new" "PRAGMA journal_mode = delete" >/dev/null
        mv "$years.new" "$years"
    fi
    ln "$years" "$stage/ten-years.db"
    ;;
esac

passed=0 failed=0
promtool=$build/peers/prometheus/usr/bin/promtool
if "$promtool" check rules "$here/../../config/prometheus-alerts.yml" >"$build/alerts.txt" 2>&1 &&
    "$promtool" test rules "$here/../Alerts/prometheus-alerts.yml" >>"$build/alerts.txt" 2>&1; then
    passed=1
    echo "alert rules: 1 passed, 0 failed"
else
    failed=1
    echo "alert rules: 0 passed, 1 failed"
    cat "$build/alerts.txt"
fi
run() { # SUITE TOPIC...
    local suite=$1 topic log status counts good bad
    shift
    for topic in "$@"; do
        log=$build/$suite-$topic
        status=0
        "$here/run-in-systemd.sh" -s "$suite" -p curl -b "$stage:/opt/test" -t 300 -k "$log" "$build/tree" \
            "$here/$topic.sh" >"$log.txt" 2>&1 || status=$?
        counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log.txt" | tail -n 1) || :
        if [ -z "$counts" ]; then
            counts="0 passed, 1 failed"
            echo "the script did not end (exit $status)" >>"$log.txt"
        fi
        [ "$status" = 0 ] && [ "${counts#*, }" = "0 failed" ] || status=1
        read -r good _ bad _ <<<"$counts"
        [ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
        passed=$((passed + good)) failed=$((failed + bad))
        echo "$suite $topic: $counts"
        if [ "$bad" -gt 0 ]; then sed 's/^/    /' "$log.txt"; else sed -n 's/^= /    /p' "$log.txt"; fi
    done
}
# The suites side by side: for the most part they wait.
for suite in $suites; do
    rm -f "$build/$suite-count"
    (passed=0 failed=0; run "$suite" "${topics[@]}"; echo "$passed $failed" >"$build/$suite-count") &
done
wait
for suite in $suites; do
    read -r good bad <"$build/$suite-count" || { good=0 bad=1; echo "$suite: did not end"; }
    passed=$((passed + good)) failed=$((failed + bad))
done
# What the package does not claim, the tarball does.
case " ${topics[*]} " in *" tarball "*) for suite in $UBUNTU; do run "$suite" tarball; done ;; esac
echo "$passed passed, $failed failed; journals are in $build"
[ "$failed" = 0 ]
