#!/usr/bin/env bash
# Gives out the hash of everything that a build of dbgen reads: the key under which the program is kept.
set -euo pipefail
cd "${GITHUB_ACTION_PATH:?}"

hash="$(find Cargo.toml Cargo.lock src templates schema tests -type f -print0 | LC_ALL=C sort -z |
  xargs -0 sha256sum | sha256sum)"
printf 'hash=%s\n' "${hash%% *}" >>"${GITHUB_OUTPUT:?}"
