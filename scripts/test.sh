#!/usr/bin/env bash
# Runs every check and every test, and ends with how long each step took, the names of what failed, and `N passed, N
# failed`. A step that could not run is a failure. Run by `make test`.
set -uo pipefail
cd "$(dirname "$0")/.."

# Property tests draw the same cases every time, so that a change is judged by itself and not by luck. To look for
# what they have not met yet, set another seed.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-1}

passed=0 failed=0 times=() failures=()
log=$(mktemp) site_log=$(mktemp)
trap 'rm -f "$log" "$site_log"' EXIT

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

# failure <what>: named again at the end.
failure() { failures+=("$*"); }

# took <since> <what>
took() { times+=("$(printf '%5d s  %s' $((SECONDS - $1)) "$2")"); }

# One check counts as one test.
check() {
  local begun=$SECONDS status=0
  say "$*"
  "$@" || status=1
  took "$begun" "$*"
  if [ "$status" -eq 0 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $*"
    failure "$*"
  fi
  return "$status"
}

rust_tests() {
  local begun=$SECONDS status=0 p f name
  say "$*"
  "$@" 2>&1 | tee "$log" || status=1
  took "$begun" "$*"
  read -r p f < <(awk '/^test result:/ { p += $4; f += $6 } END { print p + 0, f + 0 }' "$log")
  # After each binary that failed cargo says how to run that one again, and its tests' names stand before that.
  while IFS= read -r name; do failure "$name"; done < <(awk -F '`' '
    /^test .* \.\.\. FAILED$/ { sub(/^test /, ""); sub(/ \.\.\. FAILED$/, ""); names[++n] = $0 }
    /to rerun pass/ { for (i = 1; i <= n; i++) print names[i] "  (" $2 ")"; if (!n) print $2; n = 0 }
  ' "$log")
  # A test binary that died or did not compile has no result line.
  if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; echo "FAILED: $*"; failure "$*"; fi
  passed=$((passed + p)) failed=$((failed + f))
}

browser_tests() {
  local begun=$SECONDS report=target/playwright.json p f name
  say 'playwright test'
  rm -f "$report"
  (
    export SKINLINK_BIN=$PWD/target/debug/skinlink SKINLINK_SITE=$PWD/target/site-test SKINLINK_FILLED=$PWD/target/tmp/filled
    export PLAYWRIGHT_JSON_OUTPUT_NAME=$PWD/$report
    cd end2end && npx playwright test --reporter=list,json
  )
  took "$begun" 'playwright test'
  # A test that only passed when tried again has failed.
  if read -r p f < <(node -e '
      const { stats, errors } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
      console.log(stats.expected, stats.unexpected + stats.flaky + errors.length);
    ' "$report") && [ $((p + f)) -gt 0 ]; then
    passed=$((passed + p)) failed=$((failed + f))
    # What is printed last is what is kept of a long log: each failure says where and why, not only its name.
    while IFS= read -r name; do failure "$name"; done < <(node -e '
      const { suites, errors } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
      const why = ({ message = "", location: { file = "", line = "" } = {} }) => [
        `    at ${file.split("/").slice(-2).join("/")}:${line}`,
        ...message.replace(/\x1b\[[0-9;]*m/g, "").split("\n").filter((text) => text.trim()).slice(0, 12).map((text) => `    ${text}`),
      ];
      const named = ({ specs = [], suites = [] }) => [
        ...specs.flatMap(({ file, line, title, tests }) => tests
          .filter(({ status }) => status === "unexpected" || status === "flaky")
          .flatMap(({ projectName, status, results }) => [
            `${file}:${line} ${title}  (${projectName}${status === "flaky" ? ", passed when tried again" : ""})`,
            ...results.flatMap(({ errors = [] }) => errors.flatMap(why)),
          ])),
        ...suites.flatMap(named),
      ];
      for (const name of [...suites.flatMap(named), ...errors.flatMap((error) => why(error))]) console.log(name);
    ' "$report")
  else
    failed=$((failed + 1))
    echo 'FAILED: the browser tests did not run'
    failure 'the browser tests did not run'
  fi
}

# What a minifier writes if it is let, `width >= 901px`, is for Safari before 16.4 a rule that never holds.
styles_for_old_browsers() {
  local styles=target/site-test-parts/skinlink.css
  [ -s "$styles" ] && ! grep -oE '@media[^{]*(width|height) *[<>][^{]*' "$styles"
}

# Clippy is a compiler that looks besides. It compiles what the tests run, so that nothing is gone through a second time
# only to be looked at.
linted() { RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS='-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__' "$@"; }
rust=(cargo test --workspace --exclude 'frontend-*' --all-targets)

scripts/setup.sh test || exit 1
took 0 set-up
check cargo fmt --all --check
check npm run --silent check --prefix end2end
check cargo deny --offline --log-level error check licenses bans sources
# What is not clean is still tested.
check linted "${rust[@]}" --no-run || linted() { "$@"; }
linted scripts/site.sh test >"$site_log" 2>&1 &
site=$!
built_site() { wait "$site" || { tail -n 50 "$site_log"; return 1; }; }
# Pixels and rules that are what they were when they passed are not tested again.
CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="$PWD/scripts/once.sh" rust_tests linted "${rust[@]}" --no-fail-fast
# The same tests of the pixels as WASM, with the browser's SIMD. What is left out is statistics, not pixels: too slow twice.
CARGO_TARGET_WASM32_WASIP1_RUNNER="$PWD/scripts/once.sh node --no-warnings $PWD/scripts/wasi.mjs" \
  rust_tests cargo test -p imaging --test it --target wasm32-wasip1 --no-fail-fast -- --skip evidence::
# The time is what was left to wait for.
check built_site
check styles_for_old_browsers
# The server is the one that the tests above built: compiling a second one would take longer than all tests together.
browser_tests

say 'times'
took 0 'all of it'
printf '%s\n' "${times[@]}"
if [ "${#failures[@]}" -gt 0 ]; then
  say 'failed'
  printf '%s\n' "${failures[@]}"
fi
say 'sum'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
