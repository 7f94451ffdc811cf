# Commands of the project. `make run` and `make test` install what they need first, system packages included.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-long check coverage screens golden bench lock catalogues messages clean run-environment test-environment

# Kept compiled code halves the start of every process; some containers switch it off.
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv/bin
LINUX := installer/linux
PYTEST_WORKERS ?= 2
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard resources/locale/*/LC_MESSAGES/tradepost.po))

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: run-environment catalogues ## Open the programme (without a display: work through the sample company)
	@$(LINUX)/run.sh

test: check ## Check everything, then run all tests
	$(VENV)/python -m pytest -n $(PYTEST_WORKERS) --dist worksteal --durations=25

test-long: test-environment catalogues ## Run the tests that draw examples, with many and other ones each time
	TRADEPOST_LONG=20 $(VENV)/python -m pytest -n $(PYTEST_WORKERS) --dist worksteal --hypothesis-profile=long -m "hypothesis"

check: test-environment catalogues ## Lint, format, types, direction of imports, translations
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/python installer/check_catalogues.py

coverage: test-environment catalogues ## Run all tests and write build/coverage/index.html
	$(VENV)/python -m pytest -n $(PYTEST_WORKERS) --cov --cov-report=html:build/coverage

screens: test-environment catalogues ## Draw every screen into build/screens
	QT_QPA_PLATFORM=offscreen $(VENV)/python -m desktop.ui.screens --out build/screens

golden: test-environment ## Draw the golden pages of documents anew (tests/trade/golden); look at them, then commit
	$(VENV)/python -m tests.trade.golden

bench: test-environment catalogues ## Print the figures of benchmarks/
	@$(LINUX)/install-packages.sh $(LINUX)/packages-bench.txt
	$(VENV)/python -m benchmarks

# --no-header and --no-emit-index-url keep hosts and paths out of the committed files; CONTRIBUTING.md says why.
COMPILE = $(VENV)/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

lock: test-environment ## Resolve the dependencies anew into requirements.lock and requirements-dev.lock
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml -o requirements.lock
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	! grep -nE '://' requirements.lock requirements-dev.lock

catalogues: run-environment $(CATALOGUES)

%.mo: %.po | run-environment
	@$(VENV)/pybabel --quiet compile --input-file $< --output-file $@

messages: test-environment ## Extract new texts and merge them into the catalogues
	mkdir -p build
	$(VENV)/pybabel extract -k _ -k ngettext:1,2 -k N_ --no-location --sort-output -o build/tradepost.pot desktop
	$(VENV)/pybabel update -D tradepost -i build/tradepost.pot -d resources/locale --no-fuzzy-matching --omit-header

run-environment:
	@$(LINUX)/install-packages.sh $(LINUX)/packages-run.txt
	@$(LINUX)/environment.sh run

test-environment:
	@$(LINUX)/install-packages.sh $(LINUX)/packages-run.txt $(LINUX)/packages-test.txt
	@$(LINUX)/environment.sh test

clean: ## Remove what was built (not .venv)
	rm -rf build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find desktop tests benchmarks installer -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
