#!/usr/bin/env bash
# Keeps one comment on the pull request: comment.sh REPORT PATH QUIET
#
# It is found again by its first line, which names the path; only one that this token has written counts, so nobody
# else's is ever changed. With QUIET, a pull request that has none gets none.
set -euo pipefail
report=${1:?} path=${2:?} quiet=${3:?}
: "${PULL_NUMBER:?}" "${GITHUB_REPOSITORY:?}"

GH_HOST="${GITHUB_SERVER_URL:-https://github.com}"
export GH_HOST="${GH_HOST#*://}" GH_ENTERPRISE_TOKEN="${GH_TOKEN:-}"
MARKER="<!-- dbgen ${path//[^A-Za-z0-9._\/-]/_} -->"
export MARKER

found="$(gh api graphql --paginate -f owner="${GITHUB_REPOSITORY%%/*}" -f name="${GITHUB_REPOSITORY#*/}" \
  -F number="${PULL_NUMBER}" -F query="@$(dirname "${BASH_SOURCE[0]}")/comments.graphql" \
  --jq '.data.repository.pullRequest.comments.nodes[]
    | select(.viewerDidAuthor and (.body | startswith(env.MARKER + "\n"))) | .databaseId')"
id="${found%%$'\n'*}"
if [[ -z "${id}" && "${quiet}" == true ]]; then exit; fi

body="$(mktemp "${RUNNER_TEMP:?}/dbgen-body.XXXXXX")"
trap 'rm -f -- "${body}"' EXIT
{
  printf '%s\n' "${MARKER}"
  cat -- "${report}"
} >"${body}"
if [[ -n "${id}" ]]; then
  gh api --silent --method PATCH "repos/${GITHUB_REPOSITORY}/issues/comments/${id}" -F "body=@${body}"
else
  gh api --silent --method POST "repos/${GITHUB_REPOSITORY}/issues/${PULL_NUMBER}/comments" -F "body=@${body}"
fi
