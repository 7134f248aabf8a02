//! Which part of the one side is which of the other: by name, and what is left over by likeness.

use super::Kind;
use super::part::Part;
use std::collections::{BTreeMap, BTreeSet};

/// Parts that are the same thing, or one that the other side does not have.
pub type Pair<'a> = (Option<&'a Part>, Option<&'a Part>);

/// How alike two things with different names must be to be one.
const ALIKE: f64 = 0.6;
/// The same for things without a name.
const NAMELESS: f64 = 0.45;
/// More leftovers are not compared with each other: that many are not edits of one another.
const MOST: usize = 100;

/// Pairs parts, in the order of the later side; what is gone stands where it stood.
///
/// The answer is the same, with its sides swapped, when the arguments are.
pub fn pair<'a>(before: &'a [Part], after: &'a [Part]) -> Vec<Pair<'a>> {
    let mut partner: Vec<Option<usize>> = vec![None; before.len()];
    let mut taken = vec![false; after.len()];
    // What is the same altogether, then what has the same name: a step that stands there twice is itself both times.
    let mut counts: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for side in [before, after] {
        let mut own: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        for part in side {
            *own.entry((&part.element, part.key.as_deref())).or_default() += 1;
        }
        for (name, count) in own {
            let most = counts.entry(name).or_default();
            *most = count.max(*most);
        }
    }
    // A name that there is once on either side says enough.
    let several =
        |part: &Part| counts.get(&(part.element.as_str(), part.key.as_deref())).is_some_and(|count| *count > 1);
    let whole = |part: &Part| several(part).then(|| (part.element.clone(), part.key.clone(), part.everything()));
    by(&whole, before, after, &mut partner, &mut taken);
    let name = |part: &Part| Some((part.element.clone(), Some(part.key.clone()?), String::new()));
    by(&name, before, after, &mut partner, &mut taken);
    single(before, after, &mut partner, &mut taken);
    alike(before, after, &mut partner, &mut taken);
    in_order(before, after, &partner, &taken)
}

type Identity = (String, Option<String>, String);

/// Pairs what has the same identity, in order.
fn by(
    identity: &dyn Fn(&Part) -> Option<Identity>,
    before: &[Part],
    after: &[Part],
    partner: &mut [Option<usize>],
    taken: &mut [bool],
) {
    let mut known: BTreeMap<Identity, Vec<usize>> = BTreeMap::new();
    for (at, part) in after.iter().enumerate().filter(|(at, _)| !taken[*at]).rev() {
        if let Some(identity) = identity(part) {
            known.entry(identity).or_default().push(at);
        }
    }
    for (at, part) in before.iter().enumerate() {
        if partner[at].is_none()
            && let Some(other) = identity(part).and_then(|identity| known.get_mut(&identity)?.pop())
        {
            partner[at] = Some(other);
            taken[other] = true;
        }
    }
}

/// What is the only one of its fields on both sides: `abort error-rate=` with another limit, `on push=` for another
/// branch; then what is the only one of its element, as a `port` is.
fn single(before: &[Part], after: &[Part], partner: &mut [Option<usize>], taken: &mut [bool]) {
    let fields = |part: &Part| Some(part.facts.keys().cloned().collect::<Vec<_>>());
    let element = |part: &Part| (!repeats(before, after, &part.element)).then(Vec::new);
    for shape in [&fields as &dyn Fn(&Part) -> Option<Vec<String>>, &element] {
        let shape = |part: &Part| Some((part.element.clone(), shape(part)?)).filter(|_| part.key.is_none());
        type Sides = (Vec<usize>, Vec<usize>);
        let mut shapes: BTreeMap<(String, Vec<String>), Sides> = BTreeMap::new();
        for (at, part) in before.iter().enumerate().filter(|(at, _)| partner[*at].is_none()) {
            shape(part).into_iter().for_each(|shape| shapes.entry(shape).or_default().0.push(at));
        }
        for (at, part) in after.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            shape(part).into_iter().for_each(|shape| shapes.entry(shape).or_default().1.push(at));
        }
        for (olds, news) in shapes.values() {
            if let ([old], [new]) = (&olds[..], &news[..]) {
                partner[*old] = Some(*new);
                taken[*new] = true;
            }
        }
    }
}

/// Whether a side has several of an element.
fn repeats(before: &[Part], after: &[Part], element: &str) -> bool {
    [before, after].iter().any(|side| side.iter().filter(|part| part.element == element).nth(1).is_some())
}

/// What is left over is paired by likeness, the most alike first.
fn alike(before: &[Part], after: &[Part], partner: &mut [Option<usize>], taken: &mut [bool]) {
    let olds: Vec<usize> = (0..before.len()).filter(|at| partner[*at].is_none()).collect();
    let news: Vec<usize> = (0..after.len()).filter(|at| !taken[*at]).collect();
    if olds.len() > MOST || news.len() > MOST {
        return;
    }
    let old_leaves: Vec<_> = olds.iter().map(|at| leaves(&before[*at])).collect();
    let new_leaves: Vec<_> = news.iter().map(|at| leaves(&after[*at])).collect();
    let mut scores = Vec::new();
    for (old, old_leaves) in olds.iter().zip(&old_leaves) {
        let all = news.iter().zip(&new_leaves);
        for (new, new_leaves) in all.filter(|(new, _)| after[**new].element == before[*old].element) {
            let score = likeness(old_leaves, new_leaves);
            let least = if before[*old].named { ALIKE } else { NAMELESS };
            if score >= least && may_be_renamed(&before[*old], &after[*new]) {
                scores.push((score, *old, *new));
            }
        }
    }
    // Of equals, those that stand nearest; this order does not tell the sides apart.
    scores.sort_by(|a, b| {
        let near = |(_, old, new): &(f64, usize, usize)| (old.abs_diff(*new), old + new, *old.min(new));
        b.0.total_cmp(&a.0).then(near(a).cmp(&near(b)))
    });
    for (_, old, new) in scores {
        if partner[old].is_none() && !taken[new] {
            partner[old] = Some(new);
            taken[new] = true;
        }
    }
}

/// Whether a thing can be another one under a new name. A secret of another name is another secret, unless it says of
/// itself in the same words what it is.
fn may_be_renamed(before: &Part, after: &Part) -> bool {
    let about = |part: &Part| part.facts.get("about").map(|fact| fact.text.clone());
    before.kind != Some(Kind::Secret) || (about(before).is_some() && about(before) == about(after))
}

fn in_order<'a>(before: &'a [Part], after: &'a [Part], partner: &[Option<usize>], taken: &[bool]) -> Vec<Pair<'a>> {
    let mut back: Vec<Option<usize>> = vec![None; after.len()];
    for (old, new) in partner.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?))) {
        back[new] = Some(old);
    }
    let mut pairs = Vec::new();
    let gone: Vec<usize> = (0..before.len()).filter(|at| partner[*at].is_none()).collect();
    let mut next = 0;
    for (new, part) in after.iter().enumerate() {
        let old = back[new];
        while let (Some(old), Some(at)) = (old, gone.get(next)) {
            if *at > old {
                break;
            }
            pairs.push((Some(&before[*at]), None));
            next += 1;
        }
        debug_assert_eq!(old.is_some(), taken[new]);
        pairs.push((old.map(|old| &before[old]), Some(part)));
    }
    pairs.extend(gone[next..].iter().map(|at| (Some(&before[*at]), None)));
    pairs
}

/// From 0 to 1, how much of two parts is the same: equal values count whole, the others by the words that they share.
fn likeness(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> f64 {
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    if paths.is_empty() {
        return 0.0;
    }
    let same = |path: &String| match (old.get(path), new.get(path)) {
        (Some(a), Some(b)) if a == b => 1.0,
        (Some(a), Some(b)) => shared(a, b),
        _ => 0.0,
    };
    let sum: f64 = paths.iter().map(|path| same(path)).sum();
    sum / paths.len() as f64
}

/// The part of the words that two texts share.
fn shared(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    match a.len() + b.len() {
        0 => 0.0,
        all => 2.0 * a.intersection(&b).count() as f64 / all as f64,
    }
}

fn leaves(part: &Part) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    if let Some(key) = part.key.as_ref().filter(|_| !part.named) {
        all.insert(String::new(), key.clone());
    }
    collect(part, "", &mut all);
    all
}

fn collect(part: &Part, before: &str, all: &mut BTreeMap<String, String>) {
    all.extend(part.facts.iter().map(|(key, fact)| (format!("{before}{key}"), fact.text.clone())));
    for (index, inner) in part.parts.iter().enumerate() {
        let key = inner.key.clone().unwrap_or_default();
        let own = format!("{before}{} {key} ", inner.element);
        // Parts without a name are told apart by their place, well enough to see whether things are alike.
        let own = if all.contains_key(&own) { format!("{own}{index} ") } else { own };
        all.insert(own.clone(), String::new());
        collect(inner, &own, all);
    }
}

impl Part {
    /// Everything in it: equal for parts that say the same.
    fn everything(&self) -> String {
        leaves(self).into_iter().map(|(path, text)| format!("{path}\u{0}{text}\u{0}")).collect()
    }
}
