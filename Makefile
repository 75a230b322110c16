# Each target sets up what it needs itself: a machine with Python 3.11 or newer and make is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: pictures demo test lint types docs docs-check sample-check wheel-check ci-recipe bench bench-smoke bench-reading fuzz-reading
.PHONY: clean help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/run.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(PIP) --editable '.[dev]'
	@touch $@

demo: $(VENV)/run.stamp ## the whole way on the bundled synthetic survey
	$(BIN)/civicmap demo build/demo

test: $(VENV)/dev.stamp ## every test that this machine can run
	$(BIN)/pytest --numprocesses auto --quiet

lint: $(VENV)/dev.stamp ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp ## static types
	$(BIN)/mypy

docs: $(VENV)/dev.stamp ## write the generated pages anew
	$(BIN)/python docs/generate.py

pictures: $(VENV)/dev.stamp ## draw the pages of the report that the docs show (LibreOffice, poppler)
	$(BIN)/python docs/pictures.py

docs-check: $(VENV)/dev.stamp ## fail if a generated page is out of date
	$(BIN)/python docs/generate.py --check

sample-check: $(VENV)/dev.stamp ## fail if the bundled sample differs from what its script makes
	$(BIN)/python data/sample/build.py --check

wheel-check: $(VENV)/dev.stamp ## build a wheel, install it elsewhere, run the demo from it
	.ci/wheel-check

ci-recipe: $(VENV)/run.stamp ## run the recipe of docs/how-to/continuous-integration.md as written
	PATH="$(CURDIR)/$(BIN):$$PATH" .ci/recipe-check

bench: $(VENV)/dev.stamp ## civicmap beside its peers and its floors, one table (SIZE=full takes an hour)
	-$(PIP) polars
	$(BIN)/python benchmarks/run.py --size $(or $(SIZE),small) $(BENCH)

bench-smoke: $(VENV)/dev.stamp ## fail if a step takes twice as long as it did, beside a loop of the same run
	$(BIN)/python benchmarks/smoke.py

bench-reading: $(VENV)/dev.stamp ## how long reading a large workbook takes, beside bare readers
	$(PIP) python-calamine
	$(BIN)/python benchmarks/reading.py

fuzz-reading: $(VENV)/dev.stamp ## read 20,000 spoilt files: none may crash, hang or fill the memory
	$(BIN)/python fuzz/reading.py

clean: ## remove what the other targets made
	rm -rf $(VENV) build dist
