# The few verbs of this project. Needs make and Python 3.11 or newer; uv is fetched into .uv/ when
# there is none on the PATH. On Windows use uv itself, see README.md.

.DEFAULT_GOAL := help
.PHONY: help run test test-slow test-postgres test-spark lint sample pictures simulate \
	bench bench-large bench-engines bench-processes clean setup

PYTHON ?= python3

# Ask uv for its version: a launcher of that name without a uv behind it does not count.
ifeq ($(shell uv --version >/dev/null 2>&1 && echo found),found)
UV := uv
else
UV := .uv/bin/uv
UV_MADE := .uv/bin/uv
endif

# What has a verb of its own: the long proofs, and other engines with their servers.
NEITHER := not slow and not postgres and not spark

SPARK_TESTS = $(UV) run --locked pytest -n 0 -m spark tests/engines $(ARGS)

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

run: setup ## set everything up and open the app
	$(UV) run --locked streamlit run streamlit_app.py

test: setup ## set everything up and run the tests (ARGS="-m 'not browser'" to choose)
	$(UV) run --locked pytest -n auto --dist loadfile -m "$(NEITHER)" $(ARGS)

test-slow: setup ## run the long proofs: attackers, kills, bombs, every page in every theme
	$(UV) run --locked pytest -n auto --dist loadfile -m slow $(ARGS)

test-postgres: setup ## ask a real Postgres server, started and removed by the tests
	$(UV) run --locked pytest -n 0 -m postgres tests/engines $(ARGS)

test-spark: setup ## ask a real Spark server, fetched into .spark (480 MB); it needs Java 17
	UV_PROJECT_ENVIRONMENT=.spark $(UV) sync --locked --only-group spark-server
	$(SPARK_TESTS) || { [ $$? -eq 75 ] && echo "The server ended by itself: once more." && $(SPARK_TESTS); }

lint: setup ## style, types and the architecture
	$(UV) lock --check
	$(UV) run --locked ruff check
	$(UV) run --locked ruff format --check
	$(UV) run --locked mypy analytics app benchmarks streamlit_app.py data/sample/generate.py
	$(UV) run --locked pytest tests/test_architecture.py

sample: setup ## write data/sample anew from its seed
	$(UV) run --locked python data/sample/generate.py

pictures: setup ## save docs/pictures anew: every page, light and dark, wide and narrow
	IMPACT_PICTURES=docs/pictures $(UV) run --locked pytest tests/app \
		-k "test_a_page_in_a_theme or test_the_drawer_is_clean"

simulate: setup ## how often it would mislead, into docs/validation.md (ARGS="--pilots 200" to try)
	$(UV) run --locked python -m benchmarks.simulate $(ARGS)

bench: setup ## what it costs beside a peer in the same run, into docs/performance.md
	$(UV) run --locked python -m benchmarks.day_grid
	$(UV) run --locked python -m benchmarks.ways_out
	$(UV) run --locked python -m benchmarks.main_job
	$(UV) run --locked python -m benchmarks.week
	$(UV) run --locked python -m benchmarks.asking
	$(UV) run --locked python -m benchmarks.pages

bench-large: setup ## the same with up to fifty million rows, on 23 GB of disk (ARGS="--folder DISK")
	$(UV) run --locked python -m benchmarks.main_job --rows 1000000 10000000 50000000 $(ARGS)
	$(UV) run --locked python -m benchmarks.week --rows 10000000 --rounds 1 $(ARGS)
	$(UV) run --locked python -m benchmarks.asking --rows 10000000 $(ARGS)

bench-engines: setup ## every question on DuckDB, Postgres and Spark up to 20,000,000 rows, on 32 GB of disk
	UV_PROJECT_ENVIRONMENT=.spark $(UV) sync --locked --only-group spark-server
	$(UV) run --locked python -m benchmarks.engines $(ARGS)

bench-processes: setup ## how many page runs one web process bears, and two of them
	$(UV) run --locked python -m benchmarks.processes $(ARGS)

clean: ## remove what these verbs made: environments and caches, never data
	rm -rf .venv .spark .uv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

setup: $(UV_MADE)
	$(UV) sync --locked

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .uv || \
		{ echo "This Python cannot make environments; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	.uv/bin/pip install --quiet --disable-pip-version-check uv
