# make run: set up and start the app.  make quick: style, types and every short test that needs nothing but Python.
# make test: set up and run every test.  make thorough: the tests that make up their input, with twenty times as much of it.
# make check: style, types and safety.
# make lock: after a change of requirements.txt or requirements-dev.txt; `make lock RENEW=--upgrade` takes newer releases.
# make pictures: take the screenshots of the README and the help pages again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
RENEW ?=
PIN = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links $(RENEW)

.PHONY: run quick test thorough programs check bench lock pictures try-deploy clean

run: $(VENV)/run.done
	$(BIN)/streamlit run app.py --server.port $(PORT)

# Two processes, each taking a few tests at a time. With `worksteal` neither is left alone at the end.
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal

quick: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(PYTEST) --quiet --hypothesis-profile quick -m "not (browser or server or postgresql or libreoffice or nginx or long)"

test: $(VENV)/dev.done programs
	$(PYTEST)

thorough: $(VENV)/dev.done programs
	$(PYTEST) --hypothesis-profile thorough -m thorough

programs:
	@command -v chromium >/dev/null && command -v soffice >/dev/null && command -v pdftotext >/dev/null && PATH=$$PATH:/usr/sbin command -v nginx >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || sh .ci/packages

check: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m practicebank check
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive .
	files=$$(git ls-files --cached --others --exclude-standard) && \
		$(BIN)/detect-secrets-hook --no-verify --baseline .secrets.baseline $$files
	mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.lock --output-reproducible --sv 1.6 --of JSON -o build/sbom.json
	$(BIN)/python -m checks.advisories requirements.lock requirements-dev.lock

# All sizes take long. Fewer: make bench ROWS="63 100000"
ROWS ?= 63 10000 100000 1000000
bench: $(VENV)/bench.done
	@command -v chromium >/dev/null || sh .ci/packages
	$(BIN)/python -m benchmarks.pages --rows $(ROWS)
	$(BIN)/python -m benchmarks.filters
	$(BIN)/python -m benchmarks.load --ramp

lock: $(VENV)/dev.done
	$(PIN) requirements.txt -o requirements.lock
	$(PIN) --constraint requirements.lock requirements-dev.txt -o requirements-dev.lock

pictures: $(VENV)/dev.done
	@command -v chromium >/dev/null || sh .ci/packages
	$(BIN)/python -m docs.pictures

try-deploy: $(VENV)/dev.done
	@PATH=$$PATH:/usr/sbin command -v nginx >/dev/null && command -v chromium >/dev/null || sh .ci/packages
	$(BIN)/python deploy/try

$(VENV)/run.done: requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/dev.done: requirements-dev.lock requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/run.done

$(VENV)/bench.done: requirements-bench.txt $(VENV)/dev.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
