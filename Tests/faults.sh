#!/usr/bin/env bash
# faults.sh COMMAND...: runs the tests, and holds the table of faults that they wrote against Tests/FAULTS.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lines=$(mktemp)
table=$here/../.build/FAULTS.md
trap 'rm -f "$lines"' EXIT
BATCHIMGD_FAULT_TABLE=$lines "$@"
{
    echo "# Faults that the tests go through, and what held"
    echo
    echo "Written by \`make test\`, which fails when a line is missing; after adding one: \`cp .build/FAULTS.md Tests/\`."
    echo
    echo "| where | fault | what was asserted |"
    echo "|---|---|---|"
    LC_ALL=C sort -u "$lines"
} >"$table"
awk -F'|' 'NR > 6 { count[$2]++; all++ } END { for (s in count) printf "faults: %d of%s\n", count[s], s; print "faults: " all+0 " in all, each held" }' "$table"
diff -u "$here/FAULTS.md" "$table" >&2 || {
    echo "cannot accept the table of faults: it differs from Tests/FAULTS.md" >&2
    exit 1
}
