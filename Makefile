# `make demo` and `make test` need Python 3.11 or newer, make and, for the tests, npm. They set up everything else.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
SOURCES := app.py bot adapters storage tests scripts
DEBIAN := chromium fonts-noto-core fonts-noto-color-emoji

.PHONY: help setup demo test check bench lock clean debian

help:  ## Show what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 14

demo: .venv/runtime  ## Start the sample company at http://127.0.0.1:8000
	@$(BIN)/steward demo

setup: .venv/runtime .venv/dev node_modules/.ready debian  ## Install everything the tests and the checks need

check: .venv/runtime .venv/dev  ## Format, lint, types, layers, unit tests: the fast gate
	@$(BIN)/ruff format --check --quiet $(SOURCES) || { echo "Run $(BIN)/ruff format on the files above."; exit 1; }
	@$(BIN)/ruff check --quiet $(SOURCES)
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo --cache-dir build/imports
	@$(BIN)/pytest tests/unit --quiet

test: setup  ## Every test on both databases, then end to end with the emulator and the browser
	@$(BIN)/python -m tests.run

bench: .venv/runtime .venv/dev  ## Measure speed and memory into build/bench.json
	@$(BIN)/python -m tests.bench

lock:  ## Compile the requirements and the npm lock anew
	@test -x build/lock/bin/uv || { $(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv; }
	@build/lock/bin/uv pip compile $(LOCK) requirements.in -o requirements.txt
	@build/lock/bin/uv pip compile $(LOCK) requirements-dev.in -o requirements-dev.txt
	@npm install --package-lock-only --ignore-scripts
	@! grep -nE 'https?://|"resolved"' requirements.txt requirements-dev.txt package-lock.json

# No header or annotation: they would hold paths of the machine that compiled.
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

clean:  ## Remove what make made; data stays
	rm -rf .venv node_modules build *.egg-info .hypothesis
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Steward needs Python 3.11 or newer; none was found. Install it, or name it: make PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }

.venv/runtime: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what Steward runs on …"
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.txt | .venv/runtime
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

node_modules/.ready: package-lock.json
	@command -v npm >/dev/null || { echo "The end-to-end tests need npm."; exit 1; }
	@echo "Installing the Slack emulator …"
	@npm ci --ignore-scripts --loglevel=error
	@touch $@

# Debian's browser and fonts, where they are missing and it may. What stays missing is named by `make test`.
debian:
	@missing=""; for package in $(DEBIAN); do dpkg --status $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing$$missing …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
		echo "Missing:$$missing. The browser tests need Chromium; install it as root."; \
	fi
