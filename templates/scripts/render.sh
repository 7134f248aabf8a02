#!/usr/bin/env bash
# @{ header }
#
# Deploys, rolls back and runs one-off jobs on Render through its HTTP API, and waits for the outcome.
#
# Facts this relies on (Render's API reference: create-deploy, retrieve-deploy, rollback-deploy, post-job,
# pagination, rate-limiting):
#   - lists are arrays of {"cursor": ..., "<kind>": {...}}, newest first;
#   - a deploy is created, queued, build_in_progress, pre_deploy_in_progress, update_in_progress, live,
#     deactivated (was live, then replaced), build_failed, pre_deploy_failed, update_failed or canceled;
#   - a job is pending, running, succeeded, failed or canceled;
#   - creating a deploy answers 201 with the deploy, or 202 when it was only queued;
#   - 10 deploys a minute and service, 400 reads a minute; past that 429 with Ratelimit-Reset.
set -euo pipefail
shopt -s inherit_errexit

readonly program="${0##*/}"
readonly api="${RENDER_API_URL:-https://api.render.com/v1}"

usage() {
  cat <<EOF
Usage:
  ${program} deploy --image NAME=IMAGE | --commit NAME=SHA ... [--timeout SECONDS]
  ${program} previous NAME...
  ${program} rollback --service NAME ... [--timeout SECONDS]
  ${program} run --service NAME --command COMMAND [--timeout SECONDS]

deploy    Deploys each named service and waits until it is live. The service named first goes alone, because
          it runs the migration as its pre-deploy command; the others follow together once it is live.
previous  Prints for each service, separated by tabs: its name, the deploy before the live one, its version.
rollback  Brings each named service back to the deploy that 'previous' prints, and waits until it is live.
run       Runs one command in the service's live image as a one-off job, and waits until it has ended.

  --image NAME=IMAGE   a service that runs an image, and the image reference (best: repository@sha256:...)
  --commit NAME=SHA    a service that Render builds from git, and the commit
  --service NAME       a service by its exact name, or by its id (srv-...)
  --command COMMAND    the command line of the job
  --timeout SECONDS    the deadline for everything together (default 1800; for 'previous' always 120)
  --help               prints this text

Environment:
  RENDER_API_KEY       the API key (required; never printed, never on a command line)
  RENDER_OWNER_ID      the workspace, when several workspaces have services of the same name
  RENDER_API_URL       where the API is (default https://api.render.com/v1)
  RENDER_POLL_SECONDS  the pause between two looks at a deploy (default 10; fractions allowed)

Exit status: 0 done, 1 failed or out of time, 2 wrong usage.
EOF
}

# --- talking to people ------------------------------------------------------------------------------------

say() {
  printf '%s\n' "$1"
}

group() {
  if [[ -n "${GITHUB_ACTIONS:-}" ]]; then
    printf '::group::%s\n' "$1"
  else
    printf '%s\n' "$1"
  fi
}

end_group() {
  if [[ -n "${GITHUB_ACTIONS:-}" ]]; then
    printf '::endgroup::\n'
  fi
}

# complain MESSAGE: an error, where GitHub shows it when GitHub runs this.
complain() {
  local text="$1"
  problem="${text}"
  if [[ -n "${GITHUB_ACTIONS:-}" ]]; then
    text="${text//'%'/%25}"
    text="${text//$'\r'/%0D}"
    text="${text//$'\n'/%0A}"
    printf '::error title=%s::%s\n' "${program}" "${text}" >&2
  else
    printf 'error: %s\n' "${text}" >&2
  fi
}

fail() {
  end_group
  complain "$1"
  exit 1
}

misuse() {
  printf '%s: %s\nTry: %s --help\n' "${program}" "$1" "${program}" >&2
  exit 2
}

# excerpt TEXT: sets `excerpted` to one short line of it that holds no key and no control character, so that a
# server's answer can neither leak the one nor forge a workflow command with the other.
excerpt() {
  excerpted="$1"
  if [[ -n "${RENDER_API_KEY:-}" ]]; then
    excerpted="${excerpted//"${RENDER_API_KEY}"/***}"
  fi
  excerpted="${excerpted//[[:cntrl:]]/ }"
  if ((${#excerpted} > 300)); then
    excerpted="${excerpted:0:300}..."
  fi
}

# On the way out, whatever the reason: the summary of the job gets what is known about each service.
on_exit() {
  local index result
  rm -rf -- "${scratch}"
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" && ${#names[@]} -gt 0 ]]; then
    {
      printf '### Render: %s\n\n| Service | Version | Result |\n|---|---|---|\n' "${subcommand}"
      for index in "${!names[@]}"; do
        result="${states[index]:-not started}"
        printf "| %s | \`%s\` | %s |\n" "${names[index]}" "${versions[index]:-?}" "${result}"
      done
      if [[ -n "${problem}" ]]; then
        printf '\n%s\n' "${problem}"
      fi
      printf '\n'
    } >>"${GITHUB_STEP_SUMMARY}"
  fi
}

# --- time ---------------------------------------------------------------------------------------------------

# All clocks are in milliseconds. look_at_clock sets `now` and `left` (until the deadline).
look_at_clock() {
  now=$((${EPOCHREALTIME/[.,]/} / 1000))
  left=$((deadline - now))
}

start_clock() {
  deadline=0
  look_at_clock
  started=${now}
  deadline=$((now + timeout * 1000))
}

# pause MILLISECONDS WHY: waits that long, but not past the deadline; after it, ends the script with WHY.
pause() {
  local wait="$1" why="$2" seconds
  look_at_clock
  if ((left <= 0)); then
    fail "Gave up after ${timeout} s: ${why}"
  fi
  if ((wait > left)); then
    wait=${left}
  fi
  printf -v seconds '%d.%03d' "$((wait / 1000))" "$((wait % 1000))"
  sleep "${seconds}"
}

# --- one exchange with the API --------------------------------------------------------------------------------

# exchange METHOD PATH [JSON]: sets http_status (000: no answer), http_body, asked_wait (milliseconds; empty when
# the server named none) and curl_exit. Never fails.
exchange() {
  local method="$1" path="$2" json="${3:-}" line seconds
  look_at_clock
  seconds=$((left / 1000 + 1))
  if ((seconds > 30)); then
    seconds=30
  elif ((seconds < 2)); then
    seconds=2
  fi
  # The key goes in by standard input: a command line is visible to every process of the machine.
  local -a options=(
    --silent --show-error --request "${method}" --url "${api}${path}"
    --connect-timeout 10 --max-time "${seconds}" --max-filesize 20000000
    --header @- --header 'Accept: application/json'
    --dump-header "${scratch}/head" --output "${scratch}/body"
  )
  if [[ -n "${json}" ]]; then
    options+=(--header 'Content-Type: application/json' --data-raw "${json}")
  fi
  : >"${scratch}/head"
  : >"${scratch}/body"
  curl_exit=0
  curl "${options[@]}" <<<"Authorization: Bearer ${RENDER_API_KEY}" 2>"${scratch}/error" || curl_exit=$?

  http_status=000
  http_body=''
  asked_wait=''
  while IFS= read -r line; do
    line="${line%$'\r'}"
    if [[ "${line}" =~ ^HTTP/[0-9.]+\ ([0-9]{3}) ]]; then
      # A proxy or a 100 Continue puts its own head before the one that counts: the last one wins.
      http_status="${BASH_REMATCH[1]}"
      asked_wait=''
    elif [[ "${line,,}" =~ ^retry-after:\ *([0-9]{1,6})$ ]]; then
      asked_wait=$((10#${BASH_REMATCH[1]} * 1000))
    elif [[ -z "${asked_wait}" && "${line,,}" =~ ^ratelimit-reset:\ *([0-9]{1,10})$ ]]; then
      asked_wait=$((10#${BASH_REMATCH[1]} * 1000))
      # Documented as seconds since 1970, shown in the same page as seconds from now: understand both.
      if ((asked_wait > now)); then
        asked_wait=$((asked_wait - now))
      fi
    fi
  done <"${scratch}/head"
  if ((curl_exit != 0)); then
    http_status=000
  else
    http_body="$(tr -d '\000' <"${scratch}/body")"
  fi
  case "${http_status}" in
  000)
    line="$(<"${scratch}/error")"
    excerpt "${line}"
    trouble="no answer from ${api} (${excerpted:-curl exit status ${curl_exit}})"
    ;;
  429) trouble='Render limits the rate of requests (429)' ;;
  *)
    line="$(jq -r '.message // empty' <<<"${http_body}" 2>/dev/null)" || line=''
    excerpt "${line:-${http_body}}"
    trouble="Render answered ${http_status}${excerpted:+ (${excerpted})}"
    ;;
  esac
}

# back_off ATTEMPT: waits before the same request is sent again: as long as the server asked for, else doubling
# from one poll to 30 seconds, with some jitter so that several jobs do not come back at the same moment.
back_off() {
  local attempt="$1" wait
  look_at_clock
  if [[ -n "${asked_wait}" ]]; then
    wait=${asked_wait}
    if ((wait > left)); then
      fail "Gave up: ${trouble} and asks to wait $((wait / 1000)) s, which is past the deadline of ${timeout} s."
    fi
  else
    wait=$((poll << (attempt < 6 ? attempt : 6)))
    if ((wait > 30000)); then
      wait=30000
    fi
    wait=$((wait + RANDOM % (wait / 4 + 1)))
  fi
  say "${trouble}; trying again"
  pause "${wait}" "${trouble}"
}

# refuse METHOD PATH: ends the script over an answer that no waiting will change.
refuse() {
  case "${http_status}" in
  401) fail "Render does not accept the API key (401). Create one under Account Settings > API Keys and store it as the secret RENDER_API_KEY of this environment." ;;
  403) fail "The API key may not do this (403): $1 $2. It must belong to a member of the workspace that owns the service." ;;
  404) fail "Render knows no $2 (404). Is RENDER_API_URL right, and does the service still exist?" ;;
  *) fail "Render refused $1 $2: ${trouble}" ;;
  esac
}

# get PATH: reads, again and again until there is an answer in JSON; then http_body holds it.
get() {
  local path="$1" attempt=0 garbled=0
  while true; do
    exchange GET "${path}"
    case "${http_status}" in
    2??)
      if jq -e 'type == "object" or type == "array"' <<<"${http_body}" >/dev/null 2>&1; then
        return
      fi
      excerpt "${http_body}"
      trouble="the answer to GET ${path} is not JSON: ${excerpted:-(nothing)}"
      garbled=$((garbled + 1))
      if ((garbled == 3)); then
        fail "Three times in a row ${trouble} - is RENDER_API_URL (${api}) the API?"
      fi
      ;;
    429 | 5?? | 000) ;;
    *) refuse GET "${path}" ;;
    esac
    back_off "${attempt}"
    attempt=$((attempt + 1))
  done
}

# pick FILTER: sets `picked` to what the filter finds in http_body.
pick() {
  picked="$(jq -r "$1" <<<"${http_body}" 2>/dev/null)" || {
    excerpt "${http_body}"
    fail "Render's answer has not the documented shape: ${excerpted}"
  }
}

# --- services and deploys ---------------------------------------------------------------------------------------

# resolve NAME VERSION: appends to names, ids, versions, links.
resolve() {
  local name="$1" version="$2" query id suspended link
  local -x wanted="${name}" # for jq
  local -a found=()
  if [[ "${name}" =~ ^(srv|crn)-[0-9a-z]{20}$ ]]; then
    get "/services/${name}"
    pick '[.id, .suspended // "", .dashboardUrl // ""] | join("|")'
  else
    query="$(jq -rn --arg name "${name}" '$name | @uri')"
    get "/services?name=${query}&limit=20${RENDER_OWNER_ID:+&ownerId=${RENDER_OWNER_ID}}"
    pick '.[].service | select(.name == env.wanted) | [.id, .suspended // "", .dashboardUrl // ""] | join("|")'
  fi
  if [[ -n "${picked}" ]]; then
    mapfile -t found <<<"${picked}"
  fi
  if ((${#found[@]} == 0)); then
    fail "Render has no service named '${name}' that this API key can see. Apply the blueprint (render.yaml) first, or check the name and the key's workspace."
  fi
  if ((${#found[@]} > 1)); then
    fail "${#found[@]} services are named '${name}' (${found[*]%%|*}). Set RENDER_OWNER_ID to the workspace that is meant, or name the service by its id."
  fi
  IFS='|' read -r id suspended link <<<"${found[0]}"
  if [[ "${suspended}" == suspended ]]; then
    fail "The service '${name}' is suspended: resume it on Render first. ${link}"
  fi
  names+=("${name}")
  ids+=("${id}")
  versions+=("${version}")
  links+=("${link}")
}

# newest KIND ID: sets `newest_id` to the newest deploy (or job) of a service, empty when there is none.
newest() {
  local kind="$1" id="$2"
  get "/services/${id}/${kind}s?limit=20"
  pick '[.[] | .deploy // .job] | reverse | max_by(.createdAt // "") | .id // ""'
  newest_id="${picked}"
}

# start KIND INDEX PATH JSON: asks for a deploy or a job and sets `started_id`. An answer that leaves open whether
# the request was carried out is settled by looking for something newer than there was before. A deploy is asked
# for again when there is none; a job is not, because a command may do harm when it runs twice.
start() {
  local kind="$1" index="$2" path="/services/${ids[$2]}/$3" json="$4" before attempt=0
  newest "${kind}" "${ids[index]}"
  before="${newest_id}"
  while true; do
    exchange POST "${path}" "${json}"
    case "${http_status}" in
    2??)
      started_id="$(jq -r '.id // ""' <<<"${http_body}" 2>/dev/null)" || started_id=''
      while [[ -z "${started_id}" ]]; do
        newest "${kind}" "${ids[index]}"
        if [[ "${newest_id}" != "${before}" ]]; then
          started_id="${newest_id}"
        else
          pause "${poll}" "Render took the request for ${names[index]} (${http_status}), but shows no new ${kind}."
        fi
      done
      return
      ;;
    409 | 429) ;; # Nothing was started: another deploy is in the way, or too many requests.
    000 | 5??)
      # 6 and 7: the host was not found or did not accept the connection, so the request never got there.
      if ((curl_exit != 6 && curl_exit != 7)); then
        local doubt="${trouble}"
        pause "${poll}" "${trouble}"
        newest "${kind}" "${ids[index]}"
        if [[ "${newest_id}" != "${before}" ]]; then
          started_id="${newest_id}"
          return
        fi
        trouble="${doubt}"
        if [[ "${kind}" == job ]]; then
          fail "It is not known whether the job on ${names[index]} was started: ${trouble}. It is not started a second time; look at the service's jobs. ${links[index]}"
        fi
        asked_wait=''
      fi
      ;;
    400)
      if [[ "${json}" == *imageUrl* ]]; then
        trouble+='. The registry, repository and image name must be those that the service is set to on Render'
      fi
      refuse POST "${path}"
      ;;
    *) refuse POST "${path}" ;;
    esac
    back_off "${attempt}"
    attempt=$((attempt + 1))
  done
}

# start_deploy INDEX PATH JSON
start_deploy() {
  start deploy "$1" "$2" "$3"
  deploys[$1]="${started_id}"
  states[$1]='requested'
  say "${names[$1]}: deploy ${started_id} of ${versions[$1]}"
}

# await_deploys INDEX...: until each is live or has failed; appends what went wrong to `problems`.
await_deploys() {
  local -a pending=("$@") still
  local index status waiting why
  while true; do
    still=()
    waiting=''
    for index in "${pending[@]}"; do
      get "/services/${ids[index]}/deploys/${deploys[index]}"
      pick '.status // "unknown"'
      status="${picked//[^a-z_]/}"
      if [[ "${status}" != "${states[index]}" ]]; then
        states[index]="${status}"
        look_at_clock
        say "${names[index]}: ${status} ($(((now - started) / 1000)) s)"
      fi
      why=''
      case "${status}" in
      live) ;;
      pre_deploy_failed) why='the pre-deploy command (the migration) failed; the old version keeps serving' ;;
      build_failed) why='the image could not be built or pulled; the old version keeps serving' ;;
      update_failed) why='the new version did not start or did not become healthy; the old version keeps serving' ;;
      canceled) why='the deploy was canceled, by a person or by a newer deploy' ;;
      deactivated) why='a newer deploy has replaced this one' ;;
      *)
        still+=("${index}")
        waiting+="${waiting:+, }${names[index]} is ${status}"
        ;;
      esac
      if [[ -n "${why}" ]]; then
        problems+=("${names[index]} is ${status}: ${why}. Logs: ${links[index]:-on Render} (deploy ${deploys[index]})")
      fi
    done
    if ((${#still[@]} == 0)); then
      return
    fi
    pending=("${still[@]}")
    pause "${poll}" "${waiting}. The deploys go on at Render. ${links[pending[0]]}"
  done
}

# stop_on_problems: ends the script when a deploy failed, naming what is already on the new version.
stop_on_problems() {
  local index changed='' text
  if ((${#problems[@]} == 0)); then
    return
  fi
  for index in "${!names[@]}"; do
    if [[ "${states[index]:-}" == live ]]; then
      changed+=" ${names[index]}"
    fi
  done
  printf -v text '%s\n' "${problems[@]}"
  if [[ -n "${changed}" ]]; then
    text+="Already changed and live:${changed}."
  fi
  fail "${text%$'\n'}"
}

# find_previous INDEX: sets `target` and `target_version` to the deploy that was live before the live one.
# A rollback is itself a deploy, so after one the search goes on from the deploy that it brought back (rolling back
# twice goes two versions back, not forth again); deploys of the same version (settings, restarts) are passed over.
find_previous() {
  local index="$1" filter
  get "/services/${ids[index]}/deploys?limit=50"
  read -r -d '' filter <<'EOF' || true
    def version:
      .image.sha
      // (if (.image.ref // "") | contains("@sha256:") then .image.ref else null end)
      // .commit.id
      // .id;
    [.[].deploy] as $deploys
    | ([$deploys | to_entries[] | select(.value.status == "live") | .key][0]) as $at
    | if $at == null then "none||"
      else $deploys[$at] as $live
        | $deploys[$at + 1:]
        | if $live.trigger == "rollback"
          then . as $older
            | ([to_entries[] | select((.value | version) == ($live | version)) | .key][0] // -1) as $same
            | $older[$same + 1:]
          else . end
        | [.[] | select(.status == "deactivated" and version != ($live | version))][0]
        | if . == null then "only||" else "found|\(.id)|\(.image.ref // .commit.id // "?")" end
      end
EOF
  pick "${filter}"
  case "${picked}" in
  found*) IFS='|' read -r _ target target_version <<<"${picked}" ;;
  only*) fail "${names[index]}: no earlier version among its last 50 deploys has been live. Deploy a known version instead: ${program} deploy --image ${names[index]}=REPOSITORY@sha256:..." ;;
  *) fail "${names[index]}: none of its last 50 deploys is live, so there is no version before it." ;;
  esac
}

# --- the subcommands ------------------------------------------------------------------------------------------------

run_deploy() {
  local index json
  local -a rest=()
  for index in "${!wanted_names[@]}"; do
    resolve "${wanted_names[index]}" "${wanted_versions[index]}"
  done
  for index in "${!names[@]}"; do
    json="$(jq -cn --arg key "${wanted_keys[index]}" --arg value "${versions[index]}" '{($key): $value}')"
    bodies+=("${json}")
  done

  group "Deploying ${names[0]}"
  start_deploy 0 deploys "${bodies[0]}"
  await_deploys 0
  end_group
  stop_on_problems

  for index in "${!names[@]}"; do
    if ((index > 0)); then
      rest+=("${index}")
    fi
  done
  if ((${#rest[@]} > 0)); then
    group "Deploying ${names[*]:1}"
    for index in "${rest[@]}"; do
      start_deploy "${index}" deploys "${bodies[index]}"
    done
    await_deploys "${rest[@]}"
    end_group
    stop_on_problems
  fi
  say "Live: ${names[*]}"
}

run_previous() {
  local index name
  for name in "${wanted_names[@]}"; do
    resolve "${name}" ''
  done
  for index in "${!names[@]}"; do
    find_previous "${index}"
    versions[index]="${target_version}"
    states[index]="previous: ${target}"
    printf '%s\t%s\t%s\n' "${names[index]}" "${target}" "${target_version}"
  done
}

run_rollback() {
  local index name json
  local -a targets=()
  for name in "${wanted_names[@]}"; do
    resolve "${name}" ''
  done
  # All targets are known before anything changes: half a rollback is worse than none.
  for index in "${!names[@]}"; do
    find_previous "${index}"
    targets+=("${target}")
    versions[index]="${target_version}"
  done
  group "Rolling back ${names[*]}"
  for index in "${!names[@]}"; do
    json="$(jq -cn --arg id "${targets[index]}" '{deployId: $id}')"
    start_deploy "${index}" rollback "${json}"
  done
  await_deploys "${!names[@]}"
  end_group
  stop_on_problems
  say "Rolled back and live: ${names[*]}"
}

run_job() {
  local json job status
  resolve "${wanted_names[0]}" "${command_line}"
  json="$(jq -cn --arg command "${command_line}" '{startCommand: $command}')"
  group "Running on ${names[0]}: ${command_line}"
  start job 0 jobs "${json}"
  job="${started_id}"
  states[0]=requested
  while true; do
    get "/services/${ids[0]}/jobs/${job}"
    pick '.status // "pending"'
    status="${picked//[^a-z_]/}"
    if [[ "${status}" != "${states[0]}" ]]; then
      states[0]="${status}"
      look_at_clock
      say "job ${job}: ${status} ($(((now - started) / 1000)) s)"
    fi
    case "${status}" in
    succeeded) break ;;
    failed) fail "The command failed on ${names[0]} (job ${job}): ${command_line}. Its log is in the service's log on Render. ${links[0]}" ;;
    canceled) fail "The job ${job} on ${names[0]} was canceled." ;;
    *) pause "${poll}" "the job ${job} on ${names[0]} is ${status}. It goes on at Render. ${links[0]}" ;;
    esac
  done
  end_group
  say "Succeeded: ${command_line}"
}

# --- arguments --------------------------------------------------------------------------------------------------------

problem='' excerpted='' picked='' trouble='' curl_exit=0 http_status=000 http_body='' asked_wait=''
newest_id='' started_id='' target='' target_version='' command_line='' now=0 left=0 started=0 deadline=0
timeout=1800
names=() ids=() versions=() links=() states=() deploys=() bodies=() problems=()
wanted_names=() wanted_versions=() wanted_keys=()

# want NAME VERSION KEY
want() {
  local name
  if [[ -z "$1" ]]; then
    misuse 'a service name is empty'
  fi
  for name in "${wanted_names[@]}"; do
    if [[ "${name}" == "$1" ]]; then
      misuse "the service '$1' is named twice"
    fi
  done
  wanted_names+=("$1")
  wanted_versions+=("$2")
  wanted_keys+=("$3")
}

if (($# == 0)); then
  usage >&2
  exit 2
fi
subcommand="$1"
shift
case "${subcommand}" in
--help | -h | help)
  usage
  exit 0
  ;;
deploy | previous | rollback | run) ;;
*) misuse "unknown subcommand '${subcommand}' (deploy, previous, rollback or run)" ;;
esac

while (($# > 0)); do
  option="$1"
  shift
  case "${subcommand} ${option}" in
  *' --help' | *' -h')
    usage
    exit 0
    ;;
  'deploy --image' | 'deploy --commit' | 'rollback --service' | 'run --service' | 'run --command' | deploy' --timeout' | rollback' --timeout' | run' --timeout')
    if (($# == 0)); then
      misuse "${option} needs a value"
    fi
    value="$1"
    shift
    ;;
  'previous -'*) misuse "'previous' has no option ${option}" ;;
  'previous '*)
    want "${option}" '' ''
    continue
    ;;
  *) misuse "'${subcommand}' has no option or argument '${option}'" ;;
  esac
  case "${option}" in
  --image)
    if [[ "${value}" != ?*=?* ]]; then
      misuse "--image needs NAME=IMAGE, not '${value}'"
    fi
    want "${value%%=*}" "${value#*=}" imageUrl
    ;;
  --commit)
    if [[ ! "${value}" =~ ^[^=]+=[0-9a-fA-F]{7,64}$ ]]; then
      misuse "--commit needs NAME=SHA, not '${value}'"
    fi
    want "${value%%=*}" "${value#*=}" commitId
    ;;
  --service) want "${value}" '' '' ;;
  --command) command_line="${value}" ;;
  *)
    if [[ ! "${value}" =~ ^[1-9][0-9]{0,5}$ ]]; then
      misuse "--timeout needs a number of seconds, not '${value}'"
    fi
    timeout="${value}"
    ;;
  esac
done

if ((${#wanted_names[@]} == 0)); then
  misuse "'${subcommand}' needs at least one service"
fi
if [[ "${subcommand}" == run ]]; then
  if [[ -z "${command_line}" ]]; then
    misuse "'run' needs --command"
  fi
  if ((${#wanted_names[@]} > 1)); then
    misuse "'run' takes one --service"
  fi
fi
if [[ "${subcommand}" == previous ]]; then
  timeout=120
fi
if [[ -z "${RENDER_API_KEY:-}" ]]; then
  misuse 'RENDER_API_KEY is not set. In a workflow: env: RENDER_API_KEY from the secret of that name, which the GitHub environment must hold'
fi
if [[ "${RENDER_API_KEY}" =~ [[:space:][:cntrl:]] ]]; then
  misuse 'RENDER_API_KEY holds a space or a line break: store the secret again without it'
fi
if [[ ! "${RENDER_POLL_SECONDS:-10}" =~ ^([0-9]{1,4})(\.([0-9]{1,3}))?$ ]]; then
  misuse "RENDER_POLL_SECONDS is not a number of seconds: '${RENDER_POLL_SECONDS}'"
fi
poll_fraction="${BASH_REMATCH[3]:-0}00"
poll=$((10#${BASH_REMATCH[1]} * 1000 + 10#${poll_fraction:0:3}))
for tool in curl jq; do
  if ! command -v "${tool}" >/dev/null; then
    fail "${tool} is not installed. On Debian and Ubuntu: apt-get install ${tool}"
  fi
done

scratch="$(mktemp -d)"
trap on_exit EXIT
start_clock
case "${subcommand}" in
deploy) run_deploy ;;
previous) run_previous ;;
rollback) run_rollback ;;
*) run_job ;;
esac
