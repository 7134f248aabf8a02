//! An image that can become another one.

use super::{Needs, Rule, Scene, production, walk};
use crate::diag::{Diagnostic, codes};
use crate::plan::ImageUse;

/// Finds images of others, where anybody lives with them, whose tag moves.
pub const RULE: Rule = Rule { code: codes::MUTABLE_TAG, needs: Needs::Text, check };

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for environment in scene.plan.environments.iter().filter(|e| walk::is_lived_in(scene.plan, e)) {
        for service in &environment.services {
            let (ImageUse::External(image), Some(written)) = (&service.image, &service.set.image) else { continue };
            let Some(tag) = tag(image) else { continue };
            let here = match moves(tag) {
                Moves::Always => format!("`{tag}` is whatever was pushed last"),
                Moves::WithinMajor if production::is(scene.plan, environment) => {
                    format!("`{tag}` moves with every version {tag}.x")
                }
                _ => continue,
            };
            found.push(
                Diagnostic::found(
                    codes::MUTABLE_TAG,
                    written.span,
                    format!("`{}` of `{}` can become another image over night", service.name, environment.name),
                )
                .here(here).about(environment.set.name.span).about(service.set.name.span)
                .help("name a version, such as `image \"redis:7.4.2\"`, or the digest: `docker buildx imagetools inspect` shows it"),
            );
        }
    }
}

/// The tag of an image that is named by nothing firmer.
fn tag(image: &str) -> Option<&str> {
    if image.contains('@') {
        return None;
    }
    image.rsplit('/').next()?.split_once(':').map(|(_, tag)| tag)
}

#[derive(Debug, PartialEq)]
enum Moves {
    Always,
    WithinMajor,
    Hardly,
}

fn moves(tag: &str) -> Moves {
    if !tag.contains(|c: char| c.is_ascii_digit()) {
        return Moves::Always;
    }
    let version = tag.strip_prefix('v').unwrap_or(tag);
    let number = version.split(['-', '_']).next().unwrap_or_default();
    // A number of four digits and more is a year or a build, which does not move.
    let major = number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit());
    if major && !number.is_empty() { Moves::WithinMajor } else { Moves::Hardly }
}

#[cfg(test)]
mod tests {
    use super::{Moves, moves, tag};

    #[test]
    fn tags_that_move() {
        for always in ["latest", "main", "stable", "alpine", "lts-slim"] {
            assert_eq!(moves(always), Moves::Always, "{always}");
        }
        for major in ["7", "v3", "16-alpine"] {
            assert_eq!(moves(major), Moves::WithinMajor, "{major}");
        }
        for fixed in ["7.4", "v3.7.3", "1.29-alpine", "RELEASE.2025-01-01", "20250101", "2025-01-01", "sha-ab12cd3"] {
            assert_eq!(moves(fixed), Moves::Hardly, "{fixed}");
        }
        assert_eq!((tag("r.example.com:5000/a/b:1"), tag("redis:7@sha256:0")), (Some("1"), None));
    }
}
