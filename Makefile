# make demo   build the program, fetch what it reads with, show what it makes of the bundled articles
# make test   everything that is checked, as CI does it
# make model  fetch the language model and the index of cities alone
# make page   rebuild the page of `dateline serve` from its sources (needs Node and npm; the built page is committed)
# make test-page  look at the page in Chromium: every view, filters, reviews, downloads, hostile articles, axe (needs Node, npm, Chromium)
# make bench  measure: each stage's share, tokens and documents a second, memory, and spaCy in turn (NEWS=file.jsonl: your texts)
# make install  put the program on the PATH (cargo's bin folder) and its data into the user's data folder

SHELL := /bin/bash
DATELINE := target/release/dateline
MODEL := models/en_core_web_sm
PLACES := models/places.idx
DATA := $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/dateline/models
NEXTEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo yes)

.PHONY: page test-page demo build model test test-models bench install tools

demo: build model
	@$(DATELINE) demo

build: tools
	@cargo build --release --locked --quiet -p dateline-cli

model: $(MODEL)/dateline.bin $(PLACES) models/knowledge.bin

# The flat form of the model, made once; the program itself sees when the model's own files are newer.
$(MODEL)/dateline.bin: $(MODEL) | build
	@$(DATELINE) convert-model $(MODEL)
	@touch $@

models/%: | tools
	@python3 scripts/fetch.py $*

$(PLACES): | build models/geonames
	@$(DATELINE) index-places models/geonames/cities500.json $@

# The built-in knowledge as it is after parsing; it holds for the program that was just built alone.
models/knowledge.bin: build | models
	@$(DATELINE) compile-knowledge $@

models:
	@mkdir -p $@

test-models: models/en_core_web_sm models/en_core_web_md

test: test-models build model
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
	cargo test --workspace --doc --locked --quiet
ifeq ($(NEXTEST),yes)
	cargo nextest run --workspace --locked --no-fail-fast
else
	cargo test --workspace --all-targets --locked --no-fail-fast
endif

bench: build model
	@cargo build --release --locked --quiet -p dateline --example stages
	@python3 scripts/bench.py $(NEWS) $(BENCH)

install: build model
	cargo install --locked --quiet --path crates/dateline-cli
	mkdir -p "$(DATA)"
	cp -r $(MODEL) $(PLACES) models/knowledge.bin "$(DATA)/"
	$(DATELINE) convert-model "$(DATA)/$(notdir $(MODEL))"

page:
	cd crates/dateline-web/web && npm ci --no-audit --no-fund && npm run build

test-page: model
	cd crates/dateline-web/web && npm ci --no-audit --no-fund && npm test

tools:
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust $$(sed -n 's/^rust-version = //p' Cargo.toml) or newer (rustup.rs)"; exit 1; }
	@command -v cc >/dev/null || { echo "a C linker is missing: install gcc"; exit 1; }
	@python3 -m pip --version >/dev/null 2>&1 || { echo "python3 with pip is missing: install python3 and python3-pip (they only fetch the model)"; exit 1; }
