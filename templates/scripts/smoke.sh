#!/usr/bin/env bash
# @{ header }
#
# Waits until a deployed system answers as it should: every check, within one deadline.
set -euo pipefail
shopt -s inherit_errexit

readonly program="${0##*/}"

usage() {
  cat <<EOF
Usage:
  ${program} --base URL [--timeout SECONDS] [--header 'Name: value'] [--secret-header 'Name=VARIABLE']
           --get PATH [--status CODE] [--contains TEXT]  [--get PATH ...]

Asks for each path again and again until it answers as expected. A check that has passed stays passed; all
checks share one deadline. Redirects are not followed: a page that redirects is expected to (--status 308).

  --base URL              where the system is, for example https://staging.example.com
  --get PATH              starts a check; --status and --contains after it belong to it
    --status CODE         the expected HTTP status (default 200)
    --contains TEXT       a text that the answer must hold, letter by letter
  --timeout SECONDS       the deadline for all checks together (default 120)
  --header 'Name: value'  a header for every request (nothing secret: command lines are public on a machine)
  --secret-header 'Name=VARIABLE'
                          a header whose value is that of an environment variable
  --help                  prints this text

Environment:
  SMOKE_POLL_SECONDS      the pause between two rounds (default 2; fractions allowed)

Exit status: 0 all checks passed, 1 a check failed until the deadline, 2 wrong usage.
EOF
}

misuse() {
  printf '%s: %s\nTry: %s --help\n' "${program}" "$1" "${program}" >&2
  exit 2
}

# complain MESSAGE: an error, where GitHub shows it when GitHub runs this.
complain() {
  local text="$1"
  if [[ -n "${GITHUB_ACTIONS:-}" ]]; then
    text="${text//'%'/%25}"
    text="${text//$'\r'/%0D}"
    text="${text//$'\n'/%0A}"
    printf '::error title=%s::%s\n' "${program}" "${text}" >&2
  else
    printf 'error: %s\n' "${text}" >&2
  fi
}

# On the way out, whatever the reason: the summary of the job gets one line for each check.
on_exit() {
  local index
  rm -rf -- "${scratch}"
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    {
      printf '### Smoke test of %s\n\n| Check | Result |\n|---|---|\n' "${base}"
      for index in "${!paths[@]}"; do
        printf "| \`GET %s\` | %s |\n" "${paths[index]}" "${results[index]:-not asked}"
      done
      printf '\n'
    } >>"${GITHUB_STEP_SUMMARY}"
  fi
}

# ask INDEX: one request. Sets passed (1 or 0) and results[INDEX], and took (milliseconds).
ask() {
  local index="$1" line secret begun now seconds status='' location='' curl_exit=0
  begun=$((${EPOCHREALTIME/[.,]/} / 1000))
  seconds=$(((deadline - begun) / 1000 + 1))
  if ((seconds > 10)); then
    seconds=10
  elif ((seconds < 2)); then
    seconds=2
  fi
  : >"${scratch}/head"
  : >"${scratch}/body"
  # Headers go in by standard input, so that no secret is on a command line.
  printf '%s\n' "${headers[@]}" |
    curl --silent --show-error --url "${base}${paths[index]}" --header @- \
      --connect-timeout 5 --max-time "${seconds}" --max-filesize 50000000 \
      --dump-header "${scratch}/head" --output "${scratch}/body" 2>"${scratch}/error" || curl_exit=$?
  now=$((${EPOCHREALTIME/[.,]/} / 1000))
  took=$((now - begun))

  while IFS= read -r line; do
    line="${line%$'\r'}"
    if [[ "${line}" =~ ^HTTP/[0-9.]+\ ([0-9]{3}) ]]; then
      # A proxy or a 100 Continue puts its own head before the one that counts: the last one wins.
      status="${BASH_REMATCH[1]}"
      location=''
    elif [[ "${line}" =~ ^[Ll]ocation:\ *(.*)$ ]]; then
      location="${BASH_REMATCH[1]}"
    fi
  done <"${scratch}/head"

  passed=0
  if ((curl_exit != 0)); then
    line="$(<"${scratch}/error")"
    results[index]="no complete answer: ${line//[[:cntrl:]]/ }"
  elif [[ "${status}" != "${statuses[index]}" ]]; then
    results[index]="status ${status:-unknown}, expected ${statuses[index]}"
    if [[ -n "${location}" ]]; then
      results[index]+="; it redirects to ${location//[[:cntrl:]]/ }"
    fi
  elif [[ -z "${texts[index]}" ]] || grep -qF -e "${texts[index]}" "${scratch}/body"; then
    passed=1
    results[index]="status ${status}"
  else
    results[index]="status ${status}, but the answer does not hold '${texts[index]}'"
  fi
  # What a person needs to see of a failed answer: its beginning, on one line, so that it cannot forge a
  # workflow command. Values from --secret-header do not appear in the log even when a server echoes them.
  line="$(head -c 4096 "${scratch}/body" | tr -d '\000')"
  for secret in "${secrets[@]}"; do
    line="${line//"${secret}"/***}"
    results[index]="${results[index]//"${secret}"/***}"
  done
  line="${line//[[:cntrl:]]/ }"
  answers[index]="${line:0:300}"
}

# seconds_of MILLISECONDS: sets `readable`.
seconds_of() {
  printf -v readable '%d.%03d' "$(($1 / 1000))" "$(($1 % 1000))"
}

base='' timeout=120 readable='' passed=0 took=0
paths=() statuses=() texts=() results=() answers=() secrets=()
headers=("User-Agent: ${program}")

while (($# > 0)); do
  option="$1"
  shift
  case "${option}" in
  --help | -h)
    usage
    exit 0
    ;;
  --base | --get | --status | --contains | --timeout | --header | --secret-header)
    if (($# == 0)); then
      misuse "${option} needs a value"
    fi
    value="$1"
    shift
    ;;
  *) misuse "unknown option '${option}'" ;;
  esac
  last=$((${#paths[@]} - 1))
  case "${option}" in
  --base)
    if [[ ! "${value}" =~ ^https?://[^/[:space:]]+ ]]; then
      misuse "--base needs a URL such as https://staging.example.com, not '${value}'"
    fi
    base="${value%/}"
    ;;
  --get)
    if [[ "${value}" != /* || "${value}" =~ [[:space:]] ]]; then
      misuse "--get needs a path that begins with / and holds no space, not '${value}'"
    fi
    paths+=("${value}")
    statuses+=(200)
    texts+=('')
    ;;
  --status)
    if ((last < 0)) || [[ ! "${value}" =~ ^[1-5][0-9][0-9]$ ]]; then
      misuse "--status needs a code such as 204 and stands after the --get that it belongs to (got '${value}')"
    fi
    statuses[last]="${value}"
    ;;
  --contains)
    if ((last < 0)) || [[ -z "${value}" || "${value}" == *$'\n'* ]]; then
      misuse '--contains needs one line of text and stands after the --get that it belongs to'
    fi
    texts[last]="${value}"
    ;;
  --timeout)
    if [[ ! "${value}" =~ ^[1-9][0-9]{0,5}$ ]]; then
      misuse "--timeout needs a number of seconds, not '${value}'"
    fi
    timeout="${value}"
    ;;
  --header)
    if [[ ! "${value}" =~ ^[A-Za-z0-9-]+:[^[:cntrl:]]*$ ]]; then
      misuse "--header needs 'Name: value', not '${value}'"
    fi
    headers+=("${value}")
    ;;
  *)
    if [[ ! "${value}" =~ ^([A-Za-z0-9-]+)=([A-Za-z_][A-Za-z0-9_]*)$ ]]; then
      misuse "--secret-header needs 'Name=VARIABLE', the name of a header and of an environment variable"
    fi
    name="${BASH_REMATCH[1]}"
    variable="${BASH_REMATCH[2]}"
    secret="${!variable:-}"
    if [[ -z "${secret}" || "${secret}" =~ [[:cntrl:]] ]]; then
      misuse "the environment variable ${variable}, meant for the header ${name}, is empty or holds a line break"
    fi
    headers+=("${name}: ${secret}")
    secrets+=("${secret}")
    ;;
  esac
done
if [[ -z "${base}" ]]; then
  misuse '--base is missing'
fi
if ((${#paths[@]} == 0)); then
  misuse 'there is nothing to check: give at least one --get'
fi
if [[ ! "${SMOKE_POLL_SECONDS:-2}" =~ ^[0-9]{1,4}(\.[0-9]{1,3})?$ ]]; then
  misuse "SMOKE_POLL_SECONDS is not a number of seconds: '${SMOKE_POLL_SECONDS}'"
fi
if ! command -v curl >/dev/null; then
  complain 'curl is not installed. On Debian and Ubuntu: apt-get install curl'
  exit 1
fi

scratch="$(mktemp -d)"
trap on_exit EXIT
started=$((${EPOCHREALTIME/[.,]/} / 1000))
deadline=$((started + timeout * 1000))
pending=("${!paths[@]}")
round=0
printf 'Checking %s (at most %s s)\n' "${base}" "${timeout}"
while true; do
  round=$((round + 1))
  still=()
  for index in "${pending[@]}"; do
    ask "${index}"
    if ((passed)); then
      seconds_of "${took}"
      answered="${readable}"
      seconds_of $((${EPOCHREALTIME/[.,]/} / 1000 - started))
      results[index]="ok, ${results[index]} in ${answered} s, ${readable} s after the start"
      printf 'ok    GET %s: %s\n' "${paths[index]}" "${results[index]#ok, }"
    else
      still+=("${index}")
      if ((round == 1)); then
        printf 'wait  GET %s: %s\n' "${paths[index]}" "${results[index]}"
      fi
    fi
  done
  if ((${#still[@]} == 0)); then
    break
  fi
  pending=("${still[@]}")
  now=$((${EPOCHREALTIME/[.,]/} / 1000))
  if ((now >= deadline)); then
    for index in "${pending[@]}"; do
      printf 'FAIL  GET %s: %s\n      the last answer began: %s\n' "${paths[index]}" "${results[index]}" \
        "${answers[index]:-(nothing)}"
    done
    complain "${#pending[@]} of ${#paths[@]} checks of ${base} did not pass within ${timeout} s: GET ${paths[pending[0]]}: ${results[pending[0]]}"
    exit 1
  fi
  sleep "${SMOKE_POLL_SECONDS:-2}"
done
printf 'All %d checks passed.\n' "${#paths[@]}"
