# make demo    install into .venv, load the demonstration province, serve it (DEMO_ARGS="--port 9000" ...)
# make test    the same .venv, every check and the whole test suite
#
# Nothing comes before them on a machine with Python 3.11 or newer, make and git.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# Several pythons may be there: the first that is new enough and can make environments, and of an environment
# that happens to be active the python it was made from.
probe := import ensurepip, sys, venv; sys.version_info < (3, 11) and sys.exit(1); print(sys._base_executable)
PYTHON := $(or $(PYTHON),$(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(probe)' 2>/dev/null && break; done))

# What is installed is remembered under a digest of what asked for it, so a checkout that only touched the files'
# times installs nothing, and a moved directory, another python or a new pin installs anew.
digest = $(shell (echo '$(1)'; cat $(2)) | git hash-object --stdin)
STAMPS := .venv/stamps
VENV := $(STAMPS)/venv-$(call digest,$(CURDIR) $(if $(PYTHON),$(shell $(PYTHON) -VV)),/dev/null)
RUN := $(STAMPS)/run-$(call digest,,requirements/build.txt requirements/run.txt pyproject.toml requirements/run.in)
TEST := $(STAMPS)/test-$(call digest,,requirements/test.txt)

IN := .venv/bin
PIP := $(IN)/python -m pip --disable-pip-version-check -qq install
KILLS ?= 200
HARVEST_KILLS ?= 50
PYTEST_ARGS ?= -n auto --maxprocesses 4 --dist worksteal

.PHONY: help demo test check assets clients screenshots bench soak lock clean

help:
	@sed -n '/^# make/s/^# //p' Makefile

demo: $(RUN) assets
	@$(IN)/registry demo $(DEMO_ARGS)

test: check clients
	@$(IN)/python -m pytest $(PYTEST_ARGS)

# ruff's rules and layout, strict types, and the arrows between the packages
check: $(TEST) assets
	@$(IN)/ruff check .
	@$(IN)/ruff format --check .
	@$(IN)/mypy
	@$(IN)/lint-imports

assets: $(RUN)
	@$(IN)/python build_assets.py

# Programs of others with which the tests read our feeds; without a package registry to ask, those tests are skipped
clients: $(RUN)
	@$(IN)/python build_assets.py clients

screenshots: $(TEST) assets
	@$(IN)/python -m tests.screenshots $(SCREENSHOT_ARGS)

bench: $(RUN)
	@$(IN)/registry bench $(BENCH_ARGS)

# Kills a keeper, and a harvest, at many more random moments than the suite does
soak: $(TEST) assets
	@REGISTRY_KILLS=$(KILLS) $(IN)/python -m pytest tests/walks/test_crashes.py -k kills_at_random -n0
	@REGISTRY_HARVEST_KILLS=$(HARVEST_KILLS) $(IN)/python -m pytest tests/walks/test_harvest_kill.py -n0

# New pins, with hashes and no host name. uv is fetched into an environment of its own and thrown away.
lock:
	@PYTHON="$(PYTHON)" sh requirements/lock.sh

clean:
	rm -rf .venv node_modules registry/web/static/vendor build dist *.egg-info

$(VENV):
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer with its venv module (on Debian: python3 and python3-venv)." >&2; exit 1; }
	@rm -rf .venv
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS) && touch $@

$(RUN): $(VENV)
	@echo "Installing what the registry needs (about a minute, once)"
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) --no-build-isolation --no-deps --editable .
	@rm -f $(STAMPS)/run-* && touch $@

$(TEST): $(RUN)
	@echo "Installing what the tests need"
	@$(PIP) --require-hashes -r requirements/test.txt
	@rm -f $(STAMPS)/test-* && touch $@
