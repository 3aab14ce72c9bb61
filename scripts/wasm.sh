#!/usr/bin/env bash
# Builds the two WASM modules beside the clinicians' pages into public/, from where cargo-leptos, which builds one, takes
# them into the site: `photos` (the patient's photos page) and `worker` (imaging). Run by the Makefile, which puts the
# tools on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

built=target/front/wasm32-unknown-unknown/wasm-release
cargo build --package photos --package worker --target wasm32-unknown-unknown --profile wasm-release --target-dir target/front

# module <crate> <name> <what wasm-opt does>…
module() {
  local folder=public/$2 made=target/wasm/$2
  # Nothing is written when nothing changed: the site would be built again.
  if [ "$folder/$2_bg.wasm" -nt "$built/$1.wasm" ]; then return; fi
  rm -rf "$made"
  wasm-bindgen --target web --no-typescript --out-name "$2" --out-dir "$made" "$built/$1.wasm"
  wasm-opt "${@:3}" --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
    --enable-mutable-globals --enable-reference-types --enable-multivalue "$made/$2_bg.wasm" -o "$made/$2_bg.wasm"
  mkdir -p "$folder"
  # A fifth less of it to fetch, and on a phone there is no kilobyte to spare.
  esbuild "$made/$2.js" --minify --format=esm --target=es2022 --log-level=warning --outfile="$folder/$2.js"
  mv "$made/$2_bg.wasm" "$folder/"
}

# Small once compressed: less is folded together than by -Oz, and functions that were made from one stand side by side,
# so that Brotli finds them alike. A thirty-fifth less to fetch.
module photos photos -O1 --duplicate-function-elimination --reorder-functions-by-name
# Fetched once, and then works on millions of pixels: fast before small.
module worker imaging -O3
