//! What a reference to a part of a service stands for where it is known before a deploy.

use super::Service;
use crate::schema::kinds::Part;

/// The text of a part of a service whose host name inside the environment is `host`, where it can be known.
pub fn service_part(service: &Service, part: Part, host: &str) -> Option<String> {
    let port = service.port?;
    Some(match part {
        Part::Url => format!("http://{host}:{port}"),
        Part::Host => host.to_owned(),
        Part::Port => port.to_string(),
        Part::HostPort => format!("{host}:{port}"),
        Part::PublicUrl => service.public_url.clone()?,
        Part::User | Part::Password | Part::Database => return None,
    })
}
