//! `image.sh` with a docker that records how it is called.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::fs;

use support::Script;

const DIGEST: &str = "sha256:3333333333333333333333333333333333333333333333333333333333333333";

/// Answers the Nth call with line N of `$FOLDER/answers`: a digest on stdout, anything else as an error.
const DOCKER: &str = r#"
printf '%s\n' "$*" >>"${FOLDER}/calls"
mapfile -t calls <"${FOLDER}/calls"
answer="$(sed -n "${#calls[@]}p" "${FOLDER}/answers")"
if [[ "${answer}" == hang ]]; then exec sleep 30; fi
if [[ "${answer}" == ok* || "${answer}" == sha256:* ]]; then printf '%s\n' "${answer}"; exit 0; fi
printf 'ERROR: %s\n' "${answer}" >&2
exit 1
"#;

fn script(answers: &[&str]) -> Script {
    let script = Script::new("image").tool("docker", DOCKER).env("IMAGE_RETRY_SECONDS", "0.01");
    fs::write(script.path("answers"), answers.join("\n")).unwrap();
    script
}

#[test]
fn prints_the_digest_of_a_tag_and_nothing_else() {
    let script = script(&[DIGEST]);
    let outcome = script.run(&["digest", "registry.example.com:5000/shop/api:v1.2.3"]).exits(0);
    assert_eq!(outcome.stdout, format!("{DIGEST}\n"));
    let call = "buildx imagetools inspect --format {{.Manifest.Digest}} registry.example.com:5000/shop/api:v1.2.3\n";
    assert_eq!(script.text("calls"), call);
}

#[test]
fn asks_again_only_when_that_can_help() {
    let again = script(&["connection reset by peer", "503 Service Unavailable", DIGEST]);
    assert_eq!(again.run(&["digest", "r/a:1"]).exits(0).stdout, format!("{DIGEST}\n"));
    for (answer, reason) in [
        ("docker.io/r/a:1: not found", "There is no such image"),
        ("401 Unauthorized", "does not let this job in"),
        ("unknown command: docker buildx", "unknown command"),
    ] {
        let once = script(&[answer]);
        once.run(&["digest", "r/a:1"]).exits(1).says(reason);
        assert_eq!(once.text("calls").lines().count(), 1, "{answer}");
    }
    script(&["hang"]).env("IMAGE_TIMEOUT_SECONDS", "1").run(&["digest", "r/a:1"]).exits(1).says("Gave up after 1 s");
    script(&["sha256:12"]).run(&["digest", "r/a:1"]).exits(1).says("gave no digest for r/a:1, but: sha256:12");
}

#[test]
fn tags_an_image_by_its_digest() {
    let script = script(&["ok"]);
    let image = format!("r/a@{DIGEST}");
    let outcome = script.run(&["tag", &image, "v1.2.3", "latest"]).exits(0);
    assert_eq!(script.text("calls"), format!("buildx imagetools create --tag r/a:v1.2.3 --tag r/a:latest {image}\n"));
    assert!(outcome.summary.contains("v1.2.3 latest"), "{}", outcome.summary);
}

#[test]
fn wrong_usage_ends_with_2_and_calls_nothing() {
    let script = script(&[DIGEST]);
    let image = format!("r/a@{DIGEST}");
    for arguments in [
        &[][..],
        &["push"],
        &["digest"],
        &["digest", "r/a"],
        &["digest", "r/a:1; rm -rf"],
        &["digest", &image],
        &["tag", "r/a:1", "latest"],
        &["tag", &image],
        &["tag", &image, "-bad"],
    ] {
        script.run(arguments).exits(2);
    }
    assert_eq!(script.text("calls"), "");
    script.run(&["digest", "--help"]).exits(0).says("Usage:");
}
