# make run: set up and start the app.  make test: set up and run every test.  make check: style and types.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test check bench try-deploy clean

run: $(VENV)/run.done
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.done
	@command -v chromium >/dev/null && command -v soffice >/dev/null && command -v pdftotext >/dev/null && PATH=$$PATH:/usr/sbin command -v nginx >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || sh .ci/packages
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m practicebank check

bench: $(VENV)/dev.done
	@command -v chromium >/dev/null || sh .ci/packages
	$(BIN)/python -m benchmarks.pages

try-deploy: $(VENV)/dev.done
	@PATH=$$PATH:/usr/sbin command -v nginx >/dev/null && command -v chromium >/dev/null || sh .ci/packages
	$(BIN)/python deploy/try

$(VENV)/run.done: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.done: requirements-dev.txt requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/run.done

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
