#!/usr/bin/env bash
# @{ header }
#
# Deploys a Helm chart to Kubernetes: at once, or by a canary that is watched; rolls back; cleans up.
#
# In a workflow, start it with `exec`: on cancellation the runner signals only the step's own process (SIGINT, then
# SIGTERM after 7.5 s, then kill after 2.5 s more; GitHub docs, "Workflow cancellation reference"), and a shell in
# between would not pass it on. For the case that ten seconds are not enough, let a later step with
# `if: cancelled()` run `abort`.
set -euo pipefail
shopt -s inherit_errexit

readonly program="${0##*/}"

usage() {
  cat <<EOF
Usage:
  ${program} upgrade  --release R --namespace N --chart DIR [--values FILE]... VERSION... [--migration skip]
                          [--timeout S] [--logs DIR]
  ${program} canary   --release R --namespace N --chart DIR [--values FILE]... VERSION... [--timeout S] [--logs DIR]
                          --weights "5 25 50" --soak "1800 1800 1800" -- WATCH-OPTION...
  ${program} rollback --release R --namespace N [--to REVISION] [--timeout S] [--logs DIR]
  ${program} abort    --release R --namespace N [--timeout S]
  ${program} exec     --namespace N --deployment NAME [--timeout S] -- COMMAND [ARGUMENT]...

upgrade   helm upgrade --install --atomic: waits until everything is ready, else Helm restores the old state. The
          chart's migration is a hook, so a migration that fails counts as a failed upgrade.
canary    Installs the new version beside the old one, as release R-canary of the same chart with canary.enabled
          and canary.weight, and for each weight watches the metrics for its soak (one soak serves all weights
          too). Then upgrades R itself and removes the canary. Whatever fails, and a signal as well, removes the
          canary and leaves R as it was. When R is not installed yet there is nothing to compare with: it is
          simply installed.
rollback  Brings R back to the last good revision before the current one, or to the given one.
abort     Cleans up after a run that was killed: removes a canary, and frees R when it is stuck in a half-done
          operation. Does nothing when there is nothing to do.
exec      Runs a command in a running pod of a deployment, for example a schema downgrade before a rollback.

VERSION is one or more of:
  --digest SERVICE=sha256:...           sets services.SERVICE.image.digest
  --image SERVICE=REPOSITORY@sha256:... sets services.SERVICE.image.repository too

  --timeout S          the deadline of each Helm operation, or of the command, in seconds (default 600)
  --migration skip     for an upgrade to an older version, whose migrations do not know the newer schema
  --logs DIR           where the pods' state, logs and events go when something fails
  WATCH-OPTION         what watch-metrics.sh gets beside --for; see watch-metrics.sh --help
  --help               prints this text

Environment: what helm and kubectl read (KUBECONFIG), for a canary also PROMETHEUS_URL and PROMETHEUS_TOKEN;
KUBE_POLL_SECONDS is the pause between two looks at the pods during an upgrade (default 15; fractions allowed).

Exit status: 0 done, 1 failed, out of time or interrupted, 2 wrong usage.
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

fail() {
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
  exit 1
}

misuse() {
  printf '%s: %s\nTry: %s --help\n' "${program}" "$1" "${program}" >&2
  exit 2
}

# show FILE LINES: the end of a file that others wrote. GitHub must not take a line of it for a workflow command.
show() {
  local token="stop-${RANDOM}${RANDOM}${RANDOM}"
  if [[ -n "${GITHUB_ACTIONS:-}" ]]; then
    printf '::stop-commands::%s\n' "${token}"
  fi
  tail -n "$2" -- "$1"
  if [[ -n "${GITHUB_ACTIONS:-}" ]]; then
    printf '::%s::\n' "${token}"
  fi
}

# --- running others ---------------------------------------------------------------------------------------

# run COMMAND...: sets run_status. The command runs in the background and is waited for, because bash handles a
# signal at once while it waits, but only after the end of a command in the foreground.
run() {
  run_status=0
  "$@" &
  child=$!
  wait "${child}" || run_status=$?
  child=''
}

# run_helm RELEASE COMMAND...: as `run`, and looks at the release's pods meanwhile: when --atomic has restored the
# old state, the pods that could have told what was wrong are gone.
run_helm() {
  local instance="$1" ended
  shift
  run_status=0
  rm -f -- "${evidence}"/*
  "$@" >"${scratch}/helm.log" 2>&1 &
  child=$!
  while true; do
    sleep "${KUBE_POLL_SECONDS:-15}" &
    sleeper=$!
    run_status=0
    wait -n -p ended "${child}" "${sleeper}" || run_status=$?
    if [[ "${ended}" == "${child}" ]]; then
      child=''
      break
    fi
    sleeper=''
    observe "${instance}"
  done
  kill "${sleeper}" 2>/dev/null || true
  sleeper=''
  show "${scratch}/helm.log" 40
}

# query COMMAND...: a short question, with a deadline; sets query_status and `answer` (both streams).
query() {
  query_status=0
  answer="$(timeout 60 "$@" 2>&1)" || query_status=$?
}

# observe RELEASE [all]: keeps the state and the logs of its pods that are not well, or of all. Never fails.
observe() {
  local pods line pod
  local -a unwell=()
  local -a about=(--namespace "${namespace}" --request-timeout=5s)
  local -x which="${2:-unwell}" # for jq
  kubectl get pods "${about[@]}" --selector "app.kubernetes.io/instance=$1" --output json \
    >"${scratch}/pods.json" 2>/dev/null || return 0
  jq -r '.items[]
    | select(.status.phase != "Succeeded")
    | ([.status | .initContainerStatuses[]?, .containerStatuses[]?]) as $containers
    | select(env.which == "all" or any(.status.conditions[]?; .type == "Ready" and .status != "True")
        or any($containers[]; .restartCount > 0) or .status.phase == "Failed")
    | [.metadata.name, .status.phase,
       ([$containers[] | (.state | to_entries[]? | .value.reason // empty)] | unique | join(" ")),
       "restarts: \([$containers[].restartCount] | add // 0)"]
    | join("  ")' <"${scratch}/pods.json" >"${scratch}/unwell" 2>/dev/null || return 0
  if [[ ! -s "${scratch}/unwell" ]]; then
    return 0
  fi
  cp "${scratch}/unwell" "${evidence}/pods.txt"
  pods="$(head -n 10 "${scratch}/unwell")"
  mapfile -t unwell <<<"${pods}"
  for line in "${unwell[@]}"; do
    pod="${line%% *}"
    kubectl logs "${about[@]}" "${pod}" --all-containers --prefix --tail=500 >"${evidence}/${pod}.log" 2>&1 || true
    if [[ "${line}" != *'restarts: 0' ]]; then
      kubectl logs "${about[@]}" "${pod}" --all-containers --prefix --tail=500 --previous \
        >"${evidence}/${pod}.previous.log" 2>/dev/null || rm -f -- "${evidence}/${pod}.previous.log"
    fi
  done
}

# report RELEASE [all]: after a failure, prints what is known (bounded) and puts all of it into --logs.
report() {
  local file
  observe "$@"
  kubectl get events --namespace "${namespace}" --request-timeout=5s --sort-by=.lastTimestamp \
    >"${scratch}/events" 2>&1 || true
  tail -n 200 -- "${scratch}/events" >"${evidence}/events.txt"
  if [[ -s "${scratch}/helm.log" ]]; then
    cp -- "${scratch}/helm.log" "${evidence}/helm.log"
  fi
  for file in "${evidence}"/*; do
    if [[ -s "${file}" ]]; then
      group "${file##*/}"
      show "${file}" 25
      end_group
    fi
  done
  if [[ -n "${logs}" ]]; then
    mkdir -p -- "${logs}"
    cp -- "${evidence}"/* "${logs}/"
    say "All of it is in ${logs}."
  fi
}

# --- releases ---------------------------------------------------------------------------------------------

# remove_canary: idempotent; sets canary_left when it could not be removed.
remove_canary() {
  canary_left=0
  query helm uninstall "${release}-canary" --namespace "${namespace}"
  if ((query_status == 0)); then
    say "Removed the canary ${release}-canary."
  elif [[ "${answer}" != *'release: not found'* ]]; then
    canary_left=1
    say "Could not remove the canary ${release}-canary: ${answer//[[:cntrl:]]/ }"
  fi
}

# upgrade RELEASE [option...]: ends the script when it fails.
upgrade() {
  local name="$1" hint=''
  shift
  run_helm "${name}" helm upgrade --install "${name}" "${chart}" --namespace "${namespace}" "${settings[@]}" "$@" \
    --atomic --wait --timeout "${timeout}s" --history-max 20
  if ((run_status != 0)); then
    if [[ "$(<"${scratch}/helm.log")" == *'another operation'*'in progress'* ]]; then
      hint=" Another deploy is running, or one was killed half-way; if none is running: ${program} abort --release ${release} --namespace ${namespace}"
    fi
    end_group
    report "${name}"
    fail "The upgrade of ${name} failed (helm ended with ${run_status}, see its output above); --atomic brings back what was there before.${hint}"
  fi
}

# read_history: sets `answer` to the revisions of the release, in JSON.
read_history() {
  answer="$(timeout 60 helm history "${release}" --namespace "${namespace}" --max 100 --output json 2>"${scratch}/error")" || {
    answer="$(<"${scratch}/error")"
    fail "Cannot read the history of ${release} in ${namespace}: ${answer//[[:cntrl:]]/ }"
  }
}

run_upgrade() {
  group "Upgrading ${release}"
  upgrade "${release}"
  end_group
  outcome='upgraded'
  say "${release} is upgraded and ready."
}

run_canary() {
  local index soak weight watch="${0%"${program}"}"
  watch="${watch:-./}watch-metrics.sh"
  query helm status "${release}" --namespace "${namespace}"
  if ((query_status != 0)); then
    if [[ "${answer}" != *'release: not found'* ]]; then
      fail "Cannot read the state of ${release} in ${namespace}: ${answer//[[:cntrl:]]/ }"
    fi
    say "${release} is not installed in ${namespace} yet: there is nothing to compare a canary with."
    run_upgrade
    return
  fi

  # A watch that is wrong is found out before a single request goes to the new version.
  for index in "${!weights[@]}"; do
    run "${watch}" --check --for "${soaks[index]}" "${trailing[@]}"
    if ((run_status != 0)); then
      fail "The canary did not start: its watch cannot work (see above)."
    fi
  done

  remove_canary # a leftover of a run that was killed
  canary=1
  for index in "${!weights[@]}"; do
    weight="${weights[index]}"
    soak="${soaks[index]}"
    group "Canary at ${weight} %"
    upgrade "${release}-canary" --set canary.enabled=true --set "canary.weight=${weight}"
    end_group
    say "Canary at ${weight} % is ready; watching it for ${soak} s"
    run "${watch}" --for "${soak}" "${trailing[@]}"
    if ((run_status != 0)); then
      report "${release}-canary" all # its pods are well, and yet it is worse: what they say is wanted
      fail "The canary failed its watch at ${weight} % (see above). ${release} was not changed."
    fi
    outcome="canary passed ${weight} %"
  done

  group "Promoting: upgrading ${release}"
  upgrade "${release}"
  end_group
  remove_canary
  canary=0
  if ((canary_left)); then
    fail "${release} is upgraded, but ${release}-canary is still there and takes traffic: ${program} abort --release ${release} --namespace ${namespace}"
  fi
  outcome='canary promoted'
  say "${release} is upgraded and ready."
}

run_rollback() {
  local filter current
  if [[ -z "${revision}" ]]; then
    read_history
    # A rollback makes a new revision "Rollback to N" (and so does a failed upgrade, by --atomic): what runs then is
    # N, so the search goes on before N. Else rolling back twice would go forth again.
    read -r -d '' filter <<'EOF' || true
      . as $all
      | def origin($n):
          ([$all[] | select(.revision == $n) | .description // ""][0] // "") as $text
          | if ($text | test("^Rollback to [0-9]+")) then
              ($text | capture("^Rollback to (?<to>[0-9]+)").to | tonumber) as $to
              | if $to < $n then origin($to) else $n end
            else $n end;
      ([$all[] | select(.status == "deployed") | .revision] | max) as $current
      | if $current == null then "none"
        else origin($current) as $from
          | ([$all[] | select(.revision < $from and .status == "superseded") | .revision] | max) as $to
          | if $to == null then "first \($current)" else "\($current) \($to)" end
        end
EOF
    answer="$(jq -r "${filter}" <<<"${answer}" 2>/dev/null)" || fail "helm gave a history that cannot be read."
    case "${answer}" in
    none) fail "No revision of ${release} is deployed in ${namespace}: name one with --to (helm history ${release})." ;;
    first*) fail "Revision ${answer#first } is the first good one of ${release}: there is none before it to go back to." ;;
    *) read -r current revision <<<"${answer}" ;;
    esac
    say "${release} is at revision ${current}; the last good one before it is ${revision}"
  fi
  group "Rolling back ${release} to revision ${revision}"
  run_helm "${release}" helm rollback "${release}" "${revision}" --namespace "${namespace}" --wait --cleanup-on-fail \
    --timeout "${timeout}s"
  end_group
  if ((run_status != 0)); then
    report "${release}"
    fail "The rollback of ${release} to revision ${revision} failed (helm ended with ${run_status})."
  fi
  outcome="rolled back to revision ${revision}"
  say "${release} is back at revision ${revision} and ready."
}

run_abort() {
  local status good
  remove_canary
  if ((canary_left)); then
    fail "The canary ${release}-canary is still there and may take traffic."
  fi
  query helm status "${release}" --namespace "${namespace}"
  if ((query_status != 0)); then
    if [[ "${answer}" == *'release: not found'* ]]; then
      outcome='nothing to clean up'
      return
    fi
    fail "Cannot read the state of ${release} in ${namespace}: ${answer//[[:cntrl:]]/ }"
  fi
  read_history
  status="$(jq -r 'max_by(.revision).status // ""' <<<"${answer}" 2>/dev/null)" || fail "helm gave a history that cannot be read."
  case "${status}" in
  pending-install)
    say "${release} is stuck in its first installation: removing it"
    run helm uninstall "${release}" --namespace "${namespace}" --wait --timeout "${timeout}s"
    ;;
  pending-*)
    good="$(jq -r '[.[] | select(.status == "deployed" or .status == "superseded") | .revision] | max // ""' <<<"${answer}")"
    if [[ -z "${good}" ]]; then
      fail "${release} is stuck (${status}) and has no good revision: helm history ${release} --namespace ${namespace}"
    fi
    say "${release} is stuck (${status}): back to revision ${good}"
    run helm rollback "${release}" "${good}" --namespace "${namespace}" --wait --timeout "${timeout}s"
    ;;
  *)
    outcome="clean (${release} is ${status})"
    say "${release} is ${status}: nothing to clean up."
    return
    ;;
  esac
  if ((run_status != 0)); then
    fail "Cleaning up ${release} failed (helm ended with ${run_status})."
  fi
  outcome="freed from ${status}"
}

run_exec() {
  group "In ${deployment}: ${trailing[*]}"
  run timeout --kill-after=10 "${timeout}" \
    kubectl exec --namespace "${namespace}" --pod-running-timeout=60s "deployment/${deployment}" -- "${trailing[@]}"
  end_group
  if ((run_status == 124 || run_status == 137)); then
    fail "The command in ${deployment} did not end within ${timeout} s: ${trailing[*]}"
  fi
  if ((run_status != 0)); then
    fail "The command in ${deployment} ended with ${run_status}: ${trailing[*]}"
  fi
  outcome="done: ${trailing[*]}"
}

# --- the way out ------------------------------------------------------------------------------------------

# A child that has not become its program yet still has our traps: what is sent to it, or its end, is not ours.
interrupted() {
  if ((BASHPID != $$)); then
    exit 143
  fi
  fail 'Interrupted.'
}

# Whatever the reason: nothing of ours goes on running, no canary stays, and the job's summary says how it ended.
on_exit() {
  local tries
  if ((BASHPID != $$)); then
    return
  fi
  trap '' INT TERM # the runner sends one after the other; cleaning up goes on
  if [[ -n "${sleeper}" ]]; then
    kill "${sleeper}" 2>/dev/null || true
  fi
  if [[ -n "${child}" ]]; then
    kill -TERM "${child}" 2>/dev/null || true
    for tries in {1..20}; do
      if ! kill -0 "${child}" 2>/dev/null; then
        break
      fi
      if ((tries == 20 && canary)); then
        say 'What was running does not stop; cleaning up beside it.'
      fi
      sleep 0.1
    done
  fi
  if ((canary)); then
    remove_canary
    if ((canary_left)); then
      problem+=" The canary ${release}-canary is still there and may take traffic!"
    fi
  fi
  if [[ -n "${child}" ]]; then
    wait "${child}" 2>/dev/null || true # helm may be restoring the old state
  fi
  rm -rf -- "${scratch}"
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
    {
      printf '### Kubernetes: %s %s\n\n' "${subcommand}" "${release:-${deployment}}"
      printf 'Namespace %s: %s\n\n' "${namespace}" "${outcome:-not done}"
      if [[ -n "${versions}" ]]; then
        printf "\`%s\`\n\n" "${versions}"
      fi
      if [[ -n "${problem}" ]]; then
        printf '%s\n\n' "${problem}"
      fi
    } >>"${GITHUB_STEP_SUMMARY}"
  fi
}

# --- arguments --------------------------------------------------------------------------------------------

release='' namespace='' chart='' logs='' revision='' deployment='' timeout=600
settings=() weights=() soaks=() trailing=()
child='' sleeper='' run_status=0 query_status=0 answer='' canary=0 canary_left=0 problem='' outcome='' versions=''

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
upgrade) takes='release namespace chart values digest image migration timeout logs' ;;
canary) takes='release namespace chart values digest image timeout logs weights soak' ;;
rollback) takes='release namespace to timeout logs' ;;
abort) takes='release namespace timeout' ;;
exec) takes='namespace deployment timeout' ;;
*) misuse "unknown subcommand '${subcommand}' (upgrade, canary, rollback, abort or exec)" ;;
esac

while (($# > 0)); do
  option="$1"
  shift
  case "${option}" in
  --help | -h)
    usage
    exit 0
    ;;
  --)
    trailing=("$@")
    break
    ;;
  *) ;;
  esac
  if [[ "${option}" != --?* || " ${takes} " != *" ${option#--} "* ]]; then
    misuse "'${subcommand}' has no option '${option}'"
  fi
  if (($# == 0)) || [[ -z "$1" ]]; then
    misuse "${option} needs a value"
  fi
  value="$1"
  shift
  case "${option}" in
  --release | --namespace | --deployment)
    if [[ ! "${value}" =~ ^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$ ]]; then
      misuse "${option} needs a name of small letters, digits and -, at most 53, not '${value}'"
    fi
    printf -v "${option#--}" '%s' "${value}"
    ;;
  --chart)
    if [[ ! -f "${value}/Chart.yaml" ]]; then
      misuse "there is no chart in '${value}' (no Chart.yaml)"
    fi
    chart="${value}"
    ;;
  --values)
    if [[ ! -f "${value}" ]]; then
      misuse "the values file '${value}' does not exist"
    fi
    settings+=(--values "${value}")
    ;;
  --digest)
    if [[ ! "${value}" =~ ^[A-Za-z0-9_-]+=sha256:[0-9a-f]{64}$ ]]; then
      misuse "--digest needs SERVICE=sha256: and 64 hex digits, not '${value}'"
    fi
    settings+=(--set-string "services.${value%%=*}.image.digest=${value#*=}")
    versions+="${versions:+, }${value}"
    ;;
  --image)
    if [[ ! "${value}" =~ ^([A-Za-z0-9_-]+)=([a-zA-Z0-9][a-zA-Z0-9._:/-]*)@(sha256:[0-9a-f]{64})$ ]]; then
      misuse "--image needs SERVICE=REPOSITORY@sha256: and 64 hex digits, not '${value}'"
    fi
    settings+=(
      --set-string "services.${BASH_REMATCH[1]}.image.repository=${BASH_REMATCH[2]}"
      --set-string "services.${BASH_REMATCH[1]}.image.digest=${BASH_REMATCH[3]}"
    )
    versions+="${versions:+, }${value}"
    ;;
  --migration)
    if [[ "${value}" != skip ]]; then
      misuse "--migration takes 'skip' only, not '${value}'"
    fi
    settings+=(--set migration=null)
    ;;
  --logs) logs="${value%/}" ;;
  --weights | --soak)
    if [[ ! "${value}" =~ ^\ *[1-9][0-9]{0,5}(\ +[1-9][0-9]{0,5})*\ *$ ]]; then
      misuse "${option} needs numbers separated by spaces, such as \"5 25 50\", not '${value}'"
    fi
    if [[ "${option}" == --weights ]]; then
      read -r -a weights <<<"${value}"
    else
      read -r -a soaks <<<"${value}"
    fi
    ;;
  *)
    if [[ ! "${value}" =~ ^[1-9][0-9]{0,5}$ ]]; then
      misuse "${option} needs a whole number, not '${value}'"
    fi
    if [[ "${option}" == --to ]]; then
      revision="${value}"
    else
      timeout="${value}"
    fi
    ;;
  esac
done

for option in release namespace chart deployment; do
  if [[ " ${takes} " == *" ${option} "* && -z "${!option}" ]]; then
    misuse "'${subcommand}' needs --${option}"
  fi
done
case "${subcommand}" in
upgrade | canary)
  if [[ -z "${versions}" ]]; then
    misuse "'${subcommand}' needs at least one --digest or --image: what is deployed is named by digest"
  fi
  ;;
exec)
  if ((${#trailing[@]} == 0)); then
    misuse "'exec' needs a command after --"
  fi
  ;;
*) ;;
esac
if [[ "${subcommand}" == canary ]]; then
  if ((${#weights[@]} == 0 || ${#soaks[@]} == 0)); then
    misuse "'canary' needs --weights and --soak"
  fi
  if ((${#soaks[@]} == 1)); then
    for option in "${weights[@]:1}"; do
      soaks+=("${soaks[0]}")
    done
  fi
  if ((${#soaks[@]} != ${#weights[@]})); then
    misuse "there are ${#weights[@]} weights and ${#soaks[@]} soaks: one soak for each weight, or one for all"
  fi
  last=0
  for option in "${weights[@]}"; do
    if ((option <= last || option > 100)); then
      misuse "the weights must rise and be at most 100: ${weights[*]}"
    fi
    last=${option}
  done
  if ((${#trailing[@]} == 0)); then
    misuse "a canary that nobody watches is no canary: give watch-metrics.sh its conditions after --"
  fi
elif [[ "${subcommand}" != exec ]] && ((${#trailing[@]} > 0)); then
  misuse "'${subcommand}' takes nothing after --"
fi
if [[ ! "${KUBE_POLL_SECONDS:-15}" =~ ^[0-9]{1,4}(\.[0-9]{1,3})?$ ]]; then
  misuse "KUBE_POLL_SECONDS is not a number of seconds: '${KUBE_POLL_SECONDS}'"
fi
for tool in kubectl jq helm; do
  if [[ "${subcommand} ${tool}" != 'exec helm' ]] && ! command -v "${tool}" >/dev/null; then
    fail "${tool} is not installed, or not in PATH."
  fi
done

scratch="$(mktemp -d)"
evidence="${scratch}/evidence"
mkdir "${evidence}"
trap on_exit EXIT
trap interrupted INT TERM
case "${subcommand}" in
upgrade) run_upgrade ;;
canary) run_canary ;;
rollback) run_rollback ;;
abort) run_abort ;;
*) run_exec ;;
esac
