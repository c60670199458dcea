# catserver: two commands on a fresh machine are `make demo` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
READY := $(VENV)/.ready

.PHONY: help demo serve test check format lint types imports unit web e2e crash bench clean

help: ## this list
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml requirements/constraints.txt requirements/faces.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "catserver needs Python 3.11 or later; set PYTHON=python3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing catserver and what it needs into $(VENV) (about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r requirements/faces.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements/constraints.txt -e '.[test]'
	@touch $@

demo: $(READY) ## a running exam site with simulated candidates, on http://127.0.0.1:8000 (PORT= for another)
	@$(BIN)/catserver demo --port $(PORT)

serve: $(READY) ## the server with the data in ./var
	@$(BIN)/catserver serve

format: $(READY) ## put the code into the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only --quiet .

lint: $(READY)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .

types: $(READY)
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32 --no-warn-unreachable --cache-dir .mypy_cache/windows

imports: $(READY)
	@$(BIN)/lint-imports --no-logo

unit: $(READY)
	@$(BIN)/pytest -q tests/unit tests/property tests/contract tests/integration tests/project

web: $(READY) ## the pages' models under Node, where Node is there
	@$(BIN)/python tests/web/run.py

check: lint types imports unit web ## what must be green before every commit

e2e: $(READY) ## a real server, a real browser, a fake camera
	@$(BIN)/python tests/e2e/browser.py --install
	@$(BIN)/pytest -q tests/e2e

crash: $(READY) ## the server is killed in the middle
	@$(BIN)/pytest -q tests/crash

test: check e2e crash ## everything; installs what it needs

clean: ## the environment and caches, never the data in ./var
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
