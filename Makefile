# Everything that a fresh machine with Python 3.11 needs: each target sets up what it uses, and is quick when repeated.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= data
BENCHMARKS ?= embedding reindex cold scale

.PHONY: demo serve test check bench fuzz reports clean

demo: $(READY)  ## Index the embedded reports and answer three questions on the terminal.
	@$(BIN)/sdgsearch demo --data $(DATA)

serve: demo  ## Serve the embedded reports on http://127.0.0.1:8000 (see /docs there).
	@$(BIN)/sdgsearch serve --data $(DATA)/demo

test: $(READY) check  ## All checks and all tests.
	OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

check: $(READY)  ## Style, types and the order of imports.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: demo  ## Speed and size as ratios within one run, then search among 100,000 passages: half an hour or more.
	@echo "| what | measured | asked | |"
	@echo "| --- | ---: | ---: | --- |"
	@for script in $(BENCHMARKS); do OMP_NUM_THREADS=1 $(BIN)/python benchmarks/$$script.py $(DATA)/demo || exit 1; done

fuzz: demo  ## Schemathesis over the whole OpenAPI document, all checks: 0 failures are asked.
	@OMP_NUM_THREADS=1 $(BIN)/python benchmarks/fuzz.py $(DATA)/demo --examples 100

reports: $(READY)  ## Typeset the embedded reports anew (wants Pango and the Noto fonts).
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[reports]"
	$(BIN)/python -m corpus.reports.generate

clean:  ## Remove the virtual environment and the demonstration's data.
	rm -rf $(VENV) $(DATA)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $@
