#!/usr/bin/env bash
# @{ header }
#
# From an image's tag to its digest, and from a digest to more tags, without pulling or building anything.
set -euo pipefail
shopt -s inherit_errexit

readonly program="${0##*/}"

usage() {
  cat <<EOF
Usage:
  ${program} digest REPOSITORY:TAG
  ${program} tag REPOSITORY@sha256:DIGEST TAG...

digest  Prints the digest (sha256:...) that the tag names in the registry at this moment.
tag     Lets more tags name an image that is in the registry, by its digest: a promotion moves no layers.

  --help                 prints this text

Environment:
  IMAGE_TIMEOUT_SECONDS  the deadline for all of it (default 120)
  IMAGE_RETRY_SECONDS    the pause before a registry is asked again (default 5; fractions allowed)

Needs docker with buildx, logged in to the registry.
Exit status: 0 done, 1 failed or out of time, 2 wrong usage.
EOF
}

misuse() {
  printf '%s: %s\nTry: %s --help\n' "${program}" "$1" "${program}" >&2
  exit 2
}

# fail MESSAGE: ends the script, with the reason where GitHub shows it when GitHub runs this.
fail() {
  local text="$1"
  if [[ -n "${GITHUB_ACTIONS:-}" ]]; then
    text="${text//'%'/%25}"
    text="${text//$'\r'/%0D}"
    text="${text//$'\n'/%0A}"
    printf '::error title=%s::%s\n' "${program}" "${text}" >&2
  else
    printf 'error: %s\n' "${text}" >&2
  fi
  exit 1
}

# imagetools ARGUMENT...: asks the registry until it answers or the deadline comes; sets `answer`. What is not
# there and what is not allowed is not asked for twice.
imagetools() {
  local left status reason
  while true; do
    left=$((deadline - SECONDS))
    if ((left <= 0)); then
      fail "Gave up after ${limit} s: ${reason:-no answer from the registry}"
    fi
    status=0
    answer="$(timeout "${left}" docker buildx imagetools "$@" 2>"${scratch}/error")" || status=$?
    if ((status == 0)); then
      return
    fi
    reason="$(tr -d '\000' <"${scratch}/error")"
    reason="${reason//[[:cntrl:]]/ }"
    reason="${reason:0:300}"
    case "${status} ${reason,,}" in
    124*) fail "Gave up after ${limit} s: the registry did not answer." ;;
    *'not found'* | *'manifest unknown'*) fail "There is no such image: ${reason}" ;;
    *unauthorized* | *denied* | *forbidden*) fail "The registry does not let this job in (is it logged in, with the right permission?): ${reason}" ;;
    *'unknown command'* | *'is not a docker command'* | *'invalid reference'*) fail "${reason}" ;;
    *) printf 'asking again: %s\n' "${reason}" >&2 ;;
    esac
    sleep "${IMAGE_RETRY_SECONDS:-5}"
  done
}

if (($# == 0)); then
  usage >&2
  exit 2
fi
subcommand="$1"
shift
for argument in "${subcommand}" "$@"; do
  if [[ "${argument}" == --help || "${argument}" == -h ]]; then
    usage
    exit 0
  fi
done
limit="${IMAGE_TIMEOUT_SECONDS:-120}"
if [[ ! "${limit}" =~ ^[1-9][0-9]{0,5}$ ]]; then
  misuse "IMAGE_TIMEOUT_SECONDS is not a number of seconds: '${limit}'"
fi
case "${subcommand}" in
digest)
  if (($# != 1)) || [[ ! "$1" =~ ^[a-zA-Z0-9][a-zA-Z0-9._:/-]*:[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}$ ]]; then
    misuse "'digest' needs one REPOSITORY:TAG, not '$*'"
  fi
  ;;
tag)
  if (($# < 2)) || [[ ! "$1" =~ ^[a-zA-Z0-9][a-zA-Z0-9._:/-]*@sha256:[0-9a-f]{64}$ ]]; then
    misuse "'tag' needs REPOSITORY@sha256:DIGEST and at least one tag"
  fi
  for argument in "${@:2}"; do
    if [[ ! "${argument}" =~ ^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}$ ]]; then
      misuse "'${argument}' is not a tag (letters, digits, _ . -, at most 128)"
    fi
  done
  ;;
*) misuse "unknown subcommand '${subcommand}' (digest or tag)" ;;
esac

scratch="$(mktemp -d)"
trap 'rm -rf -- "${scratch}"' EXIT
deadline=$((SECONDS + limit))
if [[ "${subcommand}" == digest ]]; then
  imagetools inspect --format '{{.Manifest.Digest}}' "$1"
  if [[ ! "${answer}" =~ ^sha256:[0-9a-f]{64}$ ]]; then
    fail "The registry gave no digest for $1, but: ${answer:0:100}"
  fi
  printf '%s\n' "${answer}"
else
  repository="${1%@*}"
  arguments=()
  for argument in "${@:2}"; do
    arguments+=(--tag "${repository}:${argument}")
  done
  imagetools create "${arguments[@]}" "$1"
  printf '%s is now: %s\n' "$1" "${*:2}"
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    printf "Tagged \`%s\`: %s\n\n" "$1" "${*:2}" >>"${GITHUB_STEP_SUMMARY}"
  fi
fi
