#!/usr/bin/env bash
# Builds the optimised site and its server. Run by the Makefile, which puts the tools on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

# Because files carry hashes in their names, cargo-leptos builds the server after the site. Neither needs the other, and
# link-time optimisation has use for one processor only: side by side, the first build is minutes shorter.
cargo leptos build --release --server-only &
server=$!
# A script's background jobs do not hear Ctrl-C by themselves.
trap 'trap - TERM; kill 0' INT

site=0
{ scripts/wasm.sh && cargo leptos build --release --frontend-only && node scripts/compress.mjs target/site; } || site=$?
wait "$server"
exit "$site"
