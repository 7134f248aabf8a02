//! What a reference to a part of a service stands for where it is known before a deploy.

use super::{Reference, Service};
use crate::schema::kinds::Part;

/// The text of a part of a service whose host name inside the environment is `host`, where it can be known.
pub fn service_part(service: &Service, part: Part, host: &str) -> Option<String> {
    let port = service.port?;
    Some(match part {
        Part::Url => ["http://", host, ":", &port.to_string()].concat(),
        Part::Host => host.to_owned(),
        Part::Port => port.to_string(),
        Part::HostPort => format!("{host}:{port}"),
        Part::PublicUrl => service.public_url.clone()?,
        Part::User | Part::Password | Part::Database => return None,
    })
}

impl Reference {
    /// `text`, the part that is referred to, as it was asked for: an address under the scheme that was wanted, with what
    /// was to stand behind it.
    pub fn asked(&self, text: &str) -> String {
        let suffix = self.suffix.as_deref().unwrap_or_default();
        match (&self.scheme, text.split_once("://")) {
            (Some(scheme), Some((_, rest))) => [scheme, "://", rest, suffix].concat(),
            _ => [text, suffix].concat(),
        }
    }
}
