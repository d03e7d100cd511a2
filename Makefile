# Needs python3 (3.11 or newer, with venv) and make (3.81 or newer), nothing else.
# The lock is installed first and the project after it: pip refuses a local project once a hash is present.
# Each mark is written last, so an interrupted set-up starts again.

PYTHON ?= python3
BIN    := .venv/bin
LOCKED := .venv/.locked
READY  := .venv/.ready
# The front end: its mark says that it was tried; `make ui` tries again.
UI     := .venv/.ui
UI_MADE_FROM := $(wildcard ui/src/*.ts ui/src/*/*.ts ui/src/*/*/*.ts ui/src/*.css) ui/package.json ui/package-lock.json \
                ui/tsconfig.json ui/vite.config.js ui/build.py
LOCK   := $(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
          --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
# Written by `make schemas docs` and by nobody else.
GENERATED := schemas docs/reference docs/vocabulary.md

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check lint types contracts fresh format lock schemas seeds docs bench changelog ui screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(READY) $(UI) ## answer the main question on seeds/ and write every sample of exports/
	@$(BIN)/python scripts/demo.py

test: $(READY) $(UI) ## run every test; those marked slow only with CI=true
	@$(BIN)/python -m pytest -n auto --dist loadfile $(if $(CI),,-m "not slow") || { status=$$?; \
	echo "Not all green. Again, only what failed:  $(BIN)/python -m pytest --last-failed"; exit $$status; }
	@echo "All green. Try next:  $(BIN)/kg exposure seeds"

check: lint types contracts fresh test ## all that must hold before a change goes in

lint: $(READY) ## style and format
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Not formatted. Try: make format" >&2; exit 1; }
	@echo "lint: fine"

types: $(READY) ## types, strictly
	@$(BIN)/mypy

contracts: $(READY) ## who may import whom
	@$(BIN)/lint-imports

fresh: schemas docs ## generated files equal what is committed
	@git diff --exit-code --stat -- $(GENERATED) || { \
	echo "Generated files were stale and are written anew. Look at them and commit them." >&2; exit 1; }
	@new=$$(git ls-files --others --exclude-standard -- $(GENERATED)); if test -n "$$new"; then \
	echo "Generated files that are not committed yet:" >&2; echo "$$new" >&2; exit 1; fi
	@echo "fresh: fine"

format: $(READY) ## format the code and mend what can be mended
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

lock: $(READY) ## renew constraints.txt
	@$(LOCK) --upgrade --output-file constraints.txt --quiet

schemas: $(READY) ## write schemas/ from the models
	@$(BIN)/python scripts/make_schemas.py

seeds: $(READY) ## write seeds/ anew
	@$(BIN)/python scripts/make_seeds.py

docs: $(READY) ## write docs/reference/ from the code
	@$(BIN)/python scripts/make_docs.py

bench: $(READY) ## run the benchmarks
	@$(BIN)/python -m benchmarks

changelog: $(READY) ## move changelog.d/ into CHANGELOG.md under the present version
	@$(BIN)/towncrier build --yes --version "$$($(BIN)/hatchling version)"

ui: $(READY) ## build the front end: graphs and the offline explorer
	@$(BIN)/python ui/build.py
	@touch $(UI)

screenshots: $(READY) $(UI) ## pictures of every view in build/screenshots, and those of the docs
	@$(BIN)/python scripts/screenshots.py --docs

clean: ## remove .venv and all caches
	@rm -rf .venv build dist ui/node_modules kg/views/assets/built .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(LOCKED): constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kg needs Python 3.11 or newer, this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo")'
	@echo "Setting up .venv (once, about a minute) ..." >&2
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes --only-binary :all: --requirement constraints.txt
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# Where it cannot be built, a line says so, and everything but graphs works.
$(UI): $(READY) $(UI_MADE_FROM)
	@$(BIN)/python ui/build.py || true
	@touch $@
