#!/usr/bin/env bash
# run.sh BIN SECONDS TARGET...: fuzzes each target for so long, from its corpus; what it finds is added there, an input
# that breaks something is left as crash-* in the folder of the corpus, and fails the run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fuzz=$1/fuzz
seconds=$2
shift 2
for target in "$@"; do
    found=$here/../../.build/fuzz/$target
    mkdir -p "$found"
    echo "fuzzing $target for $seconds s"
    SWIFT_BACKTRACE=enable=no "$fuzz" "$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
        -artifact_prefix="$here/Corpus/$target/" -verbosity=0 -print_final_stats=1 "$found" "$here/Corpus/$target" 2>&1 |
        grep -E 'stat::number_of_executed|stat::new_units|ERROR|crash-|timeout-|Fatal|SUMMARY' | sed "s/^/$target: /"
done
