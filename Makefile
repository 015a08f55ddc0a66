# Everything a person does with a checkout of Azdarar. `make help` says what each does.
# Stamp files in .venv/stamps/ remember what is done already, so that a second run is quick.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
BIN := .venv/bin
# What an empty paper depends on: its tables, and how it is kept.
MIGRATIONS := $(wildcard src/azdarar/*/migrations/*.py src/azdarar/config/serving/*.py) src/azdarar/config/settings.py
EDITION := $(shell find demo/edition demo/loader -type f ! -name "*.pyc" 2>/dev/null)
PO := $(wildcard src/azdarar/locale/*/LC_MESSAGES/django.po)
BIND := $(if $(PORT),127.0.0.1:$(PORT),)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run test check fix pictures bench docs messages locks clean

help: ## Say what can be made.
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/stamps/edition .venv/stamps/tools .venv/stamps/catalogues ## Prepare everything: environment, tools, translations.

run: .venv/stamps/edition .venv/stamps/catalogues ## Serve the demonstration paper (PORT=8080 for another port).
	@exec $(BIN)/python -m azdarar.config serve --demo $(if $(BIND),--bind $(BIND))

test: setup .venv/stamps/machine ## Check, then test: unit, rooms, PostgreSQL, browser. What CI runs.
	@$(BIN)/python tests/run_everything.py

check: setup ## Lint, types, walls between rooms, templates, migrations: no test is run.
	@$(BIN)/python tests/run_everything.py --only checks

fix: setup ## Format, and mend what can be mended by itself.
	@$(BIN)/python -m ruff check --fix-only --quiet . ; $(BIN)/python -m ruff format .
	@$(BIN)/djade --target-version 5.2 $$(find src -path "*/templates/*.html")

pictures: setup .venv/stamps/machine ## Take the README's pictures of the paper again.
	@$(BIN)/python -m docs.pictures

bench: setup .venv/stamps/machine ## Measure against benchmarks/budgets.toml.
	@$(BIN)/python -m benchmarks

docs: setup ## Write the reference pages that come from the code.
	@$(BIN)/python manage.py write_reference

messages: setup ## Bring the translation catalogues up to date with the sources.
	@$(BIN)/python -m tests.architecture.catalogues

locks: .venv/stamps/tools ## Pin the newest releases of requirements/*.in with their hashes.
	@for name in base dev; do \
	  $(BIN)/python -m piptools compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-annotate \
	    --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	    --output-file requirements/$$name.txt requirements/$$name.in || exit 1; \
	done

clean: ## Forget the environment and what the tools made; a paper's home (./var) stays.
	@rm -rf .venv build src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# What the targets above rest on.

.venv/stamps/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Azdarar needs Python 3.11 or later, and $(PYTHON) is $$( ($(PYTHON) --version) 2>/dev/null || echo missing);" \
	       "name another with: make PYTHON=/path/to/python3.11 run" >&2; exit 1; }
	@test -w . || { \
	  echo "This folder cannot be written by $$(id -un), so nothing was set up." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }
	@mkdir -p .venv/stamps && touch $@

.venv/stamps/paper: .venv/stamps/python requirements/base.txt pyproject.toml
	@echo "Setting up the paper (once)…"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/base.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/stamps/tools: .venv/stamps/paper requirements/dev.txt
	@echo "Setting up the tools (once)…"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

.venv/stamps/catalogues: .venv/stamps/paper $(PO)
	@if [ -n "$(PO)" ]; then $(BIN)/python -m babel.messages.frontend --quiet compile --domain django --directory src/azdarar/locale; fi
	@touch $@

# What takes time at a first start and is always the same: two hundred migrations, and the edition's pictures.
.venv/stamps/empty: .venv/stamps/paper $(MIGRATIONS)
	@echo "Preparing an empty paper…"
	@$(BIN)/python manage.py prepare_empty_paper || echo "The first start will take a little longer."
	@touch $@

.venv/stamps/edition: .venv/stamps/empty .venv/stamps/catalogues $(EDITION)
	@echo "Preparing the demonstration edition…"
	@$(BIN)/python manage.py load_demo --prepare || echo "The first start will take a little longer."
	@touch $@

# Chromium and PostgreSQL come from Debian, where we may install them; elsewhere the tests say what they skip.
.venv/stamps/machine:
	@sh tests/prepare_machine.sh
	@touch $@
