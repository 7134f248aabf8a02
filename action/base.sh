#!/usr/bin/env bash
# Prints the commit to compare a pull request with. GitHub checks out a merge of the pull request into its base: the
# first parent is the base as it is now. Of a checkout of that commit alone, its parents are fetched.
set -euo pipefail

if [[ -n "${DBGEN_BASE:-}" ]]; then
  printf '%s\n' "${DBGEN_BASE}"
  exit
fi

head="$(git rev-parse HEAD)"
if [[ "${head}" == "${GITHUB_SHA:?}" ]] && ! git rev-parse --quiet --verify 'HEAD^' >/dev/null; then
  # The token goes through the environment: a command line can be read by every process of the machine.
  basic="$(printf 'x-access-token:%s' "${GH_TOKEN:-}" | base64 | tr -d '\n')"
  GIT_TERMINAL_PROMPT=0 GIT_CONFIG_COUNT=1 \
    GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL:-https://github.com}/.extraheader" \
    GIT_CONFIG_VALUE_0="AUTHORIZATION: basic ${basic}" \
    git fetch --quiet --no-tags --depth=2 origin "${GITHUB_SHA}" >&2 ||
    echo "the parents of ${head} could not be fetched: give actions/checkout a fetch-depth of 2" >&2
fi

second="$(git rev-parse --quiet --verify 'HEAD^2' || true)"
if [[ -n "${second}" && "${second}" == "${PULL_HEAD:-}" ]]; then
  git rev-parse 'HEAD^1'
else
  printf '%s\n' "${PULL_BASE:?}"
fi
