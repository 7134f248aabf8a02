#!/usr/bin/env bash
# @{ header }
#
# Watches Prometheus for a while and fails when a condition holds for too long - or when a query finds nothing,
# because a watch that sees nothing must not pass for a watch that sees no trouble.
set -euo pipefail
shopt -s inherit_errexit

readonly program="${0##*/}"
readonly prometheus="${PROMETHEUS_URL:-}"

usage() {
  cat <<EOF
Usage:
  ${program} [--check] --for SECONDS [--every SECONDS]
           --abort-when NAME --query PROMQL --above N | --below N --during SECONDS
           [--abort-when NAME ...]

Asks each query every few seconds, for as long as --for says. Fails as soon as one condition has held without
interruption for its --during. A condition that holds when the time is over is watched on until it is decided.
When a query gives several series, the worst one counts.

No data is not good news: a query whose result is empty or NaN, or that the server cannot answer, for longer than
60 seconds (or --during, when that is longer) ends the watch with exit status 1, and so does one that never had
data. Where empty means zero, say so in the query, so that a metric that has disappeared is still noticed:
  (sum(rate(requests_total{status=~"5.."}[2m])) or vector(0)) / sum(rate(requests_total[2m]))

  --check                asks each query once and ends: 1 when the server refuses one, else 0 (data or not)
  --for SECONDS          how long to watch
  --every SECONDS        the pause between two rounds (default 15; fractions allowed)
  --abort-when NAME      starts a condition; the four options after it belong to it
    --query PROMQL       an instant query that gives numbers
    --above N            the condition holds while the value is greater than N
    --below N            ... or while it is less than N
    --during SECONDS     how long it must hold (0: once is enough)
  --help                 prints this text

Environment:
  PROMETHEUS_URL         where Prometheus is, for example https://prometheus.example.com (required)
  PROMETHEUS_TOKEN       a bearer token for it (optional; never printed, never on a command line)
  WATCH_NO_DATA_SECONDS  how long a query may be without data (default 60)

Exit status: 0 no condition held, 1 a condition held or a query had no data, 2 wrong usage.
EOF
}

misuse() {
  printf '%s: %s\nTry: %s --help\n' "${program}" "$1" "${program}" >&2
  exit 2
}

# fail MESSAGE: ends the watch, with the reason where GitHub shows it when GitHub runs this.
fail() {
  local text="$1"
  verdict="${text}"
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

# A child that has not become its program yet still has our traps: what is sent to it, or its end, is not ours.
interrupted() {
  if ((BASHPID != $$)); then
    exit 143
  fi
  fail 'Interrupted.'
}

# On the way out, whatever the reason: the summary of the job gets one line for each condition.
on_exit() {
  local index
  if ((BASHPID != $$)); then
    return
  fi
  if [[ -n "${sleeper}" ]]; then
    kill "${sleeper}" 2>/dev/null || true
  fi
  rm -rf -- "${scratch}"
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    {
      printf '### Metrics, watched for %d s\n\n| Condition | Limit | Last value |\n|---|---|---|\n' "$(((now - started) / 1000))"
      for index in "${!names[@]}"; do
        printf '| %s | %s %s for %s s | %s |\n' "${names[index]}" "${sides[index]}" "${limits[index]}" \
          "${durings[index]}" "${lasts[index]:-no data}"
      done
      printf '\n%s\n\n' "${verdict}"
    } >>"${GITHUB_STEP_SUMMARY}"
  fi
}

# tidy TEXT: sets `tidied` to one short line of it, without the token and without control characters.
tidy() {
  tidied="$1"
  if [[ -n "${PROMETHEUS_TOKEN:-}" ]]; then
    tidied="${tidied//"${PROMETHEUS_TOKEN}"/***}"
  fi
  tidied="${tidied//[[:cntrl:]]/ }"
  tidied="${tidied:0:300}"
}

# What a result says about a condition: "breach VALUE", "fine VALUE" or "nothing REASON". Prometheus gives values as
# strings, NaN and +Inf among them (HTTP API, "Expression query result formats"): NaN is no data, +Inf is a value.
read -r -d '' judge <<'EOF' || true
  def number:
    if . == "+Inf" or . == "Inf" then infinite
    elif . == "-Inf" then -infinite
    elif . == "NaN" then empty
    else tonumber end;
  (env.limit | tonumber) as $limit
  | if .status != "success" then "nothing \(.error // "the server answered without success")"
    else .data
      | (if .resultType == "vector" then [.result[].value[1]]
         elif .resultType == "scalar" then [.result[1]]
         else [] end) as $texts
      | [$texts[] | {text: ., value: number}] | sort_by(.value)
      | (if env.side == "above" then last else first end) as $worst
      | if ($texts | length) == 0 then "nothing an empty result"
        elif $worst == null then "nothing NaN"
        elif (env.side == "above" and $worst.value > $limit) or (env.side == "below" and $worst.value < $limit)
        then "breach \($worst.text)"
        else "fine \($worst.text)" end
    end
EOF

# ask INDEX: one query. Sets `finding` to a line as `judge` gives it.
ask() {
  local line status='' curl_exit=0 auth=''
  local -x side="${sides[$1]}" limit="${limits[$1]}"
  if [[ -n "${PROMETHEUS_TOKEN:-}" ]]; then
    auth="Authorization: Bearer ${PROMETHEUS_TOKEN}"
  fi
  : >"${scratch}/head"
  : >"${scratch}/body"
  # The token goes in by standard input: a command line is visible to every process of the machine.
  curl --silent --show-error --get --url "${prometheus%/}/api/v1/query" --data-urlencode "query=${queries[$1]}" \
    --header @- --header 'Accept: application/json' --connect-timeout 5 --max-time 10 --max-filesize 20000000 \
    --dump-header "${scratch}/head" --output "${scratch}/body" <<<"${auth}" 2>"${scratch}/error" || curl_exit=$?
  while IFS= read -r line; do
    if [[ "${line}" =~ ^HTTP/[0-9.]+\ ([0-9]{3}) ]]; then
      # A proxy or a 100 Continue puts its own head before the one that counts: the last one wins.
      status="${BASH_REMATCH[1]}"
    fi
  done <"${scratch}/head"

  if ((curl_exit != 0)); then
    line="$(<"${scratch}/error")"
    tidy "${line:-curl exit status ${curl_exit}}"
    finding="nothing no answer (${tidied})"
    return
  fi
  line="$(jq -r '.error // empty' <"${scratch}/body" 2>/dev/null)" || line=''
  tidy "${line}"
  case "${status}" in
  2??)
    finding="$(jq -r "${judge}" <"${scratch}/body" 2>/dev/null)" || finding=''
    tidy "${finding:-nothing an answer that is not a query result}"
    finding="${tidied}"
    ;;
  # What no later round will change.
  400) fail "The query of '${names[$1]}' is not valid: ${tidied:-status 400}. The query: ${queries[$1]}" ;;
  401 | 403) fail "Prometheus does not let this watch in (${status}): PROMETHEUS_TOKEN is missing or wrong for ${prometheus}." ;;
  404) fail "There is no Prometheus at PROMETHEUS_URL=${prometheus} (404 for /api/v1/query)." ;;
  *) finding="nothing status ${status}${tidied:+ (${tidied})}" ;;
  esac
}

# milliseconds_of NUMBER: sets `milliseconds`.
milliseconds_of() {
  local whole="${1%%.*}" fraction=''
  if [[ "$1" == *.* ]]; then
    fraction="${1#*.}"
  fi
  fraction+='000'
  milliseconds=$((10#${whole} * 1000 + 10#${fraction:0:3}))
}

look_at_clock() {
  now=$((${EPOCHREALTIME/[.,]/} / 1000))
}

# watches_nothing NAME HOW_LONG LAST_REASON
watches_nothing() {
  fail "'$1' watches nothing: no data $2 (last: $3). An empty result, NaN or a silent server is not good news. Check the metric's name and labels, and that there is traffic; where empty means zero, write '... or vector(0)' into the query."
}

finding='' sleeper='' verdict='' tidied='' milliseconds=0 now=0
check_only=0 duration='' every=15 no_data="${WATCH_NO_DATA_SECONDS:-60}"
names=() queries=() sides=() limits=() durings=() lasts=()

while (($# > 0)); do
  option="$1"
  shift
  case "${option}" in
  --help | -h)
    usage
    exit 0
    ;;
  --check)
    check_only=1
    continue
    ;;
  --for | --every | --abort-when | --query | --above | --below | --during) ;;
  *) misuse "unknown option '${option}'" ;;
  esac
  if (($# == 0)); then
    misuse "${option} needs a value"
  fi
  value="$1"
  shift
  last=$((${#names[@]} - 1))
  case "${option}" in
  --for | --every | --abort-when) ;;
  *)
    if ((last < 0)); then
      misuse "${option} stands after the --abort-when that it belongs to"
    fi
    ;;
  esac
  case "${option}" in
  --for | --during)
    if [[ ! "${value}" =~ ^(0|[1-9][0-9]{0,5})$ ]]; then
      misuse "${option} needs a number of seconds, not '${value}'"
    fi
    if [[ "${option}" == --for ]]; then
      duration="${value}"
    else
      durings[last]="${value}"
    fi
    ;;
  --every)
    if [[ ! "${value}" =~ ^[0-9]{1,4}(\.[0-9]{1,3})?$ ]] || [[ "${value}" =~ ^[0.]+$ ]]; then
      misuse "--every needs a number of seconds, not '${value}'"
    fi
    every="${value}"
    ;;
  --above | --below)
    if [[ ! "${value}" =~ ^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$ ]]; then
      misuse "${option} needs a number, not '${value}' (5 % of a ratio is 0.05)"
    fi
    if [[ -n "${sides[last]}" ]]; then
      misuse "'${names[last]}' has two limits: give two conditions"
    fi
    sides[last]="${option#--}"
    limits[last]="${value}"
    ;;
  --query) queries[last]="${value}" ;;
  *)
    if [[ -z "${value}" || "${value}" == *$'\n'* ]]; then
      misuse '--abort-when needs a name'
    fi
    names+=("${value}")
    queries+=('')
    sides+=('')
    limits+=('')
    durings+=('')
    lasts+=('')
    ;;
  esac
done

if [[ -z "${duration}" || "${duration}" == 0 ]]; then
  misuse '--for is missing'
fi
if ((${#names[@]} == 0)); then
  misuse 'there is nothing to watch: give at least one --abort-when'
fi
for index in "${!names[@]}"; do
  if [[ -z "${queries[index]}" || -z "${sides[index]}" || -z "${durings[index]}" ]]; then
    misuse "'${names[index]}' needs --query, --above or --below, and --during"
  fi
  if ((durings[index] > duration)); then
    misuse "'${names[index]}' can never hold for ${durings[index]} s in a watch of ${duration} s: watch longer, or shorten --during"
  fi
done
if [[ ! "${prometheus}" =~ ^https?://[^/[:space:]]+ ]]; then
  misuse 'PROMETHEUS_URL is not set to a URL such as https://prometheus.example.com'
fi
if [[ "${PROMETHEUS_TOKEN:-}" =~ [[:space:][:cntrl:]] ]]; then
  misuse 'PROMETHEUS_TOKEN holds a space or a line break: store the secret again without it'
fi
if [[ ! "${no_data}" =~ ^[1-9][0-9]{0,5}$ ]]; then
  misuse "WATCH_NO_DATA_SECONDS is not a number of seconds: '${no_data}'"
fi
for tool in curl jq; do
  if ! command -v "${tool}" >/dev/null; then
    fail "${tool} is not installed. On Debian and Ubuntu: apt-get install ${tool}"
  fi
done

look_at_clock
started=${now}
scratch="$(mktemp -d)"
trap on_exit EXIT
trap interrupted INT TERM

# Per condition, in milliseconds: since when it holds (empty: it does not), and when there was data last.
since=() seen=()
for index in "${!names[@]}"; do
  since+=('')
  seen+=("${started}")
done

if ((check_only)); then
  for index in "${!names[@]}"; do
    ask "${index}"
    printf '%s: %s\n' "${names[index]}" "${finding#* }"
  done
  verdict='Asked once, to see that the server takes the queries.'
  exit 0
fi

printf 'Watching %s for %s s, every %s s\n' "${names[*]}" "${duration}" "${every}"
while true; do
  report=''
  undecided=0
  for index in "${!names[@]}"; do
    ask "${index}"
    look_at_clock
    reading="${finding#* }"
    report+="  ${names[index]}: ${reading}"
    case "${finding}" in
    fine*)
      since[index]=''
      seen[index]=${now}
      lasts[index]="${reading}"
      ;;
    breach*)
      seen[index]=${now}
      lasts[index]="${reading}"
      if [[ -z "${since[index]}" ]]; then
        since[index]=${now}
      fi
      held=$((now - since[index]))
      report+=" (${sides[index]} ${limits[index]} for $((held / 1000)) of ${durings[index]} s)"
      if ((held >= durings[index] * 1000)); then
        printf '%5d s%s\n' "$(((now - started) / 1000))" "${report}"
        fail "'${names[index]}' is ${reading}, ${sides[index]} the limit of ${limits[index]}, and has been for $((held / 1000)) s."
      fi
      undecided=1
      ;;
    *)
      # No data does not end a breach either: nothing says that it is over.
      silent=$((now - seen[index]))
      patience=$((durings[index] > no_data ? durings[index] : no_data))
      report+=" (no data for $((silent / 1000)) s)"
      if ((silent > patience * 1000)); then
        printf '%5d s%s\n' "$(((now - started) / 1000))" "${report}"
        watches_nothing "${names[index]}" "for $((silent / 1000)) s" "${reading}"
      fi
      if [[ -n "${since[index]}" ]]; then
        undecided=1
      fi
      ;;
    esac
  done
  printf '%5d s%s\n' "$(((now - started) / 1000))" "${report}"
  rest=$((duration * 1000 - (now - started)))
  if ((rest <= 0 && undecided == 0)); then
    break
  fi
  milliseconds_of "${every}"
  if ((rest > 0 && milliseconds > rest)); then
    milliseconds=${rest}
  fi
  printf -v pause '%d.%03d' "$((milliseconds / 1000))" "$((milliseconds % 1000))"
  # In the background, because bash handles a signal at once while it waits, but only after a command's end.
  sleep "${pause}" &
  sleeper=$!
  wait "${sleeper}"
  sleeper=''
done

for index in "${!names[@]}"; do
  if [[ -z "${lasts[index]}" ]]; then
    watches_nothing "${names[index]}" 'at all' 'no value in any round'
  fi
done
verdict='No condition held.'
printf 'No condition held in %s s.\n' "$(((now - started) / 1000))"
