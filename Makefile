# make run    builds the optimised site and serves it with demonstration data on http://localhost:3000
# make dev    the same in watch mode: builds again and reloads the page at every change
# make test   checks, Rust tests and browser tests; the last line is `N passed, N failed`
# make bench  the speed table of the README
# make package  the Debian package, by cargo-deb, which has to be there (docs/running.md)

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export SKINLINK_DEMONSTRATION ?= on

# What the built site is made of; a test's file is not.
sources := $(shell find app backend capture domain frontend imaging locales server style public ui viewer -type f -not -path '*/tests/*') \
           Cargo.toml Cargo.lock .cargo/config.toml package-lock.json scripts/site.sh scripts/compress.mjs

.PHONY: run dev test bench package site setup
.DEFAULT_GOAL := run

run: site
	@exec target/release/skinlink serve

dev:
	@scripts/setup.sh dev
	scripts/site.sh dev
	LEPTOS_SITE_ROOT=target/site-dev SKINLINK_SITE=target/site-dev cargo leptos watch

test:
	@scripts/test.sh

bench: site
	@scripts/setup.sh bench
	@cargo run --release --quiet --package bench

# What `make site` built, and nothing built anew.
package: site
	cargo deb --no-build --package server

setup:
	@scripts/setup.sh

site: setup target/site.stamp

target/site.stamp: $(sources)
	scripts/site.sh release
	cargo build --release --package server --features embedded-site
	@touch $@
