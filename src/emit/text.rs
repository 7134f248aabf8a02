//! Fixed texts of `templates/` with a few places to fill in: scripts, the chart's templates.

use memchr::memmem::Finder;

/// `source` with its places filled in from `values`. A place that they do not know is an error.
///
/// A place, `@{ name }`, clashes neither with Helm's `{{ }}` nor with GitHub's `${{ }}` nor with what shells write.
pub fn fill(source: &str, values: &[(&str, &str)]) -> Result<String, String> {
    let mut out = String::with_capacity(source.len() + source.len() / 8);
    let mut rest = source;
    let start = Finder::new("@{ ");
    while let Some(at) = start.find(rest.as_bytes()) {
        let (before, place) = (&rest[..at], &rest[at + start.needle().len()..]);
        let (name, after) = place.split_once(" }").ok_or_else(|| format!("a place does not end: @{{ {place}"))?;
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(before);
        out.push_str(value.ok_or_else(|| format!("nothing fills the place @{{ {name} }}"))?.1);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_places_and_leaves_the_rest() {
        let text = "# @{ name }\n${{ a }} {{ b }} ${c} <&> @{b} @ {d}\n@{ x }@{ name }";
        let out = fill(text, &[("name", "a<b>&c @{ x }"), ("x", "")]);
        assert_eq!(out.as_deref(), Ok("# a<b>&c @{ x }\n${{ a }} {{ b }} ${c} <&> @{b} @ {d}\na<b>&c @{ x }"));
    }

    #[test]
    fn an_unknown_place_is_an_error() {
        assert!(fill("@{ missing }", &[("name", "x")]).is_err());
        assert!(fill("@{ name", &[("name", "x")]).is_err());
    }
}
