//! Health checks: a container is asked by a tool that its image is known to have.

use super::model::{Healthcheck, Test};
use super::text::Text;
use crate::diag::{Diagnostic, codes};
use crate::emit::Emission;
use crate::plan::{Check, Environment, Runtime, Service};
use std::borrow::Cow;

/// The health check of a service, if it has one.
pub fn check<'a>(service: &'a Service, environment: &Environment, out: &mut Emission) -> Option<Healthcheck<'a>> {
    let health = service.health.as_ref()?;
    let test = match &health.check {
        Check::Command(words) => words.iter().map(Text::literal).collect(),
        Check::Http(path) => {
            // The name `localhost` may mean `::1`, where a process that listens on 0.0.0.0 does not.
            let url = format!("http://127.0.0.1:{}{path}", service.port?);
            match service.set.runtime.as_ref() {
                Some(runtime) => ask(runtime.value, &url).into_iter().map(Text::literal).collect(),
                None => {
                    no_tool(service, environment, out);
                    return None;
                }
            }
        }
    };
    Some(Healthcheck {
        test: Test::Words(test),
        interval: health.interval,
        timeout: health.timeout,
        start_period: health.start,
    })
}

/// The words that ask `url` and exit with 0 where it answers well; Docker ends them when they take too long.
fn ask(runtime: Runtime, url: &str) -> Vec<Cow<'static, str>> {
    // In the quotes of a program of one line.
    let quoted = || url.replace('\\', "\\\\").replace('\'', "\\'");
    let (words, last): (&[&str], String) = match runtime {
        Runtime::Python => (&["python", "-c"], ["import urllib.request as u; u.urlopen('", &quoted(), "')"].concat()),
        Runtime::Node => {
            (&["node", "-e"], ["fetch('", &quoted(), "').then((r) => process.exit(r.ok ? 0 : 1))"].concat())
        }
        // Not `--spider`: it asks by HEAD, which many an endpoint refuses.
        Runtime::Busybox => (&["wget", "-q", "-O", "/dev/null"], url.to_owned()),
        Runtime::Curl => (&["curl", "-fsS", "-o", "/dev/null"], url.to_owned()),
    };
    words.iter().copied().map(Cow::from).chain([last.into()]).collect()
}

fn no_tool(service: &Service, environment: &Environment, out: &mut Emission) {
    let span = service.set.health.as_ref().map_or(service.set.name.span, |h| h.span);
    let message = format!("nothing is known in the image of `{}` that could ask it whether it is well", service.name);
    let name = &service.name;
    out.diagnostics.push(
        Diagnostic::error(codes::NO_HEALTH_TOOL, span, message)
            .here("Compose asks from inside the container")
            .also(environment.set.platform.span, format!("`{}` runs on Compose", environment.name))
            .help(format!(
                "say what the image holds: `service \"{name}\" runtime=\"python\"` (or node, busybox, curl); or give \
                 a command of its own: `health {{ command \"/app/{name}\" \"ping\" }}`"
            )),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_by_what_the_image_has() {
        let url = "http://127.0.0.1:80/it's";
        assert_eq!(ask(Runtime::Busybox, url).last().map(AsRef::as_ref), Some(url));
        assert_eq!(ask(Runtime::Curl, url)[0], "curl");
        assert_eq!(ask(Runtime::Python, url)[2], r"import urllib.request as u; u.urlopen('http://127.0.0.1:80/it\'s')");
        assert!(ask(Runtime::Node, url)[2].starts_with(r"fetch('http://127.0.0.1:80/it\'s')"));
    }
}
