//! Conditions that take a new version back, as questions to Prometheus.

use super::super::expr::shell_word;
use crate::plan::{Abort, Environment};
use crate::schema::kinds::Duration;

/// How long a limit must be passed where nothing is said.
const DURING: Duration = Duration::seconds(60);

/// The options of `watch-metrics.sh` for every condition, one line each. `pods` is the pattern of the pods that are
/// watched.
pub fn conditions(environment: &Environment, namespace: &str, pods: &str) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let aborts = environment.set.rollout.iter().flat_map(|r| &r.aborts);
    aborts
        .flat_map(|abort| {
            let during = abort.during.as_ref().map_or(DURING, |d| d.value);
            measures(abort, during, namespace, pods).into_iter().map(move |measure| (measure, during))
        })
        .map(|((name, query, limit), during)| {
            let name = unique(name, &mut seen);
            let query = shell_word(&query);
            format!("--abort-when {name} --query {query} {limit} --during {}", during.as_seconds())
        })
        .collect()
}

/// Name, question and limit of each measure that a condition names.
fn measures(abort: &Abort, during: Duration, namespace: &str, pods: &str) -> Vec<(&'static str, String, String)> {
    let mut all = Vec::new();
    let these = format!("namespace=\"{namespace}\",pod=~\"{pods}\"");
    // Two scrapes at least must lie in the window; more than the condition's own time would blur it.
    let window = format!("{}s", during.as_seconds().clamp(60, 300));
    if let Some(limit) = &abort.error_rate {
        // The usual names of Prometheus' client libraries and instrumentations (http_requests_total with `status`).
        let rate = |more: &str| format!("sum(rate(http_requests_total{{{these}{more}}}[{window}]))");
        let query = format!("({} or vector(0)) / {}", rate(",status=~\"5..\""), rate(""));
        all.push(("error-rate", query, format!("--above {}", limit.value.as_ratio())));
    }
    if let Some(limit) = &abort.latency_p95 {
        let buckets = format!("http_request_duration_seconds_bucket{{{these}}}");
        let query = format!("histogram_quantile(0.95, sum by (le) (rate({buckets}[{window}])))");
        all.push(("latency-p95", query, format!("--above {}", seconds(limit.value))));
    }
    if let Some(limit) = &abort.cpu {
        let used =
            format!("sum by (pod) (rate(container_cpu_usage_seconds_total{{{these},container!=\"\"}}[{window}]))");
        let asked = format!("sum by (pod) (kube_pod_container_resource_requests{{{these},resource=\"cpu\"}})");
        all.push(("cpu", format!("max({used} / {asked})"), format!("--above {}", limit.value.as_ratio())));
    }
    if let Some(limit) = &abort.memory {
        let used = format!("sum by (pod) (container_memory_working_set_bytes{{{these},container!=\"\"}})");
        let limits = format!("sum by (pod) (kube_pod_container_resource_limits{{{these},resource=\"memory\"}})");
        all.push(("memory", format!("max({used} / {limits})"), format!("--above {}", limit.value.as_ratio())));
    }
    if let Some(query) = &abort.query {
        let limit = match (&abort.above, &abort.below) {
            (Some(above), _) => format!("--above {}", shell_word(&above.value)),
            (None, Some(below)) => format!("--below {}", shell_word(&below.value)),
            (None, None) => return all,
        };
        all.push(("query", query.value.clone(), limit));
    }
    all
}

fn seconds(duration: Duration) -> String {
    let text = format!("{}.{:03}", duration.millis / 1000, duration.millis % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn unique(name: &str, seen: &mut Vec<String>) -> String {
    let count = seen.iter().filter(|own| *own == name).count();
    seen.push(name.to_owned());
    if count == 0 { name.to_owned() } else { format!("{name}-{}", count + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_without_loss() {
        assert_eq!(seconds(Duration { millis: 3000 }), "3");
        assert_eq!(seconds(Duration { millis: 250 }), "0.25");
    }

    #[test]
    fn names_are_told_apart() {
        let mut seen = Vec::new();
        assert_eq!([unique("query", &mut seen), unique("query", &mut seen)], ["query", "query-2"]);
    }
}
