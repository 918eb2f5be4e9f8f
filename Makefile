# Each command does all of its set-up itself, once: see .ci/bootstrap.py.
#   make run ARGS="--lab memory"      make test ARGS="tests/engine"
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
SCREENSHOT := $(BIN)/chainrule screenshot --size 1280x800
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

# What a test sees must not depend on who runs it, or where.
unexport PYTHONPATH PYTHONWARNINGS PYTEST_ADDOPTS
test benchmarks: export LC_ALL := C.UTF-8
test benchmarks: export QT_QPA_PLATFORM := offscreen
test benchmarks: export DISPLAY :=
test benchmarks: export WAYLAND_DISPLAY :=

.PHONY: run test benchmarks pictures lock clean
.DEFAULT_GOAL := run

run: ## open the window, or give a command: make run ARGS="trace descent"
	@$(PYTHON) .ci/bootstrap.py run
	@$(BIN)/chainrule $(ARGS)

test: ## everything that must hold; pytest comes last
	@$(PYTHON) .ci/bootstrap.py test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(ARGS)

benchmarks: ## speed, as ratios measured in one run
	@$(PYTHON) .ci/bootstrap.py test
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(BIN)/python -m pytest -m benchmark tests/benchmarks -s $(ARGS)

pictures: ## the README's, drawn anew
	@$(PYTHON) .ci/bootstrap.py run
	@mkdir -p assets/pictures
	$(SCREENSHOT) --lab descent --step 12 --theme dark assets/pictures/descent.png
	$(SCREENSHOT) --lab network --step 9 --theme dark assets/pictures/network.png
	$(SCREENSHOT) --lab memory --step 9 --theme light assets/pictures/memory.png

lock: ## after a change of dependencies (needs uv; UPGRADE=--upgrade takes newer releases)
	$(LOCK) $(UPGRADE) pyproject.toml --all-extras --group dev -o .ci/lock-test.txt
	$(LOCK) $(UPGRADE) pyproject.toml --group build -c .ci/lock-test.txt -o .ci/lock-run.txt

clean: ## forget the set-up and every cache
	rm -rf .venv .*_cache .hypothesis build dist
