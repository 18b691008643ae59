# make run: set up and start the app.  make test: set up and run every test.  make check: style and types.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test check bench clean

run: $(VENV)/run.done
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.done
	@command -v chromium >/dev/null && command -v soffice >/dev/null && command -v pdftotext >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || sh .ci/packages
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m practicebank check

# All sizes take long. Fewer: make bench ROWS="63 100000"
ROWS ?= 63 10000 100000 1000000
bench: $(VENV)/bench.done
	@command -v chromium >/dev/null || sh .ci/packages
	$(BIN)/python -m benchmarks.pages --rows $(ROWS)
	$(BIN)/python -m benchmarks.filters
	$(BIN)/python -m benchmarks.load --ramp

$(VENV)/run.done: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.done: requirements-dev.txt requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/run.done

$(VENV)/bench.done: requirements-bench.txt $(VENV)/dev.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
