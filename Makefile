# The commands of a checkout. Each installs what it needs from Debian's packages when it is missing.
PACKAGES = libsqlite3-dev pkg-config sqlite3 curl make

.PHONY: demo test lint build needs

needs:
	@Tests/Demo/needs.sh $(PACKAGES)

build: needs
	swift build --quiet

# The main job on recorded listings; KEEP=1 leaves it running.
demo: build
	@Tests/Demo/demo.sh "$$(swift build --show-bin-path)" "$(KEEP)"

test: needs
	swift build --build-tests
	swift test --skip-build

lint:
	swift format lint --strict --recursive Sources Tests Package.swift
