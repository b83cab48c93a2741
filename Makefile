# `make run` starts Ajar, `make test` checks it. Both install what is missing; `make help` lists more.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMPS := $(VENV)/.ajar
PIP := $(PY) -m pip --disable-pip-version-check --no-input
PYTEST_ARGS ?=

# Every start of the portal, and tests start dozens, would otherwise compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

# --- Running ------------------------------------------------------------------------------------
.PHONY: run
run: $(STAMPS)/run  ## install what is missing and start the portal (AJAR_PORT, AJAR_DATA, AJAR_MODE)
	@exec $(PY) manage.py up $(UP_ARGS)

.PHONY: doctor
doctor: $(STAMPS)/run  ## say what is wrong and what to do
	@$(PY) manage.py doctor

# --- Checking -----------------------------------------------------------------------------------
.PHONY: test
test: $(STAMPS)/dev  ## everything: lint, types, contracts, all tests
	@$(MAKE) -j 2 --output-sync=target lint types contracts migrations
	@$(MAKE) suite

.PHONY: lint
lint: $(STAMPS)/dev  ## format and lint of Python and templates
	@echo "== ruff format"; $(VENV)/bin/ruff format --check .
	@echo "== ruff check"; $(VENV)/bin/ruff check .
	@echo "== djlint"; $(VENV)/bin/djlint templates --lint --quiet

.PHONY: types
types: $(STAMPS)/dev  ## mypy, strict
	@echo "== mypy"; $(VENV)/bin/mypy portal diligence advisory reporting

.PHONY: contracts
contracts: $(STAMPS)/dev  ## who may import whom
	@echo "== import contracts"; $(VENV)/bin/lint-imports --no-cache

.PHONY: migrations
migrations: $(STAMPS)/dev  ## models and migrations agree
	@echo "== migrations"; $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

.PHONY: suite
suite: $(STAMPS)/dev  ## every test, on both cores
	@echo "== tests"; $(VENV)/bin/pytest -n 2 --dist loadfile $(PYTEST_ARGS)

.PHONY: unit
unit: $(STAMPS)/dev  ## tests without browser and without real processes
	@$(VENV)/bin/pytest -n 2 --dist loadfile -m "not journey and not stack" $(PYTEST_ARGS)

.PHONY: journeys
journeys: $(STAMPS)/dev  ## the whole flow in Chromium
	@$(VENV)/bin/pytest -m journey $(PYTEST_ARGS)

.PHONY: stack
stack: $(STAMPS)/dev  ## tests that start, kill and restart real processes
	@$(VENV)/bin/pytest -m stack $(PYTEST_ARGS)

.PHONY: crawl
crawl: $(STAMPS)/dev  ## every form with everything that breaks things (AJAR_BADINPUT: a folder of more)
	@AJAR_CRAWL=all $(VENV)/bin/pytest -n 2 tests/web/test_crawl.py $(PYTEST_ARGS)

.PHONY: fuzz
fuzz: $(STAMPS)/dev  ## the interface, with many requests made from its document (AJAR_FUZZ examples)
	@AJAR_FUZZ=$${AJAR_FUZZ:-100} $(VENV)/bin/pytest -n 2 tests/api/test_schema_fuzz.py $(PYTEST_ARGS)

.PHONY: format
format: $(STAMPS)/dev  ## rewrite Python in the house format
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .

# --- Measuring and showing ----------------------------------------------------------------------
.PHONY: bench
bench: $(STAMPS)/dev  ## the benchmarks of bench/ (BENCH_ARGS)
	@$(PY) -m bench $(BENCH_ARGS)

.PHONY: messages
messages: $(STAMPS)/dev  ## collect every text for translators in locale/django.pot (needs gettext)
	@command -v xgettext >/dev/null || { echo "Install gettext: apt-get install gettext" >&2; exit 1; }
	@mkdir -p locale
	@$(PY) manage.py makemessages --all --keep-pot --add-location=file --no-wrap \
	  --ignore=$(VENV) --ignore=tests --ignore=bench --ignore=build

.PHONY: screenshots
screenshots: $(STAMPS)/dev  ## the pictures of the README, from the demonstration
	@$(PY) manage.py screenshots $(SCREENSHOTS_ARGS)

# --- Dependencies -------------------------------------------------------------------------------
.PHONY: lock
lock: $(STAMPS)/uv  ## pin every dependency with its hashes, from pyproject.toml
	@$(STAMPS)/uv/bin/uv pip compile pyproject.toml $(LOCK) -o requirements.lock
	@$(STAMPS)/uv/bin/uv pip compile pyproject.toml --extra dev -c requirements.lock $(LOCK) \
	  -o requirements-dev.lock
# One file for all supported Pythons; no address of an index and no path goes into it.
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links

.PHONY: sbom
sbom: $(STAMPS)/venv  ## what a release consists of, as CycloneDX: build/ajar.cdx.json
	@$(PY) scripts/sbom requirements.lock build/ajar.cdx.json

.PHONY: audit
audit: $(STAMPS)/audit  ## is any package known to be vulnerable? (asks pypi.org)
	@scripts/audit $(STAMPS)/audit/bin/pip-audit requirements.lock

$(STAMPS)/audit: $(STAMPS)/venv
	@$(PY) -m venv $@ && $@/bin/python -m pip install -q --disable-pip-version-check 'pip-audit>=2.10,<3' || \
	  { rm -rf $@; echo "pip-audit could not be installed." >&2; exit 2; }

$(STAMPS)/uv: $(STAMPS)/venv
	@$(PY) -m venv $@ && $@/bin/python -m pip install -q --disable-pip-version-check uv

# Each stamp is newer than what it was made from, so that a second run takes no time.
$(STAMPS)/venv: packages.debian scripts/system-packages
	@scripts/system-packages run
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Ajar needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Set PYTHON=…" >&2; exit 1; }
	@test -x $(PY) && $(PY) -m pip --version >/dev/null 2>&1 || \
	  { echo "Making $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements.lock $(STAMPS)/venv
	@$(PY) scripts/install-packages requirements.lock
	@$(PIP) --quiet check
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/venv $(STAMPS)/test-packages $(STAMPS)/providers/.made
	@$(PY) scripts/install-packages requirements-dev.lock
	@$(PIP) --quiet check
	@touch $@ $(STAMPS)/run

# Identity providers that tests sign in with, apart from everything that is shipped.
$(STAMPS)/providers/.made: tests/providers/requirements.lock $(STAMPS)/venv
	@$(PY) -m venv --clear $(@D)
	@$(@D)/bin/python scripts/install-packages tests/providers/requirements.lock
	@touch $@

$(STAMPS)/test-packages: packages.debian scripts/system-packages $(STAMPS)/venv
	@scripts/system-packages test
	@touch $@

# --- Cleaning -----------------------------------------------------------------------------------
.PHONY: clean
clean:  ## remove caches; the virtual environment and the data stay
	@find . -name __pycache__ -not -path './$(VENV)/*' -type d -prune -exec rm -rf {} +
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
