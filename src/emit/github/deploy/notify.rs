//! The message to Slack. Its text is made by GitHub's own `format` and `toJSON`: no name of a branch and no reason can
//! break out of it.

use super::super::context::Context;
use super::super::expr::Expr;
use super::super::model::Step;
use crate::diag::Diagnostic;
use crate::plan::{Environment, NotifyOn};

/// After a deploy.
pub fn deployed(environment: &Environment, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Option<Step> {
    let project = &context.plan.project.name;
    let text = format!("{{0}} *{project}* {{1}} to {}: {{2}}. <{{3}}|Run>", environment.name);
    slack(environment, &text, &["github.ref_name"], context, say)
}

/// After a rollback.
pub fn rolled_back(environment: &Environment, context: &Context<'_>, say: &mut Vec<Diagnostic>) -> Option<Step> {
    let project = &context.plan.project.name;
    let text = format!(
        "{{0}} *{project}* rollback of {} to {{1}} by {{4}}: {{2}}. Reason: {{5}}. <{{3}}|Run>",
        environment.name
    );
    slack(environment, &text, &["inputs.version", "github.triggering_actor", "inputs.reason"], context, say)
}

/// `{0}` is a sign, `{2}` the outcome, `{3}` the run; the rest is filled in from `values` in their order.
fn slack(
    environment: &Environment,
    text: &str,
    values: &[&str],
    context: &Context<'_>,
    say: &mut Vec<Diagnostic>,
) -> Option<Step> {
    let notify = environment.set.notify.as_ref()?;
    let webhook = context.secret(&notify.slack.value.0, notify.slack.span, "to tell Slack", say);
    let failure = notify.when.as_ref().is_some_and(|when| when.value == NotifyOn::Failure);
    let sign = "job.status == 'success' && ':white_check_mark:' || ':x:'";
    let run = "format('{0}/{1}/actions/runs/{2}', github.server_url, github.repository, github.run_id)";
    let mut all = vec![sign, values.first().copied().unwrap_or("''"), "job.status", run];
    all.extend(values.iter().skip(1));
    let text = text.replace('\'', "''");
    let message = Expr::new(format!("toJSON(format('{text}', {}))", all.join(", ")));
    let step = Step::uses("slackapi/slack-github-action")
        .named("Tell Slack")
        .when(if failure { "failure() || cancelled()" } else { "always()" })
        .with("webhook", webhook)
        .with("webhook-type", "incoming-webhook")
        .with("payload", format!("text: {message}\n"));
    Some(step)
}
