# Two commands matter: `make run` and `make test`. `make help` lists the rest.
#
# `make run` needs git, make, Python 3.11+ with venv, and the package registries: node comes from PyPI into .venv.
# Stamps (.synced, .built) record what was installed or built; a recipe runs again only when what it reads has changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PY := .venv/bin/python
UV := .venv/bin/uv
# Compiled Python files are kept whatever the environment says: without them a start compiles 1,300 modules, most of its time.
unexport PYTHONDONTWRITEBYTECODE
# node, npm and the npm scripts' `#!/usr/bin/env node` all resolve to the virtual environment's node.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# npm tells of newer versions of itself between the lines of a first start: nobody who sets this up can act on it.
export NPM_CONFIG_UPDATE_NOTIFIER := false

WEB_SOURCES := $(shell find web \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null) server/images/quality.json server/images/body_sites.json
# What the tests use from Debian: a browser, a database server, a relay, a virus scanner; libatomic1 is what the node inside Playwright's package links to.
DEBIAN_PACKAGES := chromium ffmpeg fonts-dejavu-core libatomic1 postgresql coturn iproute2 clamav-daemon
APT_LINE := apt-get install -y --no-install-recommends $(DEBIAN_PACKAGES)

.PHONY: help run postgres test setup lint unit databases e2e web-check bench bench-media bench-images soak lock sbom clean debian

help: ## Show this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

# ---- setting up ----------------------------------------------------------------------------------------------------

# uv itself is taken from the lock, with its hashes: the block from its `uv==` line to the next line that is not indented.
.venv/.synced: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Vestibule needs Python 3.11 or newer; name it with `make PYTHON=python3.x …`.' >&2; exit 1; }
	@[ -x $(PY) ] || { echo 'Making .venv'; $(PYTHON) -m venv .venv; }
	@echo 'Installing the locked Python packages, and node, into .venv'
	@awk '/^uv==/ {block = 1; print; next} /^[^ \t]/ {block = 0} block' requirements.lock > .venv/uv.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.lock
	@$(UV) pip install --quiet --compile-bytecode -p $(PY) --require-hashes -r requirements.lock
	@touch $@

.venv/.synced-dev: .venv/.synced requirements-dev.lock
	@echo 'Installing the locked development packages'
	@$(UV) pip install --quiet -p $(PY) --require-hashes -r requirements-dev.lock
	@touch $@

web/node_modules/.synced: web/package.json web/package-lock.json | .venv/.synced
	@echo 'Installing the locked web packages'
	@cd web && npm ci --loglevel=error --no-audit --no-fund >/dev/null
	@touch $@

web/dist/.built: $(WEB_SOURCES) web/node_modules/.synced
	@echo 'Building the web client'
	@cd web && npm run --silent build
	@touch $@

# The compiled way of media is an extra: without a C compiler and Python's headers the server forwards in Python.
NATIVE := server/media/native
$(NATIVE)/.built: .venv/.synced $(wildcard $(NATIVE)/*.c $(NATIVE)/*.h) $(NATIVE)/build.py
	@$(PY) -m server.media.native.build
	@touch $@

setup: .venv/.synced-dev web/dist/.built $(NATIVE)/.built ## Install and build everything, run nothing
	@$(PY) -m compileall -q server

# ---- using it ------------------------------------------------------------------------------------------------------

run: .venv/.synced web/dist/.built $(NATIVE)/.built ## Set up what is missing, then serve http://localhost:8080
	@exec $(PY) -m server

postgres: .venv/.synced ## Add the driver that VESTIBULE_DATABASE_URL=postgresql://… needs
	@awk '/^asyncpg==/ {block = 1; print; next} /^[^ \t]/ {block = 0} block' requirements-dev.lock > .venv/asyncpg.lock
	@$(UV) pip install --quiet --compile-bytecode -p $(PY) --require-hashes --no-deps -r .venv/asyncpg.lock
	@echo 'The PostgreSQL driver is installed'

# ---- proving it ----------------------------------------------------------------------------------------------------

# Browsers keep both cores busy; the other tests wait half of their time, so more of them run at once. Browser tests share nothing
# but the server and browsers of their worker, so a worker that is done takes over what another has not begun.
test: ## Lint, types, contracts, web, unit, integration, media, browser, in ten minutes on two cores
	@$(MAKE) --jobs=2 setup debian
	@$(MAKE) --jobs=2 --output-sync=target lint web-check
	@$(PY) -m pytest -n 2 --dist worksteal -m "browser and not long" tests/e2e tests/media
	@$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not browser" tests/media tests/integration tests/unit

lint: .venv/.synced-dev ## ruff, mypy --strict, import contracts
	@echo 'ruff'
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@echo 'mypy'
	@$(PY) -m mypy --no-error-summary
	@echo 'import contracts'
	@.venv/bin/lint-imports --no-cache >.venv/contracts.txt || { cat .venv/contracts.txt; exit 1; }

web-check: .venv/.synced web/dist/.built ## The web client's own lint, generated frames, unit tests and size limit
	@cd web && for script in lint check test size; do echo "web $$script"; npm run --silent "$$script"; done

unit: .venv/.synced-dev ## Unit tests only
	@$(PY) -m pytest tests/unit

databases: setup debian ## The integration tests on both databases: also those on PostgreSQL that are not about what is stored
	@$(PY) -m pytest -n 2 --dist loadfile --every-database tests/integration

e2e: setup debian ## All browser tests: also the long ones, which `make test` leaves out
	@$(PY) -m pytest -m browser tests/e2e tests/media

# Elsewhere than on Debian and its kin only the two programs can be looked for.
debian:
	@missing=; \
	if command -v dpkg-query >/dev/null; then \
	  for package in $(DEBIAN_PACKAGES); do \
	    [ "$$(dpkg-query -W -f='$${db:Status-Status}' "$$package" 2>/dev/null)" = installed ] || missing="$$missing $$package"; \
	  done; \
	else \
	  for program in chromium ffmpeg initdb; do command -v "$$program" >/dev/null || missing="$$missing $$program"; done; \
	fi; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing for the tests:$$missing"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(APT_LINE) -qq >/dev/null; \
	  else \
	    echo "The tests need$$missing. As root: $(APT_LINE)" >&2; exit 1; \
	  fi; \
	fi

bench: setup debian ## Admit and hand-over to first frame, own picture, board, kill -9, a new address, seats that wait: writes bench/results/
	@$(PY) -m bench.visit
	@$(PY) -m bench.idle

bench-media: setup ## Forwarding cost per packet beside Janus, aiortc and plain C, what a visit and a worker cost
	@$(PY) -m bench.media
	@$(PY) -m bench.visits
	@$(PY) -m bench.workers

bench-images: setup ## What becomes of each kind of file a patient may send, its memory, and what uploads cost a running visit
	@$(PY) -m bench.images
	@$(PY) -m bench.workspace
	@$(PY) -m bench.zoom

soak: setup ## Long runs: the compiled media path under sanitizers, connections made and closed, malformed input by the thousand, 300 kills under load
	@$(PY) -m bench.soak

# ---- keeping it ----------------------------------------------------------------------------------------------------

lock: .venv/.synced ## Resolve both lock files anew from pyproject.toml
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header pyproject.toml --group web -o requirements.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header pyproject.toml --group dev --extra postgres -c requirements.lock -o requirements-dev.lock

sbom: .venv/.synced ## Print what the server and its pages are made of, as CycloneDX
	@$(PY) .ci/sbom.py

clean: ## Remove what was installed and built; never ./var, where visits are
	rm -rf server/media/native/.built server/media/native/_media* .venv web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
