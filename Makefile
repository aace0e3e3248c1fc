# The only list of commands: `make` prints it. Works with GNU make 3.81 (macOS) and later.

VENV := build/venv
PYTHON := $(VENV)/bin/python
NPM := $(PYTHON) hatch_build.py
# Each of these says by its time that a step is done; deleting what the step made deletes it too.
RUN := $(VENV)/run.installed
TEST := $(VENV)/test.installed
NODE := pwa/node_modules/.package-lock.json
PWA := build/pwa/sw.js
# The lock names everything, so nothing is left to resolve; resolving stumbles over extras in older pips.
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
	--require-hashes --no-deps --only-binary :all:
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header
# Folders count too: a deleted file changes nothing but its folder.
PWA_SOURCES := $(shell find pwa -path pwa/node_modules -prune -o -path pwa -o -print)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(RUN) $(PWA) ## Install what is missing and serve on VOORAF_PORT (8000), data in VOORAF_DATA (build/data)
	@VOORAF_DEMO=$${VOORAF_DEMO-1} exec $(PYTHON) -m server run

.PHONY: demo
demo: $(RUN) $(PWA) ## Serve with fresh demonstration data, in a folder of its own
	@rm -rf build/demo
	@VOORAF_DATA=build/demo VOORAF_DEMO=1 exec $(PYTHON) -m server run

.PHONY: dev
dev: $(RUN) $(PWA) ## Serve, with the screens from Vite: a saved file shows at once
	@VOORAF_DEMO=$${VOORAF_DEMO-1} $(PYTHON) -m server run & server=$$!; \
		trap 'kill $$server; wait $$server' EXIT; trap 'exit 130' INT TERM; $(NPM) run dev

.PHONY: test
test: $(TEST) $(PWA) ## Install what the tests need and run them all
	@$(PYTHON) -m tests.support.programs
	@failed=0; \
		$(NPM) run --silent check & checking=$$!; \
		$(NPM) run --silent test || failed=1; \
		wait $$checking || failed=1; \
		$(PYTHON) -m pytest -n 2 || failed=1; \
		exit $$failed

.PHONY: e2e
e2e: $(TEST) $(PWA) ## Only the journeys through real browsers
	@$(PYTHON) -m pytest tests/end_to_end

.PHONY: check
check: $(TEST) $(NODE) ## Lint, formatting, types and import contracts; changes nothing
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(PYTHON) -m pyright --pythonpath $(PYTHON)
	@$(VENV)/bin/lint-imports
	@$(NPM) run --silent lint
	@$(NPM) run --silent format
	@$(NPM) run --silent check

.PHONY: audit
audit: $(TEST) $(NODE) ## Ask the advisory services about every package; a known hole fails
	@$(PYTHON) requirements/audit.py

.PHONY: fix
fix: $(TEST) $(NODE) ## Repair what the linters and formatters can repair
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .
	@$(NPM) run --silent fix

.PHONY: types
translations: $(RUN) ## List what a tenant's language misses, sentence by sentence
	@$(PYTHON) -m server.translations

types: $(RUN) $(NODE) ## Write the OpenAPI document and the TypeScript types made from it
	@$(PYTHON) -m server openapi > build/openapi.json
	@mv build/openapi.json pwa/src/api/openapi.json
	@$(NPM) run --silent types

.PHONY: bench
bench: $(TEST) $(PWA) ## Measure beside other products into build/bench.json; ONLY=group for one group
	@$(PYTHON) -m bench $(ONLY)

.PHONY: migration
migration: $(RUN) ## Write a migration for changed tables: make migration name=add_key_safe
	@test -n "$(name)" || { echo "Give it a name: make migration name=add_key_safe" >&2; exit 2; }
	@PICCOLO_CONF=server.piccolo_conf $(VENV)/bin/piccolo migrations new server --auto --desc="$(name)"

.PHONY: lock
lock: $(TEST) ## Resolve the dependencies again into requirements/ and pwa/package-lock.json
	@$(COMPILE) --upgrade --extra build --output-file requirements/run.txt
	@$(COMPILE) --upgrade --extra build --extra test --extra check \
		--constraint requirements/run.txt --output-file requirements/test.txt
	@$(NPM) install --package-lock-only

.PHONY: clean
clean: ## Remove everything that was installed, built or stored here
	@rm -rf build dist pwa/node_modules

# ---- what the commands stand on ----

$(PYTHON):
	@requirements/create-venv $(VENV)

$(RUN): requirements/run.txt $(PYTHON)
	@echo "Installing what the server needs (once)"
	@$(INSTALL) --requirement requirements/run.txt
	@touch $@

$(TEST): requirements/test.txt $(RUN)
	@echo "Installing what the tests and checks need (once)"
	@$(INSTALL) --requirement requirements/test.txt
	@touch $@

$(NODE): pwa/package.json pwa/package-lock.json $(RUN)
	@echo "Installing what the screens are built with (once)"
	@$(NPM) ci --loglevel=error
	@touch $@

$(PWA): $(NODE) $(PWA_SOURCES)
	@echo "Building the screens"
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@
