# The commands of this project; .ci/run calls the same ones. Each sets itself up.
# A bare machine needs Python 3.11 or newer with venv, and make; uv is used if there.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=
PYTEST ?= $(BIN)/python -m pytest -q
# What the kernels are run through without their compiler: the rest would take hours.
UNCOMPILED := tests/oracle/test_geodesy.py tests/oracle/test_daa.py \
  tests/oracle/test_daa_daidalus.py tests/oracle/test_degas.py \
  tests/property/test_tracks_clean.py tests/unit/watch

.PHONY: help setup check test test-uncompiled test-all fuzz kill golden spec docs bench bench-command bench-threads demo lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(READY): requirements/dev.txt pyproject.toml scripts/setup.sh
	bash scripts/setup.sh $(VENV)
	touch $@

setup: $(READY) ## virtual environment with the locked dependencies
	@echo "ready: $$($(BIN)/python -V), $$($(BIN)/thalweg --version)"

check: $(READY) ## format, lint, types, who imports whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: $(READY) ## all that runs on every push
	$(PYTEST) -m "not slow" $(ARGS)

test-uncompiled: $(READY) ## the kernels once more, without their compiler
	NUMBA_DISABLE_JIT=1 $(PYTEST) $(UNCOMPILED) -m "not slow"

test-all: test-uncompiled ## everything
	$(PYTEST) $(ARGS)

fuzz: $(READY) ## one parser with atheris: ARGS="target seconds"; without ARGS, a list
	$(BIN)/python tests/fuzz/run.py $(ARGS)

kill: $(READY) ## a fault at every call by which a record is made durable: ARGS="kill eio enospc"
	$(BIN)/python -m tests.scenario.kill.battery $(ARGS)

golden: $(READY) ## make the golden files and vectors again; differences fail
	for maker in $$(find tests/golden spec/vectors -name 'make_*.py' | sort); do \
	  echo "$$maker"; $(BIN)/python "$$maker"; \
	done
	git diff --exit-code -- tests/golden spec/vectors

spec: $(READY) ## make the generated pages again; differences fail
	$(BIN)/python spec/make_tables.py
	$(BIN)/python spec/make_message.py
	$(BIN)/python docs/reference/make_command_line.py
	$(BIN)/python docs/reference/make_bad_inputs.py
	git diff --exit-code -- spec docs/reference

docs: $(READY) ## check every link and every command in the pages
	$(BIN)/python docs/check.py

bench: $(READY) ## our kernels against their peers, one table (minutes)
	$(BIN)/python benchmarks/peers $(ARGS)

bench-command: $(READY) ## time the whole command against the bare read of its input
	$(BIN)/python benchmarks/whole_command.py $(ARGS)

bench-threads: $(READY) ## one thread against two, slice by slice
	$(BIN)/python benchmarks/threads.py $(ARGS)

demo: $(READY) ## the Euphrates scenario, watched; the report beside it
	$(BIN)/thalweg demo $(ARGS)

lock: ## resolve the dependencies anew (needs uv); writes hashes, no addresses
	bash scripts/lock.sh

clean: ## remove what the commands above made
	rm -rf $(VENV) .venv-bench-* demo-out dist build .pytest_cache .mypy_cache .ruff_cache
