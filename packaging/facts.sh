# What every form of a release says of itself. Sourced in the folder of the sources.
# shellcheck shell=bash disable=SC2034
version=$(sed -n 's/.*static let version = "\(.*\)".*/\1/p' Sources/Catalog/Version.swift)
programs=(batchimgd batchimgctl batch-emulator)
# The same sources give the same bytes: what needs a time takes that of the last commit.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
size() { awk -v bytes="$(stat -c %s "$1")" 'BEGIN { printf "%.1f MiB", bytes / 1048576 }'; }
# pack OWNER FILE FOLDER NAME...: adds them to a tar, which does not tell who made it, nor when.
pack() {
    tar -C "$3" --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner="$1" --group="$1" --numeric-owner \
        -rf "$2" "${@:4}"
}
