#!/usr/bin/env bash
# Checks deploy.kdl, compares the files with it and it with the base of the pull request; writes the job's summary and
# keeps one comment. Nothing of the pull request is run: dbgen reads its files, and is built from this action's source.
#
# Ends with 1 where something is wrong, where the files are not what deploy.kdl compiles to, or where a change is as
# heavy as `fail-on` says.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "${GITHUB_WORKSPACE:?}"
work="$(mktemp -d "${RUNNER_TEMP:?}/dbgen-review.XXXXXX")"
report="${work}/report.md" path="${DBGEN_PATH:-.}"
failed=0 differs="" drift=false
: "${DBGEN:?}"

say() { printf '::%s title=dbgen::%s\n' "$1" "$2"; }

: >"${report}"
if ! "${DBGEN}" check --format github -- "${path}"; then
  failed=1
  printf '### \U0001f534 deploy.kdl does not compile\n\nWhat is wrong stands at its lines.\n' >"${report}"
elif [[ -n "${PULL_NUMBER:-}${DBGEN_BASE:-}" ]]; then
  base="$("${here}/base.sh")"
  options=("--base=${base}")
  if [[ -n "${DBGEN_IGNORE:-}" ]]; then options+=("--ignore=${DBGEN_IGNORE}"); fi
  code=0
  "${DBGEN}" diff "${options[@]}" --format markdown -- "${path}" >"${report}" 2>"${work}/why" || code=$?
  cat "${work}/why" >&2
  case "${code}" in
    0) differs=false ;;
    2) differs=true ;;
    *)
      failed=1
      say error "the comparison with the base has failed: the log says why"
      # Where nothing could be compared, the reason is the report.
      if [[ ! -s "${report}" ]]; then
        printf '### \U0001f534 deploy.kdl could not be compared\n\n' >"${report}"
        head -c 4000 "${work}/why" | sed 's/^/    /' >>"${report}"
      fi
      ;;
  esac
  if [[ "${differs}" == true ]]; then
    "${DBGEN}" diff "${options[@]}" --format github -- "${path}" 2>/dev/null || true
    code=0
    if [[ -n "${DBGEN_FAIL_ON:-}" ]]; then
      "${DBGEN}" diff "${options[@]}" "--fail-on=${DBGEN_FAIL_ON}" --format json -- "${path}" >/dev/null || code=$?
    fi
    if [[ "${code}" != 0 ]]; then
      failed=1
      say error "a change fails this job (fail-on: ${DBGEN_FAIL_ON//[^a-z]/})"
    fi
  fi
fi

code=0
"${DBGEN}" diff --format markdown -- "${path}" >"${work}/drift.md" 2>/dev/null || code=$?
if [[ "${code}" == 2 ]]; then
  drift=true failed=1
  "${DBGEN}" diff --format github -- "${path}" || true
  # The comment has no room for all of it: the job's summary has.
  cat >>"${report}" <<'MARKDOWN'

> [!WARNING]
> The committed files are not what deploy.kdl compiles to: run `dbgen build`, and commit what it writes.
MARKDOWN
fi

cat "${report}" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
if [[ "${drift}" == true ]]; then cat "${work}/drift.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
printf 'differs=%s\ndrift=%s\nreport=%s\n' "${differs}" "${drift}" "${report}" >>"${GITHUB_OUTPUT:-/dev/null}"

if [[ "${DBGEN_COMMENT:-true}" == true && -n "${PULL_NUMBER:-}" ]]; then
  # A pull request that has nothing to do with delivery is not spoken to.
  quiet=false
  if [[ "${failed}" == 0 && "${differs}" != true ]]; then quiet=true; fi
  if [[ "${PULL_FROM:-}" != "${GITHUB_REPOSITORY:?}" ]]; then
    # GitHub gives a pull request from a fork a token that can only read.
    say notice "this pull request comes from a fork, and its token cannot comment: the report is in the job's summary"
  elif ! "${here}/comment.sh" "${report}" "${path}" "${quiet}"; then
    say warning "the comment could not be written (has the job pull-requests: write?): the report is in the job's summary"
  fi
fi
exit "${failed}"
