# CNN Lessons. `make help` lists what can be made; all of it happens in .venv and _build.

PYTHONS = python3.13 python3.12 python3.11 python3
VENV = .venv/bin/python
WORKERS = 2
# Neighbours stay together: they share what takes long to make, a visit to a page for example.
SIDE_BY_SIDE = -n $(WORKERS) --dist worksteal
INDEX = _build/html/index.html
CHAPTER = $(wildcard book/*/$(NAME).md)
FOLDERS = $(filter-out tests/site/ tests/__pycache__/,$(wildcard tests/*/))
CHAPTER_TESTS = $(wildcard tests/*/test_$(NAME).py cnn_lessons/*/$(NAME).py)
# Chapters that show real data: their code imports what asks for them.
ASK = fetch_|load_mobilenet|read_ants_and_bees|load_feature_network
DATA_CHAPTERS = $(shell grep -lE "^from cnn_lessons.* import .*($(ASK))" book/*/*.md)

.PHONY: help book test testdata notebooks languages chapter lint serve lab bench timings mutants probe portable lock runtime oldest
.PHONY: clean pdf bundle publish
.PHONY: site units compare browse renew
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' Makefile

book: site ## build the site from the stored notebooks, and show it
	@$(VENV) tools/show.py $(INDEX)

test: .venv/installed ## check everything: code, notebooks, and the site in a browser
	@$(VENV) tools/times.py "$(MAKE)" lint units compare site browse
	@echo "Everything is right: the code, the notebooks and the site."

testdata: .venv/installed ## check once more, with the real data, what depends on them
	$(if $(and $(KERAS_HOME),$(CNN_LESSONS_DATA)),,$(error Name the folders with the real data in \
		the environment: KERAS_HOME and CNN_LESSONS_DATA. CONTRIBUTING.md says what is in them))
	$(VENV) -m pytest tests --ignore=tests/site -n $(WORKERS) -q -m data --need-data
	$(VENV) tools/compare.py $(DATA_CHAPTERS:.md=.ipynb)
	@echo "What depends on the real data is right."

notebooks: .venv/installed ## write and execute the notebooks that changed (ALL=1: all of them)
	$(VENV) tools/notebooks.py $(if $(ALL),--all)

languages: .venv/installed ## bring the translations up to date (BEGIN=operations/softmax, LATER=1, ONLY=ko)
	$(VENV) tools/translations.py $(if $(LATER),--later) $(if $(ONLY),--only $(ONLY)) \
		$(if $(BEGIN),--begin $(BEGIN))

chapter: .venv/installed lint ## NAME=convolution: check all of one chapter, and write its notebook (ALL=1: anew)
	$(if $(CHAPTER),,$(error There is no text book/*/$(NAME).md. Say for example: make chapter NAME=convolution))
	$(VENV) -m pytest -q $(CHAPTER_TESTS) tests/test_exercises.py tests/test_texts.py \
		tests/test_layout.py -k "$(NAME) or test_layout and not loads"
	$(VENV) tools/notebooks.py $(if $(ALL),--all) $(CHAPTER)
	$(VENV) tools/compare.py $(CHAPTER:.md=.ipynb)
	$(VENV) -m pytest -q tests/test_notebooks.py -k "$(NAME)"

lint: .venv/installed ## check the style of the code
	$(VENV) -m ruff check
	$(VENV) -m ruff format --check

portable: .venv/installed ## compare and test with the arithmetic of other processors (QUICK=1: in two minutes)
	$(VENV) tools/portable.py $(if $(QUICK),--quick)

serve: site ## serve the site at http://127.0.0.1:8000
	$(VENV) -m http.server --bind 127.0.0.1 --directory _build/html 8000

pdf: site ## print the site as one PDF for each language (ONLY=ko, PAGES="tasks/boxes": some of it)
	$(VENV) tools/pdf.py $(if $(ONLY),--only $(ONLY)) $(PAGES)

bundle: pdf ## pack site, PDF and notebooks for a stick (ONLY=ko, WHEELS=1: and what they run on)
	$(VENV) tools/bundle.py $(if $(ONLY),--only $(ONLY)) $(if $(WHEELS),--wheels)

publish: bundle ## lay out in _build/publish what the project's site offers: pages, PDF and zip
	$(VENV) tools/bundle.py --publish

lab: .venv/installed ## open copies of the notebooks in JupyterLab, yours to change
	$(VENV) tools/work_copies.py
	$(VENV) -m jupyterlab lab

bench: .venv/installed ## measure speed, side by side with TensorFlow
	@for script in $(filter-out %/side_by_side.py,$(wildcard benchmarks/*.py)); do echo "$$script"; $(VENV) "$$script" || exit 1; done

timings: .venv/installed ## measure how long each chapter runs, with the real data (NAME=pooling: one of them)
	$(VENV) tools/timings.py $(if $(NAME),$(CHAPTER:.md=.ipynb))

mutants: .venv/installed ## make small mistakes that no test may miss (NAME=pooling, COUNT=40, SEED=0)
	$(VENV) tools/mutants.py $(NAME) $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))
	$(if $(NAME),,$(VENV) tools/exercise_mutants.py)

probe: .venv/installed ## NAME=dense: repeat what the chapter concludes, over seeds and settings
	$(VENV) tools/probe.py $(NAME)

lock: .venv/installed ## renew requirements.txt from pyproject.toml (UPGRADE=1: newest versions)
	.venv/bin/uv pip compile --universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-annotate --custom-compile-command "make lock" \
		$(if $(UPGRADE),--upgrade) --extra book --extra test --extra pdf -q pyproject.toml -o requirements.txt

runtime: .venv/installed ## fetch the MicroPython of the pages' editors from npm (VERSION=1.27.0)
	$(VENV) tools/runtime.py $(VERSION)

# Left out: TensorFlow 2.18 itself writes to stderr, whatever TF_CPP_MIN_LOG_LEVEL says.
LOUD = tests/practice/photos/test_command.py::test_a_photo_that_cannot_be_read_is_refused_after_the_others
oldest: .venv/installed ## check the package with the oldest versions that pyproject.toml admits
	.venv/bin/uv venv -q --clear --python 3.11 _build/oldest
	.venv/bin/uv pip install --python _build/oldest --resolution lowest-direct -e .
	.venv/bin/uv pip install --python _build/oldest pytest pytest-xdist hypothesis nbval jupytext
	_build/oldest/bin/python -m pytest $(FOLDERS) tests/test_exercises.py cnn_lessons \
		-n $(WORKERS) -q -o filterwarnings= --disable-warnings --deselect $(LOUD)
	_build/oldest/bin/python tools/compare.py $(wildcard book/operations/*.ipynb)

clean: ## remove what was built (.venv stays)
	rm -rf _build .cache .hypothesis .pytest_cache .ruff_cache

# The parts of `make test` ----------------------------------------------------

# What runs our code, here and in processes of its own.
RUNS = units compare browse chapter testdata portable mutants probe oldest
$(RUNS): export KERAS_BACKEND = tensorflow
# Two of them run side by side, and matrix products with two threads each would wait for each other.
$(RUNS): export OMP_NUM_THREADS = 1
$(RUNS): export OPENBLAS_NUM_THREADS = 1
$(RUNS): export PYTHONHASHSEED = 0
$(RUNS): export TF_NUM_INTRAOP_THREADS = 1
$(RUNS): export TF_NUM_INTEROP_THREADS = 1
$(RUNS): export TF_CPP_MIN_LOG_LEVEL = 3
$(RUNS): export CNN_LESSONS_PROGRESS = $(CURDIR)/_build/progress.json
# A kernel works in its chapter's folder.
testdata: export KERAS_HOME := $(abspath $(KERAS_HOME))
testdata: export CNN_LESSONS_DATA := $(abspath $(CNN_LESSONS_DATA))
unexport MPLBACKEND
# Images of containers set it, and then each process compiles every module anew: TensorFlow's and
# Keras's alone take six seconds, and the tests start dozens.
unexport PYTHONDONTWRITEBYTECODE

units: .venv/installed
	$(VENV) -m pytest --ignore=tests/site $(SIDE_BY_SIDE) -q --junitxml=_build/times/$@.xml

compare: .venv/installed
	$(VENV) tools/translations.py --parts
	$(VENV) tools/compare.py

# What the pages judge answers with: the exercises, their checks, and what runs in the browser.
ON_THE_PAGE = $(wildcard book/_editor/*/*.* book/_editor/on_page/*/*.py book/_editor/on_page/*/*/*.py \
	cnn_lessons/exercises/*.py cnn_lessons/checks/*.py cnn_lessons/elements/*.* \
	cnn_lessons/blueprints/network_exercise.py)

# Sphinx notices changed pages, but no changed style sheet or extension, and no removed page.
_build/fresh: _toc.yml _config.yml $(wildcard book/assets/* book/_ext/*.py) $(ON_THE_PAGE)
	@rm -rf _build/html _build/.doctrees _build/editions
	@mkdir -p _build && touch $@

# A page that is not read again does not repeat its warnings: a failed build forgets all pages.
# Sphinx says why a build failed; Jupyter Book's own traceback below it says no more.
site: .venv/installed _build/fresh
	@echo "Building the site from the stored notebooks."
	@errors=$$(.venv/bin/jupyter-book build book --config _config.yml --toc "$(CURDIR)/_toc.yml" \
		--path-output . -q -W -n --keep-going 2>&1 >/dev/null) || { rm -rf _build/.doctrees; \
		case "$$errors" in *"Look above for the cause."*) errors=$${errors%%Traceback*};; esac; \
		printf "%s\n" "$$errors" "The site was not built: mend what stands above." >&2; exit 1; }
	@$(VENV) tools/edition_sites.py
	@[ ! -d _build/html/_static/mathjax ] || echo "There is no quickjs here: MathJax typesets the formulas."

browse: .venv/installed
	$(VENV) -m pytest tests/site $(SIDE_BY_SIDE) -q --junitxml=_build/times/$@.xml

# The environment -------------------------------------------------------------

# The stamp holds the folder's name, so that a copied or half-made .venv is made anew; so is one
# whose Python was removed or has become another.
RENEW := $(shell [ "$$(cat .venv/installed 2>/dev/null)" = "$(CURDIR)" ] \
	&& $(VENV) -c "import uv" 2>/dev/null || echo renew)
INSTALL = .venv/bin/uv pip install --python .venv --no-deps
# Prints what a Python is, and fails where it cannot make the environment.
USABLE = import sys; from importlib.util import find_spec; venv = find_spec('ensurepip'); \
	print('Python %d.%d' % sys.version_info[:2] + ('' if venv else ' without the module venv')); \
	sys.exit(not (venv and (3, 11) <= sys.version_info < (3, 14)))

.venv/installed: requirements.txt pyproject.toml $(RENEW)
	@rm -f $@
	@if [ -n "$(RENEW)" ]; then \
		for python in $(if $(PYTHON),"$(PYTHON)",$(PYTHONS)); do \
			is=$$("$$python" -c "$(USABLE)" 2>/dev/null) && found=$$python && break; \
			others="$$others$${is:+ $$python is $$is.}"; \
		done; \
		if [ -z "$$found" ]; then \
			echo "No usable Python: install 3.11, 3.12 or 3.13 with its module venv" \
				"(Debian, Ubuntu: apt install python3 python3-venv), or name one that lies" \
				"elsewhere: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; \
			echo "Looked for: $(if $(PYTHON),$(PYTHON),$(PYTHONS)).$$others"; \
			exit 1; \
		fi >&2; \
		echo "Making .venv with $$is."; \
		rm -rf .venv && "$$found" -m venv .venv; \
	fi && \
	sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > .venv/uv.txt && \
	$(VENV) -m pip install -q --retries 1 --disable-pip-version-check \
		--require-hashes --no-deps -r .venv/uv.txt && \
	$(INSTALL) --require-hashes -r requirements.txt && \
	$(INSTALL) --no-build-isolation -e . && \
	echo "$(CURDIR)" > $@ || { echo "The packages are not installed: see to what stands above (they take" \
		"an internet connection and 4 GB of disk), then run make again." >&2; exit 1; }
