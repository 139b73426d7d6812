# The commands of a checkout. Each installs what it needs from Debian's packages when it is missing.
PACKAGES = libsqlite3-dev pkg-config sqlite3 curl make python3 openssl

.PHONY: bench manual build deb demo dist documents fuzz install lint needs oci release test test-oci test-peers test-sanitize test-systemd

needs:
	@Tests/Demo/needs.sh $(PACKAGES)

build: needs
	swift build --quiet

# The main job on recorded listings; KEEP=1 leaves it running.
demo: build
	@"$$(swift build --show-bin-path)/batchimgctl" demo $(if $(KEEP),,--once)

test: needs
	@$(MAKE) --no-print-directory needs PACKAGES="zsh fish"
	swift build --build-tests
	@Tests/faults.sh Tests/suites.sh "$$(swift build --show-bin-path)"

# Real clients and tools from PyPI against the built programs; NAME=... for one of them.
test-peers: build
	@$(MAKE) --no-print-directory needs PACKAGES="python3-venv sqlite3"
	@Tests/Peers/run.sh "$$(swift build --show-bin-path)" $(NAME)

# The suite under the thread sanitizer, then under the address sanitizer; each is a build of its own.
test-sanitize: needs
	swift build --build-tests --scratch-path .build-tsan --sanitize=thread
	BATCHIMGD_SANITIZED=1 TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/tsan.supp \
		Tests/suites.sh .build-tsan/debug
	swift build --build-tests --scratch-path .build-asan --sanitize=address
	BATCHIMGD_SANITIZED=1 ASAN_OPTIONS=detect_leaks=0:suppressions=$(CURDIR)/Tests/asan.supp \
		Tests/suites.sh .build-asan/debug

# libFuzzer on what reads from outside; SECONDS=600 for a longer look, TARGETS=... for some of them.
SECONDS = 60
TARGETS = page pools filter configuration json token answer definitions
FUZZ = BATCHIMGD_FUZZ=1 swift build --scratch-path .build-fuzz --product fuzz -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
fuzz: needs
	$(FUZZ)
	@Tests/Fuzz/run.sh "$$($(FUZZ) --show-bin-path)" $(SECONDS) $(TARGETS)

# The one release build: static, so that nothing of Swift is needed where it runs; with symbols, which the package splits off.
RELEASE = BATCHIMGD_BENCH=1 swift build -c release --static-swift-stdlib --scratch-path .build-release \
	--disable-local-rpath -Xlinker --build-id=sha1 -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now
RELEASE_BIN = .build-release/release
release: needs
	$(RELEASE)

# The record of ten years (ACCOUNTS=100 for a shorter look) and the CLI beside curl and sqlite3, the socket beside nginx,
# pool definitions beside jq, and syncs beside the official SDK.
bench: release
	@$(MAKE) --no-print-directory needs PACKAGES="sqlite3 curl jq nginx-light nghttp2-client"
	@Benchmarks/record.sh $(RELEASE_BIN)
	@Benchmarks/socket.sh $(RELEASE_BIN)
	@Benchmarks/check.sh $(RELEASE_BIN)
	@$(MAKE) --no-print-directory needs PACKAGES="python3-venv"
	@Benchmarks/sync.sh $(RELEASE_BIN)

# Programs, manual pages, completions, units; below PREFIX (/usr/local) and DESTDIR.
install: release
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" packaging/install.sh $(RELEASE_BIN)

# The package, in .build-deb.
deb: release
	@$(MAKE) --no-print-directory needs PACKAGES="debhelper lintian"
	@packaging/deb.sh $(RELEASE_BIN) .build-deb

# What is published, in .build-dist: tarball with install.sh, packages, list of contents (SPDX), checksums.
dist: deb
	@$(MAKE) --no-print-directory needs PACKAGES="binutils python3"
	@packaging/dist.sh .build-release .build-dist .build-deb

# The container image, in .build-oci, as root; SUITE=bookworm for another base.
oci: dist
	@$(MAKE) --no-print-directory needs PACKAGES="mmdebstrap python3"
	@SUITE="$(SUITE)" packaging/oci.sh .build-dist .build-oci

# The image taken apart and started, as root.
test-oci: oci
	@$(MAKE) --no-print-directory needs PACKAGES="python3 skopeo"
	@Tests/Container/run.py .build-oci/*.tar $(RELEASE_BIN)/batch-emulator

# The package and the tarball on a real systemd, in clean roots of two Debian releases, the tarball also on UBUNTU="jammy
# noble"; TOPICS="reload upgrade" for some, as root.
SUITES = bookworm trixie
test-systemd: dist
	@$(MAKE) --no-print-directory needs PACKAGES="mmdebstrap sqlite3 curl"
	@Tests/Systemd/run.sh $(RELEASE_BIN) .build-deb .build-dist "$(SUITES)" $(TOPICS)

# What the manual pages take from the program and the sample configuration.
manual: build
	@packaging/manual.py "$$(swift build --show-bin-path)/batchimgctl"

# The examples of README.md and docs/, and the picture of a terminal, from what the programs print.
documents: build
	@packaging/documents.py "$$(swift build --show-bin-path)"

lint:
	@$(MAKE) --no-print-directory needs PACKAGES="mandoc groff-base"
	mandoc -T lint -W warning man/*
	! groff -man -ww -Tutf8 -z man/* 2>&1 | grep .
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift
