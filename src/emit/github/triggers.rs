//! What starts a workflow, and the conditions by which a job runs for some of it only.

use super::events::Events;
use super::expr::Expr;
use crate::diag::{Diagnostic, codes};
use crate::plan::{Event, On};
use crate::yaml::{Map, Yaml};

/// What starts a workflow.
#[derive(Debug, Default)]
pub struct Triggers {
    /// The events.
    pub events: Events,
    /// The `on` of the file.
    pub on: Map,
    /// Whether a run can make a release: caches that other runs have filled are not trusted then.
    pub release: bool,
}

#[derive(Default)]
struct Filter {
    branches: Vec<String>,
    tags: Vec<String>,
    paths: Vec<String>,
    everywhere: bool,
}

impl Filter {
    fn add(&mut self, on: &On) {
        self.everywhere |= on.paths.is_empty();
        self.paths.extend(on.paths.iter().map(|path| path.value.0.clone()));
    }

    fn to_yaml(&self) -> Map {
        let mut map = Map::new();
        let list = |items: &[String]| Yaml::flow(items.iter().map(String::as_str));
        map.filled("branches", list(&self.branches)).filled("tags", list(&self.tags));
        if !self.everywhere {
            map.filled("paths", Yaml::seq(self.paths.iter().map(String::as_str)));
        }
        map
    }
}

impl Triggers {
    /// What the `on` nodes of a workflow say together.
    pub fn of(nodes: &[On], say: &mut Vec<Diagnostic>) -> Self {
        let (mut push, mut pull, mut times) = (Filter::default(), Filter::default(), Vec::new());
        let mut events = Events::default();
        for on in nodes {
            if let Some(branch) = &on.push {
                push.branches.push(branch.value.0.clone());
                push.add(on);
                events.insert(Event::Push);
            }
            if let Some(tag) = &on.tag {
                push.tags.push(tag.value.0.clone());
                // GitHub looks at no paths for a tag, so that they do not count as a filter of the event here.
                if on.push.is_none() && on.paths.is_empty() && push.branches.is_empty() {
                    push.everywhere = true;
                }
                events.insert(Event::Tag);
            }
            if let Some(branch) = &on.pull_request {
                pull.branches.push(branch.value.0.clone());
                pull.add(on);
                events.insert(Event::PullRequest);
            }
            if let Some(cron) = &on.schedule {
                times.push(Map::new().with("cron", Yaml::quoted(cron.value.0.clone())));
                events.insert(Event::Schedule);
            }
            if on.manual.as_ref().is_some_and(|manual| manual.value) {
                events.insert(Event::Manual);
            }
            if let (Some(path), true) = (on.paths.first(), on.push.is_none() && on.pull_request.is_none()) {
                say.push(
                    Diagnostic::error(codes::CONFLICT, path.span, "`paths` goes with `push=` and `pull-request=` only")
                        .here("GitHub looks at no files for the other events")
                        .help("take it away, or move it to an `on` with `push=` or `pull-request=`"),
                );
            }
        }
        for (filter, event) in [(&push, "push"), (&pull, "pull-request")] {
            let place = nodes.iter().find_map(|on| on.paths.first().filter(|_| filter.everywhere));
            if let (Some(path), false) = (place, filter.paths.is_empty()) {
                let message = format!("one `on {event}=` has `paths`, another has none");
                say.push(
                    Diagnostic::error(codes::CONFLICT, path.span, message)
                        .help("GitHub has one list of paths for an event: give all of them the same, or none"),
                );
            }
        }
        let mut on = Map::new();
        if !push.branches.is_empty() || !push.tags.is_empty() {
            on.set("push", push.to_yaml());
        }
        if events.contains(Event::PullRequest) {
            on.set("pull_request", pull.to_yaml());
        }
        on.filled("schedule", Yaml::seq(times));
        if events.contains(Event::Manual) {
            on.set("workflow_dispatch", Yaml::Null);
        }
        let release = !push.tags.is_empty() || push.branches.iter().any(|b| b.to_lowercase().contains("release"));
        Self { events, on, release }
    }

    /// The condition of a job that runs for `events` only; none where those are all that start the workflow.
    pub fn condition(&self, events: Events) -> Option<Expr> {
        let left: Vec<Event> = self.events.without(events).iter().collect();
        match left.as_slice() {
            [] => None,
            // Shorter, and it says what the reader wants to know: for which event the job does not run.
            [one] if !matches!(one, Event::Push | Event::Tag) => {
                Some(Expr::new(format!("github.event_name != '{}'", name(*one))))
            }
            _ => {
                let both = events.contains(Event::Push) && events.contains(Event::Tag);
                let terms = events.iter().filter_map(|event| match event {
                    Event::Tag if both => None,
                    Event::Push if both || !self.events.contains(Event::Tag) => {
                        Some("github.event_name == 'push'".to_owned())
                    }
                    Event::Push => Some("(github.event_name == 'push' && github.ref_type == 'branch')".to_owned()),
                    Event::Tag => Some("(github.event_name == 'push' && github.ref_type == 'tag')".to_owned()),
                    other => Some(format!("github.event_name == '{}'", name(other))),
                });
                let terms: Vec<String> = terms.collect();
                let text = terms.join(" || ");
                Some(Expr::new(match terms.as_slice() {
                    [one] => one.trim_start_matches('(').trim_end_matches(')').to_owned(),
                    _ => text,
                }))
            }
        }
    }
}

/// GitHub's name of an event.
fn name(event: Event) -> &'static str {
    match event {
        Event::Push | Event::Tag => "push",
        Event::PullRequest => "pull_request",
        Event::Schedule => "schedule",
        Event::Manual => "workflow_dispatch",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn condition(all: &[Event], own: &[Event]) -> Option<String> {
        let triggers = Triggers { events: all.iter().copied().collect(), ..Triggers::default() };
        triggers.condition(own.iter().copied().collect()).map(|e| e.bare().to_owned())
    }

    #[test]
    fn conditions_are_as_short_as_they_can_be() {
        use Event::{Manual, PullRequest, Push, Tag};
        assert_eq!(condition(&[Push, PullRequest], &[Push, PullRequest]), None);
        assert_eq!(condition(&[Push, PullRequest, Tag], &[Push, Tag]).unwrap(), "github.event_name != 'pull_request'");
        assert_eq!(condition(&[Push, Manual, PullRequest], &[Push]).unwrap(), "github.event_name == 'push'");
        assert_eq!(condition(&[Push, Tag], &[Tag]).unwrap(), "github.event_name == 'push' && github.ref_type == 'tag'");
        assert_eq!(
            condition(&[Push, Tag, Manual], &[Tag, Manual]).unwrap(),
            "(github.event_name == 'push' && github.ref_type == 'tag') || github.event_name == 'workflow_dispatch'"
        );
    }
}
