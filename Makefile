# make run: serve on http://127.0.0.1:8000 - make test: everything CI checks - make setup: only .venv
# TORCH_INDEX: where pip finds the CPU build of torch; empty: as pip is configured on this machine.

PYTHON ?= python3
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
# What makes the widget's one script of its modules; only who changes it needs them, and Node.js.
NODE_TOOLS := .node
WIDGET := assistant/web/static/widget.js
ESBUILD := esbuild@0.28.2
TERSER := terser@5.51.4

.PHONY: help setup develop run ingest test format widget screenshots bench load faults lock clean

help:
	@echo "make run    set up, ingest the documents if they changed, serve on http://127.0.0.1:8000"
	@echo "make test   set up for development, then format, lint, types, imports, all tests"
	@echo "make setup  only prepare $(VENV)"
	@echo "make widget make the chat window's script anew after a change of assistant/web/widget (needs Node.js)"
	@echo "make bench  measure the answering chain against the bare encoder, and look-ups"
	@echo "make load   500 visitors on each database, 1,000 idle streams, /ask, a rush in Slack, and a tutorial app beside them"
	@echo "make faults kill the server 50 times under load, play a model 500 times, on both databases; reconnect 1,000 times; send 1,000 messages each way to and from Slack under each fault"

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing. On Debian or Ubuntu: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Say which one to use with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "python3-venv is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@

# torch first and by itself: a plain `torch` would pull several gigabytes of CUDA.
$(VENV)/.installed: $(VENV)/.made constraints.txt pyproject.toml
	@echo "Installing (some minutes the first time) ..."
	@$(PIP) install $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) -c constraints.txt torch
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed
	@echo "Installing development tools ..."
	@$(PIP) install -c constraints.txt -e '.[dev,postgres]'
	@touch $@

setup: $(VENV)/.installed

develop: $(VENV)/.developed

ingest: setup
	@$(BIN)/python ingest.py --if-changed

run: ingest
	@exec $(BIN)/python -m assistant serve

test: develop
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

format: develop
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

$(NODE_TOOLS)/.installed: Makefile
	@command -v npm >/dev/null || { echo "npm is missing. On Debian or Ubuntu: apt-get install nodejs npm"; exit 1; }
	@mkdir -p $(NODE_TOOLS) && echo '{"private": true}' > $(NODE_TOOLS)/package.json
	@npm install --prefix $(NODE_TOOLS) --no-save --no-audit --no-fund --silent $(ESBUILD) $(TERSER)
	@touch $@

widget: $(NODE_TOOLS)/.installed
	@node assistant/web/widget/build.mjs $(CURDIR)/$(NODE_TOOLS) $(WIDGET)

screenshots: develop # of the server at ADDRESS, which serves the shipped documents and has a staff token
	@$(BIN)/python -m tests.screenshots $(ADDRESS)

bench: develop ingest
	@$(BIN)/python -m assistant evaluate speed --questions tests/evals/questions.toml --exact tests/evals/dues.toml --exact tests/evals/directory.toml
	@$(BIN)/python -m assistant evaluate lookups --communities 100000

load: develop ingest
	@$(BIN)/python -m bench

faults: develop
	@$(BIN)/python -m pytest -s -n 0 tests/test_conversation_model.py --runs 500
	@$(BIN)/python -m pytest -s -n 0 tests/test_conversation_server.py -k killed --kills 50
	@$(BIN)/python -m pytest -s -n 0 tests/test_reconnects.py --reconnects 1000
	@$(BIN)/python -m pytest -s -n 0 tests/test_slack_controls.py tests/test_slack_faults.py --messages 1000

lock: develop # after a dependency has changed; torch without the build's suffix
	@{ echo "# The full lock: every release that 'make setup' and 'make test' install. Written by: make lock"; $(PIP) freeze --exclude-editable | sed -e 's/+cpu//' -e '/^pip==/d'; } > constraints.txt

clean:
	rm -rf $(VENV) $(NODE_TOOLS) var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
