//! The rule `no-certificate`.

use super::Scene;
use super::read::gone;
use crate::diff::Change;

super::rule!(NO_CERTIFICATE, check);

fn check(_: &Scene<'_>, change: &Change) -> Option<String> {
    (change.at() == ["cluster", "issuer"] && gone(change)).then(|| {
        "nobody issues certificates: addresses answer without TLS, or with a certificate that runs out".to_owned()
    })
}
