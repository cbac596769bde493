# courtflow: `make run` starts everything on this machine, `make test` runs all tests.
# Needed: make, git and Python 3.11 or newer with its venv module. Nothing else, no root.

.DEFAULT_GOAL := help
.PHONY: help setup run test test-thorough test-slow check format bench lock clean

# The first Python of the machine that is new enough; PYTHON=... on the command line overrides.
NEW_ENOUGH := import sys; raise SystemExit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && { command -v "$$name"; break; }; done)

VENV := .venv/bin/python
MARK ?= not slow and not thorough
# How many test processes; `make test WORKERS=0` runs in one, for debugging.
WORKERS ?= auto
# More for pytest, as in `make test ARGS="-k clock"`.
ARGS ?=
# Tools that only read the code need no servers.
NO_SERVERS := DATABASE_URL=none: REDIS_URL=none: DJANGO_SETTINGS_MODULE=courtflow.settings

help:
	@echo "make run     start courtflow here: servers, pages, background work, demo courts"
	@echo "make test    test everything"
	@echo "make test-thorough   the same for every role, place and page, as CI does"
	@echo "make check   style, types, import directions, missing migrations"
	@echo "make format  put the code into the one style"
	@echo "make bench   measure speed"
	@echo "make lock    renew the lock files from requirements.in and pyproject.toml (needs uv)"
	@echo "make clean   remove .venv, caches, and the demo's servers with their data"

setup:
	@test -n "$(PYTHON)" || { echo "courtflow needs Python 3.11 or newer; none was found on the PATH." \
		"Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@"$(PYTHON)" .ci/setup

run: setup
	@exec $(VENV) manage.py serve

test: setup
	@$(VENV) .ci/browser
	@exec $(VENV) -m pytest -n $(WORKERS) --maxprocesses=8 --dist=loadgroup -m "$(MARK)" $(ARGS)

# With every role, place and page: what whatever lands has to pass (tests/thorough.py).
test-thorough: setup
	@exec $(MAKE) test MARK="not slow"

# What takes longer: a million deadlines, hundreds of kills.
test-slow: setup
	@exec $(MAKE) test MARK=slow

check: setup
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(NO_SERVERS) $(VENV) -m mypy
	$(VENV) -c "from importlinter.cli import lint_imports_command; lint_imports_command()" --no-cache
	$(VENV) manage.py makemigrations --check --dry-run

format: setup
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

bench: setup
	@exec $(VENV) -m benchmarks $(ARGS)

LOCKING := pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make lock" --quiet --upgrade
lock:
	uv $(LOCKING) requirements.in -o requirements.lock
	uv $(LOCKING) requirements.in --group dev -c requirements.lock -o requirements-dev.lock

clean:
	@test ! -x $(VENV) || $(VENV) -m courtflow.servers.clean
	rm -rf .venv .courtflow .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
