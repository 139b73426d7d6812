#!/usr/bin/env bash
# symbols.sh PROGRAM...: fails when one needs a newer C or C++ library than the oldest system that a release is for has,
# which is Ubuntu 22.04. Says what each needs.
set -euo pipefail
declare -A newest=([GLIBC]=${GLIBC:-2.35} [GLIBCXX]=3.4.30 [CXXABI]=1.3.13)
status=0
for program in "$@"; do
    # One that is static brings its own.
    readelf -d "$program" | grep -q NEEDED || { echo "${program##*/}: none, it is static"; continue; }
    needed=$(objdump -T "$program" | grep -oE '\b(GLIBC|GLIBCXX|CXXABI)_[0-9.]+' | sort -uV)
    [ -n "$needed" ] || { echo "cannot tell what $program needs: it names no version of a symbol" >&2; exit 1; }
    line=${program##*/}:
    for family in GLIBC GLIBCXX CXXABI; do
        highest=$(sed -n "s/^${family}_//p" <<<"$needed" | tail -n 1)
        [ -n "$highest" ] || continue
        line+=" $family $highest"
        [ "$(printf '%s\n' "$highest" "${newest[$family]}" | sort -V | tail -n 1)" = "${newest[$family]}" ] && continue
        status=1
        echo "cannot ship $program: it needs $family $highest, and Ubuntu 22.04 has ${newest[$family]}:" >&2
        objdump -T "$program" | grep -F "${family}_$highest)" | awk '{ print "  " $NF }' >&2
    done
    echo "$line"
done
exit $status
