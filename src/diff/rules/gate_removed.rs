//! The rule `gate-removed`.

use super::Scene;
use super::read::{lost, names};
use crate::diff::Change;
use crate::plan::Plan;

super::rule!(GATE_REMOVED, check);

fn check(scene: &Scene<'_>, change: &Change) -> Option<String> {
    let ["stage", stage, "after"] = change.at()[..] else { return None };
    let crate::diff::Scope::Workflow(workflow) = &change.scope else { return None };
    let waits = waited_for(scene.after, workflow, stage);
    let there = |name: &&str| {
        scene
            .after
            .workflows
            .iter()
            .any(|w| w.name == *workflow && w.set.stages.iter().any(|s| s.name.value.0 == **name))
    };
    let free: Vec<&str> =
        lost(change).into_iter().filter(there).filter(|name| !waits.iter().any(|w| w == name)).collect();
    (!free.is_empty()).then(|| format!("`{stage}` starts without waiting for {}", names(&free)))
}

/// Every stage that one waits for, directly or not.
fn waited_for(plan: &Plan, workflow: &str, stage: &str) -> Vec<String> {
    let Some(workflow) = plan.workflows.iter().find(|w| w.name == workflow) else { return Vec::new() };
    let name = |at: usize| workflow.set.stages.get(at).map(|s| s.name.value.0.clone()).unwrap_or_default();
    let start = workflow.set.stages.iter().position(|s| s.name.value.0 == stage);
    let (mut queue, mut seen): (Vec<usize>, Vec<usize>) = (start.into_iter().collect(), Vec::new());
    while let Some(at) = queue.pop() {
        for next in workflow
            .after
            .get(at)
            .into_iter()
            .flatten()
            .filter(|next| !seen.contains(*next))
            .copied()
            .collect::<Vec<_>>()
        {
            seen.push(next);
            queue.push(next);
        }
    }
    seen.into_iter().map(name).collect()
}
