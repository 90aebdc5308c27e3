# Two commands on a machine with Python 3.11+ and make:
#   make serve    builds the bundled digest and opens it in the preview
#   make test     sets up everything and runs every test, those in the browser included
# What else there is stands in docs/contributing.md.

PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCK   := $(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
          --no-annotate --custom-compile-command "make lock"
PYTEST ?= -n auto --maxprocesses 8

.DELETE_ON_ERROR:
.PHONY: audit bench crash fuzz hostile serve site test check lint types contracts browser format lock wheel clean

serve: .venv/.run
	$(BIN)/digest serve --open

site: .venv/.run
	$(BIN)/digest build

test: .venv/.dev browser
	$(BIN)/python -m pytest $(PYTEST)

check: lint types contracts test

lint: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: .venv/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: .venv/.dev
	$(BIN)/mypy

contracts: .venv/.dev
	$(BIN)/lint-imports --no-logo

# Without a browser the browser tests fail and say what to install; here it is tried for them, where it can be done unasked.
browser: .venv/.dev
	@$(BIN)/python tests/browser/chromium.py || { [ -z "$$DIGEST_CHROMIUM" ] && [ "$$(id -u)" = 0 ] && [ -f /etc/debian_version ] && apt-get update -q && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core fonts-noto-core; } || true

# Beside other generators, on a quiet machine: docs/performance.md. `make bench SIZES=100,1000` is done in minutes.
SIZES ?= 100,1000,10000

bench: .venv/.dev
	$(BIN)/python -m benchmarks.install
	$(BIN)/python -m benchmarks.compare --sizes $(SIZES) $(BENCH)

# The bundled digest and a large one as readers, browsers and programs meet them: docs/contributing.md. AUDIT=--quick takes a third.
audit: .venv/.dev
	$(BIN)/python -m tools.audit $(AUDIT)

# Digests that mean harm, builds that are killed and starved, and inputs that nobody thought of: docs/contributing.md.
hostile: .venv/.dev
	$(BIN)/python -m tests.hostile.run $(HOSTILE)

KILLS ?= 200

crash: .venv/.dev
	$(BIN)/python -m tests.crash.run $(KILLS)

# atheris is no part of the locks: it has wheels for Linux and Python up to 3.13 only, and is large.
SECONDS ?= 120

fuzz: .venv/.dev
	$(PIP) install --quiet 'atheris>=3.0'
	for target in matter cards seeds markup dates anchoring highlighter; do \
	  $(BIN)/python -m tests.fuzz.run $$target $(SECONDS) || exit 1; done

lock: .venv/.dev
	$(PIP) install --quiet uv
	$(LOCK) --group checkout --output-file requirements.lock
	$(LOCK) --group dev --all-extras --constraint requirements.lock --output-file requirements-dev.lock

wheel: .venv/.dev
	$(BIN)/python -m build --no-isolation

clean:
	rm -rf .venv .audit .benchmarks .digest dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find site -mindepth 1 ! -name .gitkeep -delete

# The environment, in two sizes; a stamp says which lock it was made from.

.venv/.run: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "digest needs Python 3.11 or newer, and $(PYTHON) is " + \
	  sys.version.split()[0] + ": say make PYTHON=python3.13, or where one is")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "no venv: on Debian and Ubuntu, apt-get install python3-venv" >&2; exit 1; }
