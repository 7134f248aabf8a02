//! Variables of workflows, jobs and steps.

use super::containers::Containers;
use super::context::Context;
use super::expr::{Place, Value, problem};
use super::model::Values;
use crate::diag::{Diagnostic, codes};
use crate::plan::{self, EnvBlock, Reference};
use crate::schema::kinds::Part;
use crate::source::S;

/// The variables of a block; `from=` leads to the containers of the job.
pub fn block(
    block: &Option<EnvBlock>,
    place: Place,
    context: &Context<'_>,
    containers: &Containers<'_>,
    say: &mut Vec<Diagnostic>,
) -> Values {
    let mut values = Values::new();
    for (name, value) in block.iter().flat_map(|b| &b.plain) {
        values.push((name.value.0.clone().into(), written(&value.as_ref().map(|v| v.0.as_str()), place, say)));
    }
    for variable in block.iter().flat_map(|b| &b.variables) {
        let name = &variable.name.value.0;
        let value = match (&variable.value, &variable.secret, &variable.from) {
            (Some(plain), None, None) => match &plain.value.0 {
                Some(text) => written(&S::new(text.0.as_str(), plain.span), place, say),
                // `#null` sets nothing, and there is nothing below to take away.
                None => continue,
            },
            (None, Some(secret), None) => context.secret(&secret.value.0, secret.span, "by this variable", say),
            (None, None, Some(from)) => {
                let reference = Reference {
                    name: from.value.name.clone(),
                    datastore: true,
                    part: from.value.part,
                    scheme: variable.scheme.as_ref().map(|s| s.value.clone()),
                    suffix: variable.suffix.as_ref().map(|s| s.value.clone()),
                };
                match containers.value(&reference) {
                    Some(text) => text.into(),
                    None => {
                        let message = format!("`{}` does not run beside this job", from.value.name);
                        say.push(
                            Diagnostic::error(codes::UNKNOWN_REFERENCE, from.span, message)
                                .help(format!("add it to the job: `with \"{}\"`", from.value.name)),
                        );
                        continue;
                    }
                }
            }
            (None, None, None) => {
                say.push(
                    Diagnostic::error(codes::MISSING, variable.name.span, format!("`{name}` has no value"))
                        .here("expected a value, `secret=` or `from=`"),
                );
                continue;
            }
            _ => {
                say.push(
                    Diagnostic::error(codes::CONFLICT, variable.name.span, format!("`{name}` has two values"))
                        .help("keep one of a plain value, `secret=` and `from=`"),
                );
                continue;
            }
        };
        values.push((name.clone().into(), value));
    }
    values
}

/// A value as somebody wrote it; the expressions in it are read.
pub fn written(value: &S<&str>, place: Place, say: &mut Vec<Diagnostic>) -> Value {
    if let Some(problem) = problem(value.value, place) {
        say.push(
            Diagnostic::error(codes::BAD_EXPRESSION, value.span, problem).help("for example `${{ github.ref_name }}`"),
        );
    }
    value.value.into()
}

/// What a job sees of a service's variables, and which of them must be made up first.
pub fn of_service(
    service: &plan::Service,
    containers: &Containers<'_>,
    own: &Values,
    wanted: S<&str>,
    context: &Context<'_>,
    say: &mut Vec<Diagnostic>,
) -> (Values, Vec<String>) {
    let (mut values, mut made_up) = (Values::new(), Vec::new());
    for variable in &service.variables {
        if own.iter().any(|(name, _)| *name == variable.name) {
            continue;
        }
        let missing = |what: String| {
            Diagnostic::error(codes::MISSING, wanted.span, format!("`{}` of `{}` {what}", variable.name, service.name))
                .also(variable.span, "this variable")
                .help(format!("give the job one of its own: `env {}=\"...\"`", variable.name))
        };
        match &variable.value {
            plan::Value::Plain(text) => values.push((variable.name.clone().into(), text.as_str().into())),
            plan::Value::From(reference) => match containers.value(reference) {
                Some(text) => values.push((variable.name.clone().into(), text.into())),
                None if reference.datastore => say.push(
                    missing(format!("needs `{}`, which does not run beside this job", reference.name))
                        .help(format!("add it: `with ... \"{}\" for=\"{}\"`", reference.name, service.name)),
                ),
                None if reference.part == Part::PublicUrl => {}
                None => say.push(missing(format!("needs the service `{}`, which a job does not run", reference.name))),
            },
            plan::Value::Secret { optional: true, .. } => {}
            plan::Value::Secret { name, .. } => match context.plan.secret(name) {
                Some(secret) if secret.generate.as_ref().is_some_and(|g| g.value) => {
                    made_up.push(variable.name.clone())
                }
                _ => say.push(missing("is a secret that GitHub does not have".to_owned())),
            },
        }
    }
    (values, made_up)
}
