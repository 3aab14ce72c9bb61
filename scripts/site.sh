#!/usr/bin/env bash
# Builds what a browser fetches: three WASM modules, the styles and the files of public/. What has not changed is not
# built again. Run by the Makefile, which puts the tools on the PATH.
#
#   site.sh release   what is shipped: target/site
#   site.sh test      the same in a fraction of the time and not as small: target/site-test
#   site.sh dev       only the modules that `cargo leptos watch`, which builds one, does not: into public/
#
# hash.txt, from which the server knows what its files are called, goes beside the server that belongs to the site.
set -euo pipefail
cd "$(dirname "$0")/.."

crates=(--package frontend-patient --package frontend-worker)
case "${1:-}" in
  release) profile=wasm-release site=target/site server=target/release ;;
  test) profile=wasm-test site=target/site-test server=target/debug ;;
  dev) profile=wasm-test site=target/site-dev ;;
  *) echo 'usage: site.sh release|test|dev' >&2; exit 2 ;;
esac
[ "$1" = dev ] || crates+=(--package frontend-clinician)
built=target/wasm32-unknown-unknown/$profile
parts=$site-parts
mkdir -p "$parts"

# Together, so that what they share is compiled once.
cargo build --profile "$profile" "${crates[@]}" --target wasm32-unknown-unknown

# stale <made> <from>…: whether it must be made again.
stale() { [ ! -e "$1" ] || [ -n "$(find "${@:2}" scripts/site.sh -newer "$1" -print -quit)" ]; }

# module <crate> <name> <what wasm-opt does>…
module() {
  local folder=$parts/$2
  stale "$folder" "$built/$1.wasm" || return 0
  rm -rf "$parts/new"
  wasm-bindgen --target web --no-typescript --out-name "$2" --out-dir "$parts/new" "$built/$1.wasm"
  if [ "$site" = target/site ]; then
    wasm-opt "${@:3}" --enable-simd --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
      --enable-mutable-globals --enable-reference-types --enable-multivalue "$parts/new/$2_bg.wasm" -o "$parts/new/$2_bg.wasm"
  fi
  # A fifth less of it to fetch, and on a phone there is no kilobyte to spare.
  esbuild "$parts/new/$2.js" --minify --format=esm --target=es2022 --log-level=warning --allow-overwrite --outfile="$parts/new/$2.js"
  rm -rf "$folder"
  mv "$parts/new" "$folder"
  touch "$folder"
}

# Small once compressed: less is folded together than by -Oz, and functions that were made from one stand side by side,
# so that Brotli finds them alike. A thirty-fifth less to fetch.
module frontend_patient photos -O1 --duplicate-function-elimination --reorder-functions-by-name
# Fetched once, and then works on millions of pixels: fast before small.
module frontend_worker imaging -O3
if [ "$1" = dev ]; then
  cp -R "$parts/photos" "$parts/imaging" public/
  exit
fi
module frontend_clinician skinlink -Oz

styles=$parts/skinlink.css
if stale "$styles" style app/src capture/src server/src ui/src viewer/src public locales/text package-lock.json; then
  sass --no-source-map style/main.scss "$parts/whole.css"
  purgecss --config style/purge.cjs --css "$parts/whole.css" --output "$parts/main.css"
  # For the oldest browsers that are served: left alone, a minifier writes `width >= 901px`, which Safari knows since 16.4.
  esbuild "$parts/main.css" --minify --target=safari15,ios15,chrome100,firefox100 --log-level=warning --outfile="$styles"
fi

if stale "$parts/hash.txt" "$parts/photos" "$parts/imaging" "$parts/skinlink" "$styles" public scripts/compress.mjs || [ ! -d "$site" ]; then
  rm -rf "$parts/new"
  mkdir -p "$parts/new/pkg"
  cp -R public/. "$parts/photos" "$parts/imaging" "$parts/new/"
  # named <kind> <file>: under a name that changes with its content, and kept by browsers for ever.
  named() {
    local hash
    hash=$(sha256sum "$2" | cut -c1-20)
    cp "$2" "$parts/new/pkg/skinlink.$hash.$1"
    echo "$1: $hash"
  }
  {
    named js "$parts/skinlink/skinlink.js"
    named wasm "$parts/skinlink/skinlink_bg.wasm"
    named css "$styles"
  } >"$parts/hash.new"
  [ "$site" != target/site ] || node scripts/compress.mjs "$parts/new"
  rm -rf "$site"
  mv "$parts/new" "$site"
  mv "$parts/hash.new" "$parts/hash.txt"
fi
mkdir -p "$server"
cmp -s "$parts/hash.txt" "$server/hash.txt" || cp "$parts/hash.txt" "$server/hash.txt"
