# make demo    set up, make the recitation of seed 7, grade a submission
# make test    set up and run the tests
# make check   the whole gate: format, lint, types, layers, docs, tests
.PHONY: demo picture test check lint format docs docs-check quality golden bench ranges class trials browser clean setup setup-dev
RUN := .venv/bin/

demo: setup
	@$(RUN)quizgen make --seed 7 --out demo --force
	@$(RUN)quizgen grade docs/submission-seed7.csv --keys demo/answer_keys --out demo/grades
	@cat demo/grades/scores.csv

test: setup-dev
	$(RUN)python -m pytest -n auto

check: lint docs-check test

lint: setup-dev
	$(RUN)ruff format --check .
	$(RUN)ruff check .
	$(RUN)mypy
	$(RUN)lint-imports

format: setup-dev
	$(RUN)ruff format .
	$(RUN)ruff check --fix .

docs: setup-dev
	$(RUN)python -m docs.generate

docs-check: setup-dev
	$(RUN)python -m docs.generate --check

# The quality of the built-in sets, over thousands of variants: some minutes.
quality: setup-dev
	$(RUN)python -m docs.quality

golden: setup-dev
	$(RUN)python -m tests.golden

bench: setup-dev
	$(RUN)python -m benchmarks

ranges: setup-dev
	$(RUN)python -m benchmarks.ranges

# What the marking makes of a made class, and of tricks: some minutes.
class: setup-dev
	$(RUN)python -m benchmarks.marking

trials: setup-dev
	$(RUN)python -m pytest -n auto -m trial

# The pages and the form in a real Chromium: some minutes.  Needs node and Chromium.
browser: setup-dev
	@tests/browser/setup
	$(RUN)python -m pytest -m browser

clean:
	rm -rf .venv demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/browser/node_modules

setup:
	@.ci/setup

setup-dev:
	@.ci/setup dev

# The README's picture; needs pdftoppm (poppler-utils).
picture: demo
	pdftoppm -r 72 -png -gray -f 2 -l 2 -singlefile demo/handouts/recitation5-seed7.pdf docs/handout
