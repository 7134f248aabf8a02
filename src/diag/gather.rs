//! What is one mistake is told once, however many services and environments it shows in.

use super::{Code, Diagnostic, Level};
use crate::source::Span;
use std::collections::BTreeMap;

/// So many findings of a kind at one place are told by themselves: each may name an environment.
const MOST_AT_A_PLACE: usize = 3;

/// Tells what has one cause as one finding: the first one by place, with the places of the others. Levels are laid over
/// each before, since a waiver may hold for some of them only.
pub fn gather(diagnostics: &mut Vec<Diagnostic>) {
    of_one_place(diagnostics);
    let mut firsts: BTreeMap<(Code, Level, String), usize> = BTreeMap::new();
    let mut gathered: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for mut diagnostic in diagnostics.drain(..) {
        let known = gathered.len();
        let first = match diagnostic.cause.take() {
            Some(cause) => *firsts.entry((diagnostic.code, diagnostic.level, cause)).or_insert(known),
            None => known,
        };
        match gathered.get_mut(first) {
            Some(first) => first.also_told(&diagnostic),
            None => gathered.push(diagnostic),
        }
    }
    *diagnostics = gathered;
}

/// Of many findings that differ in nothing but the names in their sentence, the first one: what fifty services copy from
/// one line is wrong in one line.
fn of_one_place(diagnostics: &mut Vec<Diagnostic>) {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    diagnostics.iter().for_each(|d| *kinds.entry(kind(d)).or_default() += 1);
    kinds.retain(|_, count| *count > MOST_AT_A_PLACE);
    if kinds.is_empty() {
        return;
    }
    diagnostics.retain_mut(|d| match kinds.get_mut(&kind(d)) {
        None => true,
        Some(0) => false,
        Some(count) => {
            let more = format!("{} more findings like this come from the same place", *count - 1);
            d.help = Some(d.help.take().map_or(more.clone(), |help| format!("{help}\n{more}")));
            *count = 0;
            true
        }
    });
}

type Kind = (Span, Code, Level, String, Vec<Span>);

fn kind(d: &Diagnostic) -> Kind {
    let others = d.labels[1..].iter().map(|label| label.span).collect();
    (d.span(), d.code, d.level, d.labels[0].text.clone(), others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::source::FileId;

    fn at(place: u32, message: &str) -> Diagnostic {
        Diagnostic::error(codes::CONFLICT, Span::new(FileId(0), place, place + 1), message).help("mend it")
    }

    fn gathered(mut diagnostics: Vec<Diagnostic>) -> Vec<(u32, usize, String)> {
        gather(&mut diagnostics);
        let shown = |d: Diagnostic| (d.span().start, d.labels.len(), d.help.unwrap_or_default());
        diagnostics.into_iter().map(shown).collect()
    }

    #[test]
    fn one_cause_is_one_finding_with_every_place() {
        let of = |place, cause: &str| at(place, &format!("at {place}")).because(cause);
        let all = gathered(vec![of(1, "a"), of(2, "b"), of(3, "a"), of(4, "a"), at(5, "alone")]);
        let places: Vec<_> = all.iter().map(|(place, labels, _)| (*place, *labels)).collect();
        assert_eq!(places, [(1, 3), (2, 1), (5, 1)]);
    }

    #[test]
    fn one_line_that_many_copy_is_one_finding() {
        let copies = |count| (0..count).map(|n| at(7, &format!("`s{n}` is wrong"))).collect::<Vec<_>>();
        assert_eq!(gathered(copies(3)).len(), 3);
        let many = gathered(copies(50));
        assert_eq!(many, [(7, 1, "mend it\n49 more findings like this come from the same place".to_owned())]);
        let mut other = copies(50);
        other.push(at(7, "something else").here("and so it says"));
        assert_eq!(gathered(other).len(), 2);
    }
}
