# The everyday verbs. `make` alone lists them.
PYTHON ?= python
VERSIONS ?= python3.11 python3.12 python3.13

help: ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/: .*## */\t/' | expand -t 12

install: ## everything the tests and the daily work need, into the active environment
	pip install -r requirements-dev.txt

serve: ## the site on the embedded data set, at http://127.0.0.1:5000
	$(PYTHON) app.py

test: ## all tests, lint and types among them
	$(PYTHON) -m pytest -n auto --dist loadfile

quick: ## the tests without the browser, the lint and the long property tests
	$(PYTHON) -m pytest tests/core tests/feeds tests/forecast tests/commands

lint: ## what ruff and mypy find
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

format: ## the house format, imports sorted
	$(PYTHON) -m ruff check --fix --select I .
	$(PYTHON) -m ruff format .

charts: ## the charts of docs/performance.md, from its tables
	$(PYTHON) docs/charts.py

screenshot: ## the picture in the README, taken anew from the running page
	$(PYTHON) docs/screenshot.py

tables: ## the tables of docs/operations.md that the program knows: settings and metrics
	$(PYTHON) docs/tables.py

versions: ## the tests on every Python of VERSIONS, each in an environment of its own; takes long
	set -e; for python in $(VERSIONS); do \
	  made=$$(mktemp -d); $$python -m venv $$made; \
	  $$made/bin/pip install --quiet -r requirements-dev.txt; \
	  $$made/bin/python -m pytest -n auto --dist loadfile; \
	  rm -rf $$made; \
	done

ci: ## what guards the main branch, as it runs there
	.ci/run

clean: ## what tools and runs left behind; the data folder stays
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help install serve test quick lint format charts screenshot tables versions ci clean
