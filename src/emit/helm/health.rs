//! Health and the chart's test, from the one question that tells whether a service is well.

use super::model::{AbsolutePath, Health, Test};
use crate::plan::{self, Check, Runtime, Service};
use crate::schema::kinds::Duration;
use std::borrow::Cow;

/// The question, with what differs from the chart's own defaults.
pub fn health(service: &Service) -> Option<Health<'_>> {
    let health = service.health.as_ref()?;
    let set = service.set.health.as_ref()?;
    Some(Health {
        path: path(health),
        command: match &health.check {
            Check::Command(command) => command.iter().map(Cow::from).collect(),
            Check::Http(_) => Vec::new(),
        },
        interval_seconds: set.interval.as_ref().map(|_| seconds(health.interval)),
        timeout_seconds: set.timeout.as_ref().map(|_| seconds(health.timeout)),
        start_seconds: set.start.as_ref().map(|_| seconds(health.start)),
    })
}

fn path(health: &plan::Health) -> Option<AbsolutePath<'_>> {
    match &health.check {
        Check::Http(path) => Some(AbsolutePath(path.into())),
        Check::Command(_) => None,
    }
}

fn seconds(value: Duration) -> u32 {
    u32::try_from(value.as_seconds()).unwrap_or(u32::MAX).max(1)
}

/// What `helm test` runs: the health path over the cluster's network, by a tool that the image is said to have.
pub fn test(service: &Service) -> Option<Test<'static>> {
    path(service.health.as_ref()?)?;
    let runtime = service.set.runtime.as_ref()?.value;
    let command: &[&str] = match runtime {
        Runtime::Python => {
            &["python", "-c", "import os, urllib.request as r; r.urlopen(os.environ['TEST_URL'], timeout=10)"]
        }
        Runtime::Node => {
            &["node", "-e", "fetch(process.env.TEST_URL).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
        }
        // Kubernetes fills in `$(NAME)` itself: no shell is needed.
        Runtime::Busybox => &["wget", "-q", "-T", "10", "-O", "/dev/null", "$(TEST_URL)"],
        Runtime::Curl => &["curl", "--fail", "--silent", "--show-error", "--max-time", "10", "$(TEST_URL)"],
    };
    Some(Test { command: command.iter().copied().map(Cow::from).collect() })
}
