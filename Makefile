# Two commands for people: `make demo` and `make test`. Both set up .venv with the pinned dependencies first.
.PHONY: demo test test-quick lint docs messages gallery lock clean help
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
# Two workers for each processor, because many tests wait for a server, a clock or a disk.
PYTEST := $(BIN)/pytest --dist loadgroup -n $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))

help:
	@echo "make demo   writes the sample weekly report (HTML and Excel) from the built-in sandbox"
	@echo "make test-quick   runs the tests that need nothing but Python, in less than 90 seconds"
	@echo "make test   checks the code and runs all tests"

.venv/.runtime: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; set PYTHON=/path/to/python3"; exit 1; }
	"$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: .venv/.runtime
	@$(BIN)/reporter run reports/weekly.yaml

test: .venv/.dev lint
	$(PYTEST)

# Needs nothing but Python.
test-quick: .venv/.dev
	$(PYTEST) -m "not (slow or browser or libreoffice or postgresql or postfix or cron or strace or systemd)"

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: .venv/.runtime
	$(BIN)/python docs/generate.py

messages: .venv/.runtime
	$(BIN)/python docs/messages.py

gallery: .venv/.dev
	$(BIN)/python docs/gallery.py

# Pins with hashes and no index addresses. Build tools are pinned too, because the package is built without isolation.
lock: .venv/.dev
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe \
		--strip-extras --no-header --all-build-deps --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe \
		--strip-extras --no-header --extra dev --extra postgres --extra web --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv out build dist .mypy_cache .ruff_cache .hypothesis
