# Two commands do everything on a fresh machine: `make plan` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
CASE ?= us-pakistan
OUT ?= out/$(CASE)
RAW ?= ../shared/data/raw
BIN := .venv/bin
export PYTHONHASHSEED := 0

.PHONY: help plan test check bench evidence docs lock wheel clean
help:
	@echo "make plan      install and run 'orepact plan $(CASE)'; open $(OUT)/plan.html"
	@echo "make test      everything that CI runs"
	@echo "make check     format, lint, types, import rules, fast tests"
	@echo "make bench     the performance goals, as ratios in one run"
	@echo "make evidence  build the bundled tables from official files in RAW=$(RAW)"
	@echo "make docs      the documentation site, in site/"
	@echo "make lock      renew the locks"

.venv/uv: locks/uv.txt
	$(PYTHON) -c 'import sys; sys.exit("orepact needs Python 3.11 or newer; set PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.txt
	@touch $@
.venv/run: .venv/uv locks/run.txt pyproject.toml
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r locks/run.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@
.venv/test: .venv/run locks/test.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r locks/test.txt
	@touch $@
.venv/docs: .venv/run locks/docs.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r locks/docs.txt
	@touch $@

plan: .venv/run
	$(BIN)/orepact plan $(CASE) --out $(OUT)

check: .venv/test
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -m "not slow"

test: .venv/test
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2
	$(BIN)/orepact validate

bench: .venv/test
	@for file in bench/bench_*.py; do $(BIN)/python $$file || exit 1; done

evidence: .venv/run
	$(BIN)/python -m orepact.evidence.build --raw $(RAW)
	$(BIN)/python -m orepact.disruption.build --raw $(RAW)
	$(BIN)/python -m orepact.disruption.build_uses --raw $(RAW)
	$(BIN)/python -m orepact.mine.demand_build --raw $(RAW)
	$(BIN)/python -m orepact.mine.price_build
	$(BIN)/python -m orepact.enable.build_staffing --raw $(RAW)
	$(BIN)/python -m orepact.enable.build_census --raw $(RAW) --out src/orepact/cases/us-pakistan/census
	$(BIN)/python -m orepact.enable.build_security --raw $(RAW) --case src/orepact/cases/us-pakistan --as-of 2026-11-22 --host Pakistan

docs: .venv/docs
	$(BIN)/mkdocs build --strict

wheel: .venv/test
	$(BIN)/python -m build --no-isolation --wheel

LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet
lock: .venv/uv
	$(LOCK) --group build -o locks/run.txt
	$(LOCK) --group build --group test -o locks/test.txt
	$(LOCK) --group build --group docs -o locks/docs.txt
	echo uv | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o locks/uv.txt

clean:
	rm -rf .venv build dist site out
