//! Expressions of GitHub's, as far as names in them mean something to a plan.

/// The secrets that the expressions of a text name: `secrets.NAME` and `secrets['NAME']`, in capitals. GitHub does not
/// tell upper from lower case.
pub fn secrets_named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !text.as_bytes().contains(&b'$') {
        return found;
    }
    for expression in text.split("${{").skip(1) {
        let expression = expression.split("}}").next().unwrap_or_default();
        let lower = expression.to_ascii_lowercase();
        for (at, word) in lower.match_indices("secrets") {
            let before = &lower[..at];
            if before.ends_with(|c: char| c.is_alphanumeric() || "_-.".contains(c)) {
                continue;
            }
            let rest = &expression[at + word.len()..];
            let name = rest.strip_prefix('.').or_else(|| rest.strip_prefix("['")).unwrap_or_default();
            let name: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !name.is_empty() {
                found.push(name.to_ascii_uppercase());
            }
        }
    }
    found
}
