# Everything a person or a machine does with this project. `make` alone says what there is.
PYTHON ?= python3.11
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.ready
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help page setup system demo train-names bench-identity bench-plan bench-trust test check lint types contract docs-check assurance mutants controls nightly nightly-part lock format clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## build .venv with everything in it, from requirements.lock

# uv is four times faster than pip; where it cannot be had, pip installs the same hashes.
$(STAMP): requirements.lock
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install -q --disable-pip-version-check "uv>=0.13" 2>/dev/null \
	  && $(VENV)/bin/uv pip install -q --compile-bytecode --python $(RUN) --require-hashes -r requirements.lock \
	  || $(VENV)/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "$(CURDIR)/src" > "$$($(RUN) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/safepassage.pth"
	@printf '#!/bin/sh\nexec "$(CURDIR)/$(RUN)" -m safepassage "$$@"\n' > $(VENV)/bin/safepassage && chmod +x $(VENV)/bin/safepassage
	@$(RUN) tools/warm_up.py
	@touch $@

demo: setup ## run the reference operation from the lists to the report
	@$(RUN) -m safepassage demo

system: ## install what the tests need of the system (PostgreSQL, Chromium), where it is missing
	@tools/install_system.sh

test: setup system ## run every test
	@$(RUN) -m pytest -n $(WORKERS)

check: lint types contract docs-check test ## everything that must hold before a change lands

lint: setup ## style
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: setup ## types
	@$(VENV)/bin/mypy

contract: setup ## who may import whom
	@PYTHONPATH=src $(VENV)/bin/lint-imports --config importlinter.ini --no-cache

docs-check: setup ## every command documented, every file free of hosts and machine paths
	@$(RUN) -m pytest -q tests/docs

bench-trust: setup ## measure every goal of trust beside a calibration (HOW=--small: two minutes)
	@PYTHONPATH=src $(RUN) benchmarks/trust_table.py $(HOW)

bench-plan: setup .venv-bench/.ready ## measure the planner against simple orders and exact solvers (HOW=--quick: two minutes)
	@PYTHONPATH=src $(RUN) benchmarks/plan/run.py $(HOW)

# OR-Tools has an interpreter of its own: it cannot share a process with HiGHS. Where it cannot be had, its rows say so.
.venv-bench/.ready: requirements-bench.lock
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@$(VENV)/bin/uv pip install -q --python .venv-bench/bin/python --require-hashes -r $< \
	  || .venv-bench/bin/pip install -q --disable-pip-version-check --require-hashes -r $< || true
	@touch $@

page: ## put the checking page together from its parts, and print its SHA-256
	@$(PYTHON) verify/page/assemble.py

train-names: setup ## train the name model from data/names; the same data give the same bytes
	@PYTHONPATH=src:. $(RUN) -m benchmarks.identity.train

# The peers live apart, so that nothing of them reaches the product; where one cannot be installed its row says so.
PEERS := .venv-bench-identity
LOCKS := benchmarks/identity/requirements
$(PEERS)/.ready: $(LOCKS).txt $(LOCKS)-icu.txt $(LOCKS)-spark.txt
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@for part in "" -icu -spark; do \
	  $(PEERS)/bin/pip install -q --disable-pip-version-check --require-hashes -r $(LOCKS)$$part.txt \
	    || echo "$(LOCKS)$$part.txt cannot be installed here: the rows of the table will say so"; done
	@touch $@

bench-identity: setup $(PEERS)/.ready ## measure the name model and the matcher beside their peers (HOW=--quick: minutes)
	@PYTHONPATH=src:. $(RUN) -m benchmarks.identity.run --peers $(PEERS)/bin/python --spark $(PEERS)/bin/python $(HOW)

NOTES := .cache/assurance.jsonl
# The layers of the programme, and the answers that others published, which are held to in the rooms they concern.
TRIED = $(RUN) -m pytest -n $(WORKERS) tests/assurance && $(RUN) -m pytest -m known_answers tests/seal tests/ledger tests/people
RULES := terms clearance passes gate

assurance: setup ## run the test programme of docs/threats.md once, every change of the rules, and write docs/assurance.md from it (about 20 minutes)
	@mkdir -p .cache && rm -f $(NOTES)
	@export ASSURANCE_NOTES=$(CURDIR)/$(NOTES); $(TRIED)
	@$(MAKE) --no-print-directory mutants
	@$(RUN) tools/assurance_page.py $(NOTES) .cache/mutants-1.json .cache/mutants-2.json

mutants: setup ## change the rules in one place at a time: the tests of their room must notice (AGAIN=1: only what no test noticed last time)
	@$(RUN) tools/mutants.py --rooms $(RULES) $(if $(AGAIN),--again .cache/mutants-1.json) --out .cache/mutants-1.json & one=$$!; \
	  $(RUN) tools/mutants.py --rooms ledger $(if $(AGAIN),--again .cache/mutants-2.json) --out .cache/mutants-2.json && wait $$one

controls: setup ## take out one control of docs/threats.md at a time: the tests that the page names must notice
	@$(RUN) tools/controls.py

nightly: setup $(PEERS)/.ready ## the slow sweeps, Spark beside DuckDB (needs Java 17), and the name model trained to the same bytes: the test programme a hundred times over, every mutant of the rules, every other sweep
	@mkdir -p .cache && rm -f $(NOTES)
	@SAFEPASSAGE_SWEEP=nightly ASSURANCE_NOTES=$(CURDIR)/$(NOTES) $(RUN) -m pytest -n $(WORKERS)
	@$(MAKE) --no-print-directory mutants controls
	@$(RUN) tools/assurance_page.py $(NOTES) .cache/mutants-1.json .cache/mutants-2.json
	@PYTHONPATH=src:. $(PEERS)/bin/python -m benchmarks.identity.spark 300
	@PYTHONPATH=src:. $(RUN) -m benchmarks.identity.train --out .cache/names.xz && cmp .cache/names.xz src/safepassage/identity/names.xz

# A night on two cores is longer than most machines are left alone: twenty parts, whenever there is time, are the same night.
PART := 1/20
nightly-part: setup ## one part of the test programme's night, PART=3/20 for the third of twenty (its seeds of the simulator alone are some 12 minutes of processor time); the page adds the parts up
	@mkdir -p .cache && rm -f $(NOTES)
	@export SAFEPASSAGE_SWEEP=nightly:$(PART) ASSURANCE_NOTES=$(CURDIR)/$(NOTES); $(TRIED)
	@$(RUN) tools/assurance_page.py $(NOTES)

format: setup ## put the code in its one format
	@$(VENV)/bin/ruff check --fix-only -q . ; $(VENV)/bin/ruff format -q .

lock: setup ## pin the dependencies again, without host names
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  pyproject.toml --group dev -o requirements.lock
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  requirements-bench.in -o requirements-bench.lock

clean: ## remove what was made here
	@rm -rf $(VENV) .venv-bench .venv-bench-identity .cache operation out
