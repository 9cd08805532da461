# make run    sets up, indexes corpus/ and opens the terminal interface (without a terminal: one query)
# make test   sets up and runs the tests
# make check  ruff, mypy, the import contract and the tests with coverage
# make test-cluster  the tests of clusters on three real nodes, where Java and Maven are
# make bench  speed against other engines;  make eval  quality on labelled data
# make soak   crashes, damage, growth, readers beside a writer, and fuzzing, at length: about three hours;
#             make soak-crashes, soak-damage, soak-growth, soak-readers, soak-fuzz or soak-watch: one of them

PYTHON ?= python3
BIN := .venv/bin
INDEX := .cache/corpus-index

SOAKS := $(addprefix soak-,crashes damage growth readers fuzz watch)

.PHONY: run test test-cluster check lint bench eval soak $(SOAKS) clean
.DEFAULT_GOAL := run

.venv/run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q index searcher tui
	@touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

.venv/bench: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	@touch $@

.venv/soak: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,soak]'
	@touch $@

run: .venv/run
	@$(BIN)/searcher index corpus --index $(INDEX)
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/searcher tui --index $(INDEX); \
	else $(BIN)/searcher search "fisheries agreement" --facets --index $(INDEX); fi

test: .venv/dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" $(PYTEST)

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config pyproject.toml

check: lint
	$(MAKE) test PYTEST="--cov --cov-report=term"

test-cluster: .venv/dev
	$(BIN)/python -m tests.cluster $(PYTEST)

bench: .venv/bench
	$(BIN)/python -m tests.bench

eval: .venv/dev
	$(BIN)/python -m pytest -m slow tests/eval

soak: $(SOAKS)

soak-crashes: WHAT := tests/index/test_crashes.py tests/index/opensearch/test_feed.py
soak-damage: WHAT := tests/index/test_check.py
soak-growth: WHAT := tests/soak/test_growth.py
soak-readers: WHAT := tests/soak/test_readers.py
soak-fuzz: WHAT := tests/soak/test_fuzzing.py tests/index/readers/test_html.py
soak-watch: WHAT := tests/searcher/test_watch.py
$(SOAKS): .venv/soak
	SOAK_SECONDS=600 FUZZ_SECONDS=360 $(BIN)/python -m pytest -m slow $(WHAT)

clean:
	rm -rf .venv .cache build dist *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
