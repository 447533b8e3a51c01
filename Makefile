# Everything the project does starts here. Needs Python 3.11 and make; the rest comes from the lock files.
.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

PORT ?= 8000
ARGS ?=
# Also where the environment was emptied.
PATH ?= /usr/local/bin:/usr/bin:/bin
export PATH
# A process that may not keep what it compiled compiles everything again at every start, which is half of a start.
unexport PYTHONDONTWRITEBYTECODE

# A demo unless told otherwise: DEMO=0 for a real installation.
DEMO ?= 1
ifndef PYTHON
PYTHON := $(shell for python in python3.11 python3 /usr/bin/python3.11 /usr/local/bin/python3.11; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
	&& command -v $$python && break; done)
endif

HERE := .venv/bin/python
export PORT DEMO

.PHONY: help environment run manage backup restore test proof bench screenshots check fix demo-reset lock

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST)

environment: ## make .venv and node_modules from the lock files
	@test -n "$(PYTHON)" || { echo "Python 3.11 not found; give it with make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -I boekel_sd/environment.py

run: environment ## everything, with the demo municipality, on http://localhost:$(PORT)
	@exec $(HERE) -m boekel_sd.run

manage: environment ## one management command: make manage ARGS="check"
	@exec $(HERE) manage.py $(ARGS)

backup: environment ## back up both databases and the files: docs/runbooks/backup.md
	@exec $(HERE) manage.py backup $(ARGS)

restore: environment ## put a back-up back; what was destroyed since is destroyed again: make restore ARGS="--replace"
	@exec $(HERE) manage.py restore $(ARGS)

test: environment ## all tests but the long proofs; ARGS go to pytest
	@exec $(HERE) -m pytest -n auto --dist worksteal $(ARGS)

proof: environment ## the long proofs
	@exec $(HERE) -m pytest -n auto -m proof $(ARGS)

bench: environment ## measured ratios
	@exec $(HERE) -m bench $(ARGS)

screenshots: environment ## the pictures in docs/screenshots
	@exec $(HERE) -m pytest -q tests/slice/screenshots.py

check: environment ## everything that reads the code without running it
	@exec $(HERE) manage.py check_house

fix: environment ## let ruff mend and format
	@$(HERE) -m ruff check --fix .
	@$(HERE) -m ruff format .

demo-reset: environment ## throw the embedded demo away; the next run builds a new one
	@exec $(HERE) manage.py demo_reset

lock: environment ## renew requirements.txt from requirements.in
	@$(HERE) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
