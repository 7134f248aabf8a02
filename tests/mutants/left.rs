//! What a fault leaves unsaid, or is said elsewhere, with the reason. A line that fits nothing any more fails the test.

/// Faults that change nothing, or whose error stands elsewhere: the start of their names, and why that is right.
const LEFT: &[(&str, &str)] = &[];

/// The reasons of all that is left over, and what has none or fits nothing.
pub fn explain<'a>(left: impl Iterator<Item = (String, bool, &'a str)>) -> (String, String) {
    let mut used = vec![Vec::new(); LEFT.len()];
    let mut wrong = String::new();
    for (name, silent, said) in left {
        match LEFT.iter().position(|(start, _)| name.starts_with(start)) {
            Some(at) => used[at].push(name),
            None if silent => wrong += &format!("silent: {name}\n"),
            None => wrong += &format!("elsewhere: {name}\n    {said}\n"),
        }
    }
    let mut explained = String::new();
    for ((start, reason), names) in LEFT.iter().zip(&used) {
        match names.len() {
            0 => wrong += &format!("LEFT has `{start}`, and nothing is left over there: take the line out\n"),
            count => explained += &format!("{count:>4}  {start}\n      {reason}\n"),
        }
    }
    (explained, wrong)
}
