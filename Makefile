# 年报：make reports 生成报告，make help 看全部命令。
# The environment is made here from pinned, hashed requirements; nothing else is needed.

PYTHON ?= python3
# Chinese file names, whatever the language of the system.
export PYTHONUTF8 := 1
VENV := .venv
RUN := $(VENV)/bin/python -m pipeline
PIP := $(VENV)/bin/python -m pip install --no-compile --quiet --disable-pip-version-check
VENV_LOG := $(VENV)/准备日志.txt
# Compile once all modules that the program imports, also where PYTHONDONTWRITEBYTECODE is set: else each process compiles them anew (1 s).
COMPILE := PYTHONDONTWRITEBYTECODE= $(VENV)/bin/python
IMPORT_ALL := import importlib, pkgutil, rapidfuzz.fuzz, rapidfuzz.process, pipeline; \
	[importlib.import_module(module.name) for module in pkgutil.walk_packages(pipeline.__path__, "pipeline.")]
# What stopped the set-up, in one sentence.
STOP = { echo "$(1)" >&2; exit 1; }
NO_PYTHON := 没有找到合用的 Python：要 3.11 或更新的。请从 www.python.org 安装，再运行一次；装在别处的，写 make 命令 PYTHON=它的路径。
NO_PIP := 这台电脑的 Python 缺少 venv 或 pip，没能准备运行环境。Debian、Ubuntu 请先运行 sudo apt install python3-venv，再运行一次。
NO_PACKAGES := 没能装好要用的软件包，多半是网络不通或太慢。请检查网络，再运行一次；详情在 $(VENV_LOG)。
# A set-up whose Python has gone is none.
$(shell test ! -e $(VENV)/run || $(VENV)/bin/python -c '' 2>/dev/null || rm -f $(VENV)/run)
LOCK = $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 pyproject.toml
YEAR_OPTION := $(if $(YEAR),--year $(YEAR))
OPTIONS := $(YEAR_OPTION) $(if $(FOLDER),--home "$(FOLDER)") $(if $(INPUT),--input "$(INPUT)") $(if $(OUTPUT),--output "$(OUTPUT)") $(if $(PROVINCE),--province "$(PROVINCE)")

ENGINE := $(if $(WORKERS),--workers $(WORKERS)) $(if $(SCHEDULER),--scheduler "$(SCHEDULER)") $(if $(filter 1,$(INSECURE)),--insecure)
READY := $(VENV)/run $(if $(SCHEDULER),$(VENV)/cluster)

.PHONY: help reports check watch status new import audit templates rules test fuzz faults mutants prose unread lint format bench scale clean lock

help: ## 显示这份说明
	@echo "用法：make 命令 [YEAR=年份] [FOLDER=区的文件夹]"
	@sed -n '/开发用/!s/^\([a-z]*\):.*## \(.*\)/  \1 — \2/p' $(MAKEFILE_LIST)
	@echo "开发用："
	@grep 开发用 $(MAKEFILE_LIST) | sed -n 's/（开发用）//; s/（开发用，/（/; s/^\([a-z]*\):.*## \(.*\)/  \1 — \2/p'

reports: $(READY) ## 检查各街道的表格，生成街道报告、审签单和汇总；DRAFT=1 另出草稿，PDF=1 另存 PDF，ONLY=街道 只出这一个，PROVINCE=省的文件夹 全省一起办（check 也可以）
	@$(RUN) reports $(OPTIONS) $(ENGINE) $(if $(filter 1,$(DRAFT)),--draft) $(if $(filter 1,$(PDF)),--pdf) $(foreach office,$(ONLY),--only "$(office)")

check: $(READY) ## 只检查，写出问题清单和数据
	@$(RUN) check $(OPTIONS) $(ENGINE)

watch: $(VENV)/run ## 一直开着，表格有变化就再运行一次
	@$(RUN) watch $(OPTIONS)

status: $(VENV)/run ## 看看报到哪一步了，不写任何文件
	@$(RUN) status $(OPTIONS)

new: $(VENV)/run ## 建一个区的文件夹，如 make new FOLDER=年报 DISTRICT=原州区 OFFICES=名单.txt
	@$(RUN) new $(if $(FOLDER),"$(FOLDER)") $(if $(DISTRICT),--district "$(DISTRICT)") $(if $(OFFICES),--offices "$(OFFICES)")

import: $(VENV)/run ## 把公布过的年报变成填好的表格，如 make import FILES=上年年报 YEAR=2022
	@$(RUN) import $(OPTIONS) $(if $(FILES),"$(FILES)")

audit: $(VENV)/run ## 核查公布的年报，如 make audit FILES=网站下载
	@$(RUN) audit $(OPTIONS) $(if $(FILES),"$(FILES)")

templates: $(VENV)/run ## 生成空白模板，如 make templates YEAR=2024
	@$(RUN) templates $(OPTIONS)

rules: $(VENV)/run ## 列出全部检查规则
	@$(RUN) rules $(OPTIONS)

test: $(VENV)/dev ## 运行测试（开发用）
	@$(VENV)/bin/python -m pytest -q

# Makes variants of a return with whatever is there of LibreOffice, Gnumeric and, in NODE_MODULES, exceljs and xlsx.
fuzz: export CORPUS := $(CORPUS)
fuzz: export NODE_MODULES := $(NODE_MODULES)
fuzz: $(VENV)/dev ## 长时间的测试：随机损坏、别的软件另存的表格（开发用）；CORPUS=文件夹 另核对里面的表格，NODE_MODULES=文件夹 也用里面的 exceljs、xlsx 另存
	@$(VENV)/bin/python -m pytest -q -m fuzz

faults: $(VENV)/dev ## 在每一处中断、写不进去，看有没有损坏（开发用，约四分钟）
	@$(VENV)/bin/python tests/faults.py

mutants: $(VENV)/dev ## 在程序里一处一处改错，看测试发现不发现（开发用，约一小时）；SAMPLE=10 只试十处
	@$(VENV)/bin/python tests/mutants.py $(if $(SAMPLE),--sample $(SAMPLE))

prose: $(VENV)/dev ## 在标注过的段落上量一量，写错的数报出几成、误报几成（开发用）
	@PYTHONPATH=. $(VENV)/bin/python tests/passages.py

unread: $(VENV)/dev ## 列出还读不懂的数字写法，常见的在前（开发用）；FOLDER=放表格或年报的文件夹
	@PYTHONPATH=. $(VENV)/bin/python tests/unread.py $(FOLDER)

lint: $(VENV)/dev ## 检查代码（开发用）
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

format: $(VENV)/dev ## 整理代码格式（开发用）
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

bench: $(VENV)/dev ## 测量速度（开发用，约十二分钟，要装有 Node）；SMALL=1 只测最要紧的
	@$(VENV)/bin/python benchmarks/bench.py $(if $(filter 1,$(SMALL)),--small)

scale: $(VENV)/dev ## 全省规模：本机和集群各跑一遍，中途杀掉一个进程，逐字节比对（开发用，约半小时）；OFFICES=200 少跑些
	@$(VENV)/bin/python benchmarks/scale.py $(OFFICES)

clean: ## 删除运行环境和缓存（不动 input 和 output）
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find pipeline tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

lock: $(VENV)/dev ## 重新锁定依赖的版本（开发用）
	@$(VENV)/bin/python -m pip install --quiet uv
	@$(LOCK) --group build -o requirements.txt
	@$(LOCK) --group build --extra cluster -o requirements-cluster.txt
	@$(LOCK) --group dev --extra cluster -o requirements-dev.txt

# Ready is what is marked at the end; whatever was begun before and not marked is made anew.
$(VENV)/run: requirements.txt pyproject.toml
	@echo "正在准备运行环境（只在第一次需要，约一两分钟）……"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(call STOP,$(NO_PYTHON))
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 && $(VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(call STOP,$(NO_PIP))
	@$(PIP) --require-hashes -r requirements.txt >$(VENV_LOG) 2>&1 || $(call STOP,$(NO_PACKAGES))
	@$(PIP) --no-deps --no-build-isolation -e . >>$(VENV_LOG) 2>&1 || $(call STOP,$(NO_PACKAGES))
	@$(COMPILE) -c '$(IMPORT_ALL)' >>$(VENV_LOG) 2>&1 || true  # without it a run is slower, not wrong
	@touch $@

$(VENV)/cluster: $(VENV)/run requirements-cluster.txt
	@echo "正在准备分布式计算的库……"
	@$(PIP) --require-hashes -r requirements-cluster.txt >$(VENV_LOG) 2>&1 || $(call STOP,$(NO_PACKAGES))
	@touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.txt
	@$(PIP) --require-hashes -r requirements-dev.txt >$(VENV_LOG) 2>&1 || $(call STOP,$(NO_PACKAGES))
	@$(COMPILE) -m compileall -q -j 0 -x '/tests?/' $(VENV)/lib >>$(VENV_LOG) 2>&1 || true  # some packages hold what does not compile
	@touch $@
