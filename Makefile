# Every target sets up .venv by itself; the only thing needed beforehand is Python 3.11 or newer.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
BIN := .venv/bin
READY := .venv/ready
JOBS ?= 2
DEMO := build/demo/contact-sheet.png

.PHONY: run demo test test-all lint bench docs setup format clean

run: $(READY)
	@$(BIN)/ganvas edit

demo: $(READY)
	@$(BIN)/ganvas translate resources/samples/*.png --model shoes-material -n 8 --seed 0 --sheet -o $(DEMO)

# In two processes, as the slowest tests wait for trainings of their own; more need 3 GB of memory each.
test: $(READY)
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not slow"

test-all: $(READY)
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(READY)
	@$(BIN)/python -m benchmarks.run_all

docs: $(READY)
	@$(BIN)/python -m trainer recipes --page docs/recipes.md

format: $(READY)
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

setup: $(READY)

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info

# uv installs many times faster than pip; where it cannot be had, or cannot reach the packages that pip can, pip does it.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { \
		echo "Ganvas needs Python 3.11 or newer; name yours with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv. The first time downloads about 3 GB (most of it PyTorch) and takes some minutes."
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv || { rm -rf .venv; \
		echo "Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --default-pip >/dev/null
	@{ { $(BIN)/python -m pip install --quiet --disable-pip-version-check uv \
		&& VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock \
		&& VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip install --quiet --no-deps -e . ; } \
	|| { echo "Installing with pip instead of uv, which takes longer." \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e . ; } ; } || { \
		echo "The packages could not be installed; the lines above say why. Nothing else was changed." >&2; exit 1; }
	@touch $@
