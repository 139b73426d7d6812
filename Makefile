# The commands of a checkout. Each installs what it needs from Debian's packages when it is missing.
PACKAGES = libsqlite3-dev pkg-config sqlite3 curl make

.PHONY: demo test test-peers lint build needs

needs:
	@Tests/Demo/needs.sh $(PACKAGES)

build: needs
	swift build --quiet

# The main job on recorded listings; KEEP=1 leaves it running.
demo: build
	@Tests/Demo/demo.sh "$$(swift build --show-bin-path)" "$(KEEP)"

test: needs
	swift build --build-tests
	@Tests/faults.sh swift test --skip-build

# Real clients and tools from PyPI against the built programs; NAME=... for one of them.
test-peers: build
	@$(MAKE) --no-print-directory needs PACKAGES=python3-venv
	@Tests/Peers/run.sh "$$(swift build --show-bin-path)" $(NAME)

lint:
	swift format lint --strict --recursive Sources Tests Package.swift
