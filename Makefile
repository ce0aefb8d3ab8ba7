# Acuerdo. Needs python3 (3.11 or newer), make and, once, a network.
#
#   make run      set up, open the application with its demo, say its address and logins, stay until Ctrl+C
#                 [HOST=127.0.0.1] [PORT=8000] [LANGUAGE=es] [LIVE=no]
#   make judge    judge the example, write its report and say where it is
#   make judge AGREEMENT=agreement.yaml FACTS=export.csv [PROFILE=servicenow-audit] [TIME_ZONE=Europe/Madrid]
#              [EXCLUSIONS=exclusions.csv] [AS_OF=2026-07-01T00:00:00Z] [PERIOD=2026-03] [LANGUAGE=es] [OUT=folder]
#   make help     everything else

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-stamp
WORKERS ?= 2

# What `make judge` judges when nothing is named. LANGUAGE is that of the answers (en, es, ru), OUT the folder for what is
# written, LOG the file into which `make run` logs.
EXAMPLE ?= examples/retail-en
LANGUAGE ?= en
OUT ?= out
LOG ?= acuerdo.log
ifeq ($(AGREEMENT)$(FACTS),)
AGREEMENT := $(EXAMPLE)/agreement.yaml
FACTS := $(EXAMPLE)/facts.csv
EXCLUSIONS ?= $(EXAMPLE)/exclusions.csv
AS_OF ?= 2026-07-01T00:00:00Z
PERIOD ?= 2026-03
endif

# Tests of what is kept in a database; what a browser shows is the same on every one.
WITH_DATABASE := tests/apps tests/flows tests/faces/web tests/faces/api tests/stories/test_life_of_an_agreement.py \
    tests/faces/worker/test_help_desks.py tests/faces/worker/test_loop.py tests/faults \
    tests/stories/test_request_tracker.py::test_a_reader_that_is_killed_loses_nothing_and_repeats_nothing \
    --ignore=tests/faces/web/test_for_everybody.py --ignore-glob='*_in_a_browser.py' \
    --ignore=tests/faces/api/test_whatever_is_asked.py

# Programs outside Python that tests start, as program:package (Debian).
PROGRAMS := pg_ctlcluster:postgresql chromium:chromium rt-setup-database-5:request-tracker5 starman:starman faketime:faketime
# What Request Tracker asks for its own database at once, and not a server's.
WITH_PROGRAMS := rt5-db-sqlite

EVIDENCE = $(FACTS) $(if $(PROFILE),--profile $(PROFILE)) $(if $(TIME_ZONE),--time-zone $(TIME_ZONE)) \
    $(if $(EXCLUSIONS),--exclusions $(EXCLUSIONS)) $(if $(AS_OF),--as-of $(AS_OF))

.PHONY: help setup run judge test coverage check types lint fix words docs pictures bench lock test-deps wheel clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(STAMP) ## make the environment in .venv (again only when something changed)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Acuerdo needs Python 3.11 or newer.")'
	@[ -x $(BIN)/python ] || { echo "Making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	    -r <(awk '/^uv==/,!/\\$$/' requirements.lock)
	@echo "Installing what requirements.lock names"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@echo "Compiling what the application loads, so that it starts quickly the first time too"
	@env -i ACUERDO_HOME=$(VENV)/no-home $(BIN)/python -c 'import acuerdo.project.wsgi, acuerdo.project.urls; \
	    import acuerdo.faces.cli.serving, acuerdo.faces.cli.tables, acuerdo.faces.cli.demonstration.stage; \
	    import acuerdo.faces.worker.loop, granian.server, acuerdo.columns; from numba.core.registry import cpu_target; \
	    cpu_target.target_context.refresh(); cpu_target.typing_context.refresh(); \
	    from django.db.migrations.loader import MigrationLoader; MigrationLoader(None)'
	@touch $@

run: setup ## open the application with its demo, until Ctrl+C (HOST, PORT, LANGUAGE; LIVE=no: nothing new happens)
	@HOST="$(HOST)" PORT="$(PORT)" exec $(BIN)/acuerdo serve --with-worker --with-demo $(if $(filter no,$(LIVE)),--still) \
	    --log $(LOG) --lang $(LANGUAGE)

judge: setup ## judge the example, or AGREEMENT=... FACTS=... and, where needed, PROFILE=...
	@[ -n "$(AGREEMENT)" ] && [ -n "$(FACTS)" ] || { \
	    echo "Say what to judge: make judge AGREEMENT=agreement.yaml FACTS=export.csv [PROFILE=name]" >&2; exit 2; }
	@mkdir -p $(OUT)
	$(BIN)/acuerdo check $(AGREEMENT) --lang $(LANGUAGE)
	$(BIN)/acuerdo judge $(AGREEMENT) $(EVIDENCE) --lang $(LANGUAGE) --out $(OUT)/verdicts.jsonl
	$(BIN)/acuerdo report $(AGREEMENT) $(EVIDENCE) --lang $(LANGUAGE) $(if $(PERIOD),--period $(PERIOD)) \
	    --html $(OUT)/report.html --pdf $(OUT)/report.pdf
	@echo; echo "Verdicts: $(abspath $(OUT)/verdicts.jsonl)"
	@echo "Report:   $(abspath $(OUT)/report.html) and report.pdf beside it"

test: setup ## run every test (WORKERS=2), and what needs a database on PostgreSQL once more
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST)
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
	    $(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --postgresql \
	        $(PYTEST_POSTGRESQL) $(WITH_DATABASE); \
	else echo "SKIPPED: the tests on PostgreSQL, which is not installed here; make test-deps installs it."; fi

coverage: setup ## run the tests of the meaning and refuse a branch of core, texts or documents that none of them takes
	$(BIN)/python -m pytest -n $(WORKERS) --cov=acuerdo.core --cov=acuerdo.texts --cov=acuerdo.documents --cov-branch \
	    --cov-report=term-missing:skip-covered --cov-fail-under=100 \
	    tests/core tests/texts tests/documents tests/laws src/acuerdo/core src/acuerdo/texts src/acuerdo/documents

check: setup ## lint, types, floors, dead code, words
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 types lint

types: setup
	$(BIN)/mypy

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	@templates=$$(find src -name '*.html' -o -name '*.html.j2'); \
	    [ -z "$$templates" ] || $(BIN)/djlint --check --lint $$templates
	$(BIN)/python tools/find_dead_code.py
	$(BIN)/python tools/gather_words.py --check
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/house

fix: setup ## let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

words: setup ## gather the phrases of the source into the translations (FROM=translations.json to add some)
	$(BIN)/python tools/gather_words.py $(if $(FROM),--from $(FROM))

docs: setup ## write anew the pages and pictures that are made by code
	$(BIN)/python tools/write_glossary.py
	$(BIN)/python tools/write_permissions.py
	$(BIN)/python tools/draw_clock.py
	$(BIN)/python tools/write_histories.py
	$(BIN)/python tools/write_expected.py
	$(BIN)/python tools/write_real_agreements.py

pictures: setup ## photograph the pages of the demo anew, in Chromium, for docs/pages.md
	$(BIN)/python tools/photograph_pages.py

lock: setup ## resolve every dependency anew into requirements.lock
	@$(BIN)/uv lock --quiet --upgrade
	@$(BIN)/uv export --quiet --frozen --no-emit-project --no-header --no-annotate --all-extras --all-groups \
	    --format requirements.txt --output-file requirements.lock.new
	@rm -f uv.lock
	@! grep -nE '://|^-|^ *--(extra-)?index' requirements.lock.new || { rm requirements.lock.new; exit 1; }
	@mv requirements.lock.new requirements.lock
	@echo "requirements.lock names $$(grep -c '==' requirements.lock) packages; make setup installs them"

bench: setup ## measure the goals and write docs/benchmarks.md (BENCH=judge, application, intake, peak or attained: that part alone)
	$(BIN)/python -m benchmarks $(BENCH)

test-deps: ## install the programs outside Python that tests start (Debian, as root)
	@missing=(); for entry in $(PROGRAMS); do \
	    command -v "$${entry%%:*}" >/dev/null || missing+=("$${entry##*:}"); done; \
	if [ "$${#missing[@]}" = 0 ]; then echo "Every program that the tests start is here."; \
	elif ! command -v apt-get >/dev/null; then \
	    echo "The tests need $${missing[*]}; there is no apt-get here: install them your way." >&2; exit 1; \
	elif [ "$$(id -u)" != 0 ]; then \
	    echo "The tests need $${missing[*]}; only root may install them: sudo make test-deps" >&2; exit 1; \
	else apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends "$${missing[@]}" $(WITH_PROGRAMS); fi

wheel: setup ## build the wheel into dist/
	@rm -rf dist
	$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir dist

clean: ## remove what was made, except the environment
	rm -rf dist build out htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
