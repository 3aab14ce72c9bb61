#!/usr/bin/env bash
# Runs every check and every test, and ends with `N passed, N failed`. A step that could not run is a failure.
# Run by `make test`, after the set-up.
set -uo pipefail
cd "$(dirname "$0")/.."

# Property tests draw the same cases every time, so that a change is judged by itself and not by luck. To look for
# what they have not met yet, set another seed.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-1}

passed=0 failed=0
log=$(mktemp) site_log=$(mktemp)
trap 'rm -f "$log" "$site_log"' EXIT

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

# One check counts as one test.
check() {
  say "$*"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $*"
    return 1
  fi
}

rust_tests() {
  say "$*"
  local status=0 p f
  "$@" 2>&1 | tee "$log" || status=1
  read -r p f < <(awk '/^test result:/ { p += $4; f += $6 } END { print p + 0, f + 0 }' "$log")
  # A test binary that died or did not compile has no result line.
  if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; echo "FAILED: $*"; fi
  passed=$((passed + p)) failed=$((failed + f))
}

browser_tests() {
  say 'playwright test'
  local report=target/playwright.json p f
  rm -f "$report"
  (cd end2end && SKINLINK_BIN="$PWD/../target/debug/skinlink" SKINLINK_FILLED="$PWD/../target/tmp/filled" PLAYWRIGHT_JSON_OUTPUT_NAME="../$report" npx playwright test --reporter=list,json)
  # A test that only passed when tried again has failed.
  if read -r p f < <(node -e '
      const { stats, errors } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
      console.log(stats.expected, stats.unexpected + stats.flaky + errors.length);
    ' "$report") && [ $((p + f)) -gt 0 ]; then
    passed=$((passed + p)) failed=$((failed + f))
  else
    failed=$((failed + 1))
    echo 'FAILED: the browser tests did not run'
  fi
}

check cargo fmt --all --check
check npm run --silent check --prefix end2end
check cargo deny --offline --log-level error check licenses bans sources
check cargo clippy --workspace --exclude frontend --exclude photos --exclude worker --all-targets -- -D warnings
check cargo clippy -p frontend -p photos -p worker --target wasm32-unknown-unknown -- -D warnings
# The browser is given what it gets in earnest. Link-time optimisation has use for one processor; the tests take the other.
optimised_site() { scripts/wasm.sh && cargo leptos build --release --frontend-only; }
optimised_site >"$site_log" 2>&1 &
site=$!
rust_tests cargo test --workspace --exclude frontend --exclude photos --exclude worker --exclude bench --no-fail-fast
# The same tests of the pixels as WASM, with the browser's SIMD. What is left out is statistics, not pixels: too slow twice.
CARGO_TARGET_WASM32_WASIP1_RUNNER="node --no-warnings $PWD/scripts/wasi.mjs" \
  rust_tests cargo test -p imaging --test it --target wasm32-wasip1 --no-fail-fast -- --skip evidence::
check wait "$site" || tail -n 50 "$site_log"
# The server is the one that the tests above built: compiling a second one would take longer than all tests together.
cp target/release/hash.txt target/debug/hash.txt
browser_tests

say 'sum'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
