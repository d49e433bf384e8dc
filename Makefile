# `make demo` and `make test` are all that a fresh machine needs: Python 3.11 or newer, make, and the way to PyPI.
# Everything is installed into .venv; PYTHON=/path/to/python3.12 chooses the interpreter.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
PYTHON ?=
CANDIDATES := $(PYTHON) python3 python3.13 python3.12 python3.11
SUITABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))

.PHONY: help demo test test-peers bench lint docs clean

help:
	@echo "make demo        the whole job with example data, against a built-in mail server"
	@echo "make test        every test that needs nothing but Python"
	@echo "make test-peers  tests against programs of the system (Postfix, Exim, Dovecot, OpenDKIM, Chromium); skipped where they are absent"
	@echo "make bench       how fast we send, beside smtp-source, nodemailer, Django and others; ARGS=\"--n 2000 --rounds 1\" for less"
	@echo "make lint        ruff, mypy, import-linter"
	@echo "make docs        write the generated pages of the manual anew"
	@echo "make clean       remove .venv and caches; never a workspace's data"

demo: $(VENV)/.stamp-mailer
	@$(BIN)/mailer demo

test: $(VENV)/.stamp-test
	@$(BIN)/python -m pytest --ignore=tests/peers $(ARGS)

test-peers: $(VENV)/.stamp-test
	@$(BIN)/python -m pytest tests/peers $(ARGS)

bench: $(VENV)/.stamp-bench
	@$(BIN)/python -m bench.send --peers $(ARGS)

lint: $(VENV)/.stamp-lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.stamp-mailer
	$(BIN)/python -m docs.generate_settings
	$(BIN)/python -m docs.generate_cli
	$(BIN)/python -m docs.generate_states
	$(BIN)/python -m docs.generate_checks

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .peers dist build
	find mailer tests docs bench -type d -name __pycache__ -prune -exec rm -rf {} +

# A stamp says that an installation was finished, so that the next run of make has nothing to do.

$(VENV)/.stamp-venv:
	@found=; for python in $(CANDIDATES); do \
	  if "$$python" -c '$(SUITABLE)' >/dev/null 2>&1; then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "mailer needs Python 3.11 or newer with venv (on Debian and Ubuntu: the package python3-venv)." >&2; \
	  echo "If it is installed under another name: make PYTHON=/path/to/python3.12" >&2; \
	  exit 1; \
	fi; \
	echo "Making $(VENV) with $$found ..."; \
	"$$found" -m venv --clear $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.stamp-mailer: $(VENV)/.stamp-venv pyproject.toml
	@echo "Installing mailer ..."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.stamp-test: $(VENV)/.stamp-mailer
	@echo "Installing what the tests need ..."
	@$(PIP) install --group test
	@touch $@

$(VENV)/.stamp-bench: $(VENV)/.stamp-test
	@echo "Installing what is compared with ..."
	@$(PIP) install --group bench
	@touch $@

$(VENV)/.stamp-lint: $(VENV)/.stamp-test
	@echo "Installing what make lint needs ..."
	@$(PIP) install --group lint
	@touch $@
