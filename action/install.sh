#!/usr/bin/env bash
# Builds dbgen from the source of the action, unless the cache has had it.
set -euo pipefail
home="${DBGEN_HOME:?}"
if [[ -x "${home}/bin/dbgen" ]] && "${home}/bin/dbgen" --version; then exit 0; fi

cd "${GITHUB_ACTION_PATH:?}"
version="$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)"
cargo=(cargo)
# A runner comes with the Rust of some day: the one that dbgen asks for is small to get.
if command -v rustup >/dev/null; then
  rustup toolchain install --profile minimal --no-self-update "${version}"
  cargo=(cargo "+${version}")
fi
"${cargo[@]}" install --locked --path . --root "${home}" --target-dir "${home}/target"
rm -rf -- "${home}/target"
"${home}/bin/dbgen" --version
