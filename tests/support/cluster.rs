//! A cluster that consists of a helm, a kubectl and a watch that record how they are called and fail on demand.

use std::fs;

use super::script::Script;

/// Records each call; `$FOLDER/fail` holds a pattern of calls that fail, `$FOLDER/slow` one of calls that hang.
pub const RECORD: &str = r#"
call="${0##*/} $*"
printf '%s\n' "${call}" >>"${FOLDER}/calls"
if [[ -s "${FOLDER}/slow" && "${call}" =~ $(<"${FOLDER}/slow") ]]; then
  printf '%s' "$$" >"${FOLDER}/pid"
  trap 'printf "%s\n" "stopped ${0##*/}" >>"${FOLDER}/calls"; kill %1; exit 1' TERM
  sleep 30 &
  wait
fi
if [[ -s "${FOLDER}/fail" && "${call}" =~ $(<"${FOLDER}/fail") ]]; then
  printf 'Error: that did not work\n'
  exit 1
fi
"#;

const HELM: &str = r#"
case "$1" in
  status | history | uninstall)
    if [[ ! -e "${FOLDER}/installed/${2}" ]]; then
      printf 'Error: release: not found\n' >&2
      exit 1
    fi ;;&
  uninstall) rm "${FOLDER}/installed/${2}" ;;
  history) cat "${FOLDER}/history.json" ;;
  upgrade) touch "${FOLDER}/installed/${3}" ;;
  *) ;;
esac
"#;

const KUBECTL: &str = r#"
case "$*" in
  'get pods'*) cat "${FOLDER}/pods.json" 2>/dev/null || printf '{"items": []}' ;;
  logs*) printf 'Traceback of %s\n::error::forged\n' "$*" ;;
  'get events'*) printf 'Warning  BackOff  pod/api-1\n' ;;
  exec*) printf 'in the pod\n' ;;
  *) ;;
esac
"#;

/// A cluster where the release `shop` is installed.
pub fn script() -> Script {
    let script = Script::new("kube-deploy")
        .tool("helm", &format!("{RECORD}{HELM}"))
        .tool("kubectl", &format!("{RECORD}{KUBECTL}"))
        .beside("watch-metrics.sh", RECORD)
        .env("KUBE_POLL_SECONDS", "0.1");
    fs::create_dir_all(script.path("chart")).unwrap();
    fs::write(script.path("chart/Chart.yaml"), "name: shop\n").unwrap();
    fs::write(script.path("values-production.yaml"), "{}\n").unwrap();
    fs::create_dir(script.path("installed")).unwrap();
    fs::write(script.path("installed/shop"), "").unwrap();
    script
}

/// The calls that change something, and the watches.
pub fn calls(script: &Script) -> Vec<String> {
    let quiet = ["helm status", "helm history", "kubectl get", "kubectl logs"];
    let all = script.text("calls");
    all.lines().filter(|line| !quiet.iter().any(|start| line.starts_with(start))).map(str::to_owned).collect()
}

/// The releases that are there, in order.
pub fn installed(script: &Script) -> Vec<String> {
    let folder = fs::read_dir(script.path("installed")).unwrap();
    let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
