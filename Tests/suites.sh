#!/bin/sh
# suites.sh FOLDER: every test of a build, so that the processors are busy: those of programs, which mostly wait, beside
# those that compute, and then those that keep time. Not all of a process at once: a test that waits its turn behind
# hundreds of others mistakes that for a fault.
set -eu
# As `swift test` does, of which only one runs at a time.
suites="$1/batchimgdPackageTests.xctest --testing-library swift-testing --experimental-maximum-parallelization-width 16"
log=$(mktemp)
# A session of its own, so that all of it can be ended; with the signals that sh has such a program ignore.
setsid env --default-signal $suites --filter EndToEndTests >"$log" 2>&1 &
programs=$!
trap 'kill -- "-$programs" 2>/dev/null || :; rm -f "$log"' EXIT
trap 'exit 130' INT TERM
status=0
$suites --filter "CatalogStoreTests|QueryServiceTests" || status=1
$suites --skip "CatalogStoreTests|QueryServiceTests|SyncDaemonTests|EndToEndTests" || status=1
$suites --filter SyncDaemonTests || status=1
wait "$programs" || status=1
cat "$log"
exit "$status"
