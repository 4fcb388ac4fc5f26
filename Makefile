# The two commands: `make run` and `make test`. Everything else is for who works on Delegado.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
# A uv that works here, or one of our own: with .python-version a shim may be found that does not run.
UV := $(shell if uv --version >/dev/null 2>&1; then echo uv; else echo .tools/uv/bin/uv; fi)
export PYTHONUNBUFFERED := 1

.PHONY: help run test shell setup train check lint format types cases benchmark lock demo import clean

help: ## What there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: setup ## Set up what is missing and serve (Ctrl-C stops)
	@exec $(PYTHON) -m operations.serve

test: setup ## Lint, types and every test, the bot's answers included
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy
	@cd web && npm test --silent
	@$(PYTHON) -m operations.training
	@$(PYTHON) -m pytest

shell: setup ## Try answers as support staff; ALUMNO=N00100001 starts as that demo student
	@exec $(PYTHON) -m operations.shell $(if $(ALUMNO),--alumno $(ALUMNO))

setup: .venv/.complete web/dist/.complete ## Install the locked libraries, build the page

.tools/uv/bin/uv:
	@echo "Installing uv ..."
	@python3 -m venv .tools/uv || { echo "Install Python's venv module first (Debian: apt install python3-venv)."; exit 1; }
	@.tools/uv/bin/pip install --quiet --disable-pip-version-check uv

.venv/.complete: requirements/development.txt .python-version $(if $(filter .tools/%,$(UV)),.tools/uv/bin/uv)
	@echo "Installing the locked libraries (2.7 GB; a few minutes the first time) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null || \
	  $(UV) venv --quiet --clear --python 3.10 .venv
	@$(UV) pip sync --quiet --compile-bytecode --require-hashes --python $(PYTHON) requirements/development.txt
	@touch $@

web/dist/.complete: web/package-lock.json web/package.json web/build.mjs $(wildcard web/src/*)
	@echo "Building the page ..."
	@cd web && npm ci --silent --no-audit --no-fund && npm run --silent build
	@touch $@

train: setup ## Train the model if something changed
	@$(PYTHON) -m operations.training

lint: setup ## Style only
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .

format: setup ## Rewrite the code in the project's style
	@$(PYTHON) -m ruff check --fix . ; $(PYTHON) -m ruff format .

types: setup ## Types only
	@$(PYTHON) -m mypy

cases: setup ## Evaluate cases of the regulations: make cases FILE=my_cases.yml (a folder too)
	@$(PYTHON) -m operations.regulation_cases $(or $(FILE),tests/rulebooks/casos)

demo: setup ## Load the demo database anew (development)
	@$(PYTHON) -m actions.records.demo

import: setup ## Import a university's records: make import FOLDER=/data/upn UNIVERSITY=UPN (docs/import.md)
	@$(PYTHON) -m actions.records.migrate
	@$(PYTHON) -m actions.records.importer "$(FOLDER)" --university "$(UNIVERSITY)" $(OPTIONS)

benchmark: setup ## Speed and memory beside the stock bot (benchmarks/README.md)
	@$(PYTHON) -m benchmarks.latency

lock: ## Compile the lock files anew
	@$(UV) pip compile pyproject.toml -p 3.10 --group actions --group server --group dev --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements/development.txt
	@$(UV) pip compile pyproject.toml -p 3.10 --group actions -c requirements/development.txt --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements/actions.txt

clean: ## Remove what can be made again (keeps var/)
	@rm -rf .venv .tools web/dist web/node_modules .pytest_cache .mypy_cache .ruff_cache
