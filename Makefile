# What a newcomer types is `make run`; what a developer types is `make test lint`. `make help` lists the rest.
# Needs GNU make (3.81 will do) and Python 3.11 or newer with venv. Everything else is brought into .venv.

# The first Python that is new enough; another one: make setup PYTHON=/path/to/python
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
endif
UV := $(shell command -v uv 2>/dev/null || echo .venv/bin/uv)
HOST ?= 127.0.0.1
PORT ?= 8000
# How many test processes; a file's tests stay together.
JOBS ?= 2

IN = .venv/bin/
INSTALL = $(UV) pip install --python $(IN)python --require-hashes --only-binary :all:

.PHONY: help setup run test lint bench docs lock clean

help: ## 列出命令 list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

setup: .venv/.project ## 安装到.venv，装好后可用.venv/bin/gongkai install into .venv
	@echo "$(IN)gongkai"

run: setup ## 装好、载入示例、打开网站 set up, load the demo, serve the site at http://127.0.0.1:8000
	@$(IN)gongkai demo
	@$(IN)gongkai serve --host $(HOST) --port $(PORT) $(if $(filter 127.0.0.1 localhost,$(HOST)),--demo)

test: .venv/.dev ## 运行这台机器能运行的全部测试 every test this machine can run, and what was skipped and why
	@$(IN)python -m pytest -n $(JOBS) --dist loadfile --cov --cov-report=term:skip-covered $(ARGS)
	@UV="$(UV)" sh .ci/python-3.13

lint: .venv/.dev ## 代码风格、类型、分层、模板 style, types, layers, templates, names
	$(IN)ruff check .
	$(IN)ruff format --check .
	$(IN)mypy
	$(IN)lint-imports --no-logo
	$(IN)djlint src --lint --quiet
	$(IN)python -m pytest -q tests/contracts/test_names.py

bench: .venv/.dev ## 速度测量 measure the speed
	@$(IN)python benchmarks/run.py $(ARGS)

docs: .venv/.dev ## 生成文档网站 build docs/_build/html/index.html
	@$(IN)python docs/reference/generate.py
	@$(IN)python docs/reference/rules/generate.py
	@$(IN)sphinx-build --fail-on-warning --keep-going --quiet --fresh-env docs docs/_build/html
	@echo "docs/_build/html/index.html"

lock: $(UV) ## 重新锁定依赖 pin the dependencies anew in requirements/*.txt
	@UV="$(UV)" requirements/lock.sh

clean: ## 删除缓存与生成物，.venv和var不动 remove caches and builds; .venv and var stay
	@rm -rf build dist docs/_build htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	@find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# --- how .venv comes about; nothing is done twice ---------------------------------------------------

# Looked at only when it is missing, so that a newer system Python does not rebuild a working .venv.
.venv/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { printf '%s\n' \
		"需要Python 3.11或更新的版本。Debian、Ubuntu：sudo apt install python3 python3-venv；macOS：brew install python@3.13。" \
		"Python 3.11 or newer is needed: apt install python3 python3-venv, or brew install python@3.13." >&2; exit 1; }
	@echo "→ .venv（$$($(PYTHON) --version)）"
ifeq ($(UV),.venv/bin/uv)
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { printf '%s\n' \
		"这个Python没有venv。Debian、Ubuntu请执行：sudo apt install python3-venv，再重新make。" \
		"This Python has no venv: apt install python3-venv, then run make again." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }
else
	@$(UV) venv --quiet --clear --python "$(PYTHON)" .venv
endif

.venv/bin/uv: requirements/uv.txt | .venv/bin/python
	@echo "→ uv"
	@$(IN)python -m pip --version >/dev/null 2>&1 || $(IN)python -m ensurepip >/dev/null
	@$(IN)python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.platform: requirements/platform.txt requirements/build.txt | .venv/bin/python $(UV)
	@echo "→ 依赖 dependencies（requirements/platform.txt）"
	@$(INSTALL) -r requirements/platform.txt -r requirements/build.txt || { printf '%s\n' \
		"依赖没有装上。若上面说某个包没有适合本机的wheel，请改用3.11至3.13的Python（make setup PYTHON=python3.13）；若是网络问题，请重新make，已下载的不会重下。" \
		"The dependencies could not be installed. If a package has no wheel for this machine, use a Python from 3.11 to 3.13" \
		"(make setup PYTHON=python3.13); if the network failed, run make again: what was downloaded is kept." >&2; exit 1; }
	@touch $@

.venv/.project: pyproject.toml .venv/.platform
	@echo "→ gongkai"
	@$(UV) pip install --quiet --python $(IN)python --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.project
	@echo "→ 开发依赖 what tests and checks need（requirements/dev.txt）"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@
