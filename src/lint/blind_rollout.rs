//! A roll-out that watches nothing, or whose steps go nowhere.

use super::{Needs, Rule, Scene};
use crate::diag::{Change, Diagnostic, codes};
use crate::plan::{Abort, Environment, Strategy};

/// Finds canaries without a question, questions without an answer, and conditions that say nothing.
pub const RULE: Rule = Rule { code: codes::BLIND_ROLLOUT, needs: Needs::Plan, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in &scene.plan.environments {
        let Some(rollout) = &environment.set.rollout else { continue };
        let strategy = rollout.strategy.value;
        if strategy == Strategy::Canary && rollout.steps.is_empty() {
            found.push(
                Diagnostic::found(codes::BLIND_ROLLOUT, rollout.strategy.span, "a canary without steps is no canary")
                    .help("for example `step 5 soak=\"10m\"` and `step 50 soak=\"10m\"`"),
            );
        }
        if matches!(strategy, Strategy::Canary | Strategy::BlueGreen) && rollout.aborts.is_empty() {
            found.push(
                Diagnostic::found(
                    codes::BLIND_ROLLOUT,
                    rollout.strategy.span,
                    format!("this {strategy} watches nothing: it would pass whatever happens"),
                )
                .here("expected a node `abort`")
                .help("for example `abort error-rate=\"5%\" for=\"2m\"`"),
            );
        }
        for step in &rollout.steps {
            if step.soak.is_none() {
                found.push(
                    Diagnostic::found(
                        codes::BLIND_ROLLOUT,
                        step.span,
                        format!("the step to {} % is not watched", step.percent),
                    )
                    .here("expected `soak=`")
                    .help(format!("write `step {} soak=\"10m\"`", step.percent)),
                );
            }
        }
        for pair in rollout.steps.windows(2) {
            if pair[0].percent.value >= pair[1].percent.value {
                found.push(
                    Diagnostic::found(
                        codes::BLIND_ROLLOUT,
                        pair[1].percent.span,
                        "a step must send more traffic than the one before it",
                    )
                    .here(format!("{} %", pair[1].percent))
                    .also(pair[0].percent.span, format!("{} %", pair[0].percent)),
                );
            }
        }
        rollout.aborts.iter().for_each(|abort| condition(abort, found));
        metrics(scene, environment, found);
        soaks(environment, found);
    }
}

fn condition(abort: &Abort, found: &mut Vec<Diagnostic>) {
    let measures = [
        abort.error_rate.is_some(),
        abort.latency_p95.is_some(),
        abort.cpu.is_some(),
        abort.memory.is_some(),
        abort.query.is_some(),
    ];
    let limits = [abort.above.is_some(), abort.below.is_some()];
    let measures = measures.iter().filter(|m| **m).count();
    let limits = limits.iter().filter(|l| **l).count();
    // Nothing can be made of these: they are no matter of level.
    let wrong = match (measures, abort.query.is_some(), limits) {
        (0, _, _) => Some((codes::MISSING, "this condition measures nothing")),
        (2.., _, _) => Some((codes::CONFLICT, "this condition measures several things at once")),
        (_, true, 0) => Some((codes::MISSING, "this question has no limit")),
        (_, _, 2) => Some((codes::CONFLICT, "this condition has two limits")),
        (_, false, 1) => Some((codes::CONFLICT, "`above=` and `below=` go with `query=`")),
        _ => None,
    };
    if let Some((code, words)) = wrong {
        let help = match (measures, limits) {
            (1, 0) => "add `above=\"...\"` or `below=\"...\"`: the value of `query=` that ends the roll-out",
            _ => "write one of `error-rate=`, `latency-p95=`, `cpu=`, `memory=`, or `query=` with `above=` or `below=`",
        };
        found.push(Diagnostic::error(code, abort.span, words).help(help));
    }
    for limit in abort.above.iter().chain(&abort.below) {
        if limit.value.parse::<f64>().is_ok_and(f64::is_finite) {
            continue;
        }
        found.push(
            Diagnostic::error(codes::WRONG_VALUE, limit.span, format!("the limit `{limit}` is no number"))
                .help("for example \"0.05\""),
        );
    }
}

fn metrics(scene: &Scene<'_>, environment: &Environment, found: &mut Vec<Diagnostic>) {
    let Some(rollout) = &environment.set.rollout else { return };
    let asked = environment.set.metrics.as_ref().is_some_and(|m| m.prometheus.is_some());
    if let (Some(abort), false) = (rollout.aborts.first(), asked) {
        let mut changes = Vec::new();
        if environment.set.metrics.is_none() {
            let node = "metrics prometheus=\"PROMETHEUS_URL\"".to_owned();
            changes.push(Change::AddChild(environment.set.name.span, node));
            if scene.plan.secret("PROMETHEUS_URL").is_none() {
                changes.push(Change::DeclareSecret("PROMETHEUS_URL for=\"pipeline\"".to_owned()));
            }
        }
        found.push(
            Diagnostic::found(
                codes::BLIND_ROLLOUT,
                abort.span,
                format!("`{}` does not say where metrics are read: this watch would watch nothing", environment.name),
            )
            .also(environment.set.name.span, "in this environment")
            .help(
                "add `metrics prometheus=\"PROMETHEUS_URL\"` and declare the secret `PROMETHEUS_URL for=\"pipeline\"`",
            )
            .mend("say where metrics are read", false, changes),
        );
    }
}

/// A condition that must hold for longer than a step is watched can never end it.
fn soaks(environment: &Environment, found: &mut Vec<Diagnostic>) {
    let Some(rollout) = &environment.set.rollout else { return };
    let Some(shortest) = rollout.steps.iter().filter_map(|s| s.soak.as_ref()).min_by_key(|s| s.value) else { return };
    for during in rollout.aborts.iter().filter_map(|a| a.during.as_ref()).filter(|d| d.value > shortest.value) {
        found.push(
            Diagnostic::found(
                codes::BLIND_ROLLOUT,
                during.span,
                format!("a step is watched for {shortest} only: this condition can never end it",),
            )
            .also(shortest.span, "the shortest watch")
            .help("watch longer, or take a shorter `for=`"),
        );
    }
}
