//! Two hundred credentials in every kind of place of a spec: each is refused, and no part of one is shown anywhere.
//!
//! None stands here: they are made at run time, of the parts that their services document and of letters from a seed.
#![allow(clippy::unwrap_used)]

mod chance;

use chance::Chance;
use dbgen::compile::{Compilation, compile};
use dbgen::diag::draw::{Style, draw};
use dbgen::diag::report::{self, Findings};
use dbgen::world::MemoryWorld;

const SPEC: &str = include_str!("../examples/deal-brain/deploy.kdl");

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const HEX: &str = "0123456789abcdef";
const ALL: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// A form: what it is called here, and its parts: text that stands for itself, and sets with how many of each.
struct Form(&'static str, &'static [Part]);

enum Part {
    Text(&'static str),
    Any(&'static str, usize),
}
use Part::{Any, Text};

const FORMS: &[Form] = &[
    Form("AWS access key", &[Text("AK"), Text("IA"), Any(UPPER, 16)]),
    Form("AWS session key", &[Text("AS"), Text("IA"), Any(UPPER, 16)]),
    Form("AWS secret key", &[Any(ALL, 19), Text("/"), Any(ALL, 20)]),
    Form("GitHub classic", &[Text("gh"), Text("p_"), Any(ALL, 36)]),
    Form("GitHub OAuth", &[Text("gh"), Text("o_"), Any(ALL, 36)]),
    Form("GitHub app", &[Text("gh"), Text("s_"), Any(ALL, 36)]),
    Form("GitHub fine-grained", &[Text("github"), Text("_pat_"), Any(ALL, 22), Text("_"), Any(ALL, 59)]),
    Form("GitLab", &[Text("gl"), Text("pat-"), Any(ALL, 20)]),
    Form(
        "Slack bot",
        &[Text("xo"), Text("xb-"), Any("0123456789", 12), Text("-"), Any("0123456789", 12), Text("-"), Any(ALL, 24)],
    ),
    Form("Slack user", &[Text("xo"), Text("xp-"), Any("0123456789", 12), Text("-"), Any(ALL, 32)]),
    Form(
        "Slack webhook",
        &[
            Text("https://hooks.slack"),
            Text(".com/services/T"),
            Any(UPPER, 9),
            Text("/B"),
            Any(UPPER, 9),
            Text("/"),
            Any(ALL, 24),
        ],
    ),
    Form("Stripe live", &[Text("sk_"), Text("live_"), Any(ALL, 24)]),
    Form("Stripe restricted", &[Text("rk_"), Text("live_"), Any(ALL, 24)]),
    Form("Stripe webhook", &[Text("wh"), Text("sec_"), Any(ALL, 32)]),
    Form("Google API", &[Text("AI"), Text("za"), Any(ALL, 35)]),
    Form("Google client", &[Text("GOC"), Text("SPX-"), Any(ALL, 28)]),
    Form("npm", &[Text("np"), Text("m_"), Any(ALL, 36)]),
    Form("PyPI", &[Text("py"), Text("pi-AgE"), Any(ALL, 80)]),
    Form("RubyGems", &[Text("ruby"), Text("gems_"), Any(HEX, 48)]),
    Form("crates.io", &[Text("ci"), Text("o"), Any(ALL, 32)]),
    Form(
        "JSON web token",
        &[Text("ey"), Text("J"), Any(ALL, 33), Text(".ey"), Text("J"), Any(ALL, 60), Text("."), Any(ALL, 43)],
    ),
    Form(
        "private key",
        &[
            Text("-----BEGIN RSA PRIVATE"),
            Text(" KEY-----\\n"),
            Any(ALL, 64),
            Text("\\n"),
            Any(ALL, 64),
            Text("\\n-----END RSA PRIVATE"),
            Text(" KEY-----"),
        ],
    ),
    Form("key without its end", &[Text("-----BEGIN PRIVATE"), Text(" KEY-----\\n"), Any(ALL, 64)]),
    Form("address with password", &[Text("postgres://app:"), Any(ALL, 14), Text("@db.example.com:5432/app")]),
    Form("address with words", &[Text("redis://:"), Any(LOWER, 9), Text("@cache.example.com")]),
    Form("Render", &[Text("rn"), Text("d_"), Any(ALL, 28)]),
    Form("OpenAI", &[Text("sk"), Text("-"), Any(ALL, 48)]),
    Form("OpenAI project", &[Text("sk"), Text("-proj-"), Any(ALL, 74)]),
    Form("Anthropic", &[Text("sk"), Text("-ant-api03-"), Any(ALL, 93)]),
    Form("SendGrid", &[Text("S"), Text("G."), Any(ALL, 22), Text("."), Any(ALL, 43)]),
    Form("Twilio", &[Text("S"), Text("K"), Any(HEX, 32)]),
    Form("DigitalOcean", &[Text("dop"), Text("_v1_"), Any(HEX, 64)]),
    Form("Azure client", &[Any(ALL, 3), Text("8"), Text("Q~"), Any(ALL, 34)]),
    Form(
        "Azure storage",
        &[Text("DefaultEndpointsProtocol=https;AccountName=shop;Account"), Text("Key="), Any(ALL, 86), Text("==")],
    ),
    Form("Telegram", &[Text("1"), Any("0123456789", 8), Text(":AA"), Any(ALL, 33)]),
    Form("Discord", &[Text("M"), Any(ALL, 23), Text("."), Any(ALL, 6), Text("."), Any(ALL, 38)]),
    Form("Datadog", &[Text("DD_API_KEY="), Any(HEX, 32)]),
    Form("Datadog flag", &[Text("--app-key "), Any(HEX, 40)]),
    Form("Mailgun", &[Text("ke"), Text("y-"), Any(HEX, 32)]),
    Form("Docker Hub", &[Text("dckr"), Text("_pat_"), Any(ALL, 27)]),
    Form("Hugging Face", &[Text("h"), Text("f_"), Any(ALL, 34)]),
    Form("Databricks", &[Text("da"), Text("pi"), Any(HEX, 32)]),
    Form("Grafana", &[Text("gl"), Text("sa_"), Any(ALL, 32), Text("_"), Any(HEX, 8)]),
    Form("Vault", &[Text("hv"), Text("s."), Any(ALL, 95)]),
    Form("Linear", &[Text("lin"), Text("_api_"), Any(ALL, 40)]),
    Form("Shopify", &[Text("shp"), Text("at_"), Any(HEX, 32)]),
    Form("nobody's, long", &[Any(ALL, 40)]),
    Form("nobody's, small letters", &[Any(LOWER, 52)]),
    Form("a token by its name", &[Text("AUTH_TOKEN="), Any(LOWER, 24)]),
    Form("a password flag", &[Text("--password="), Any(ALL, 18)]),
];

/// The places: a piece of the spec and what it becomes; `@` is the credential.
const PLACES: &[(&str, &str)] = &[
    ("drain \"45s\"", "drain \"@\""),
    ("command \"dealbrain-api\"", "command \"dealbrain-api\" \"@\""),
    ("command \"dealbrain-api\"", "command \"dealbrain-api\" \"--with\" \"x=@\""),
    ("API_INTERNAL_TIMEOUT=\"5000\"", "API_INTERNAL_TIMEOUT=\"@\""),
    ("DATABASE_URL from=\"db.url\"", "SETTING \"@\"; DATABASE_URL from=\"db.url\""),
    ("\"pnpm lint\"", "\"curl -H 'X: @' https://example.com\""),
    ("\"pnpm lint\"", "#\"pnpm lint @\"#"),
    ("// It saves its schedule", "// @ It saves its schedule"),
    ("port 3000 public=#true", "port /* @ */ 3000 public=#true"),
    ("secrets { // names", "secrets { // @ names"),
    ("port 3000 public=#true", "port 3000 public=#true \"@\"=#true"),
    ("drain \"45s\"", "\"@\" \"45s\""),
    ("about=\"Deploys to Render\"", "about=\"@\""),
    ("RENDER_API_KEY for=", "RENDER_API_KEY \"@\" for="),
    ("url \"https://dealbrain.example.com\"", "url \"https://dealbrain.example.com/?q=@\""),
    ("region \"frankfurt\"", "region \"frankfurt\"; raw \"render\" { deep { deeper \"@\"; }; }"),
    ("extra_args \"--only-verified\"", "extra_args \"@\""),
    ("title=\"Playwright\"", "title=\"@\""),
    ("flow \"critical\" \"mobile\"", "flow \"critical\" \"@\""),
    ("image \"grafana/grafana:12.2.1\"", "image \"@\""),
    ("mount \"infra/otel/collector.yaml\"", "mount \"@\""),
    ("from=\"api.public-url\"", "from=\"@\""),
    ("reason=\"the plan decides\"", "reason=\"@\""),
    ("service \"grafana\" runtime", "service \"@\" runtime"),
    ("secret=\"EBAY_API_KEY\"", "secret=\"@\""),
    ("environment \"e2e\" on=\"compose\"", "environment \"e2e\" on=\"@\""),
    ("singleton #true", "/-singleton \"@\""),
    ("routes \"/api\" \"/health\"", "routes \"/api\" \"/health\" (\"@\")\"/x\""),
    ("drain \"45s\"", "drain \"45s"),
    ("reviewers \"acme/ops\"", "reviewers \"acme/ops\" \"@\""),
    // what gives things their names
    ("service \"otel\" {", "include \"@.kdl\"\nservice \"otel\" {"),
    ("project \"deal-brain\" {", "project \"@\" {"),
    ("workflow \"rollback\" {", "workflow \"@\" {"),
    ("stage \"scan\" {", "stage \"@\" {"),
    ("job \"unit\" title", "job \"@\" title"),
    ("database \"db\" engine", "database \"@\" engine"),
    ("SLACK_WEBHOOK_URL for=", "\"@\" for="),
    ("like=\"worker\"", "like=\"@\""),
    ("accept-loss \"writable\"", "accept-loss \"@\""),
    // what goes into images, containers and requests
    ("arg NEXT_PUBLIC_API_URL from=\"api.public-url\"", "arg NEXT_PUBLIC_API_URL \"@\""),
    ("singleton #true", "singleton #true; raw \"compose\" { labels { \"com.example.key\" \"@\"; }; }"),
    ("singleton #true", "singleton #true; raw \"compose\" { labels { \"@\" \"1\"; }; }"),
    ("singleton #true", "singleton #true; raw \"kubernetes\" { annotations \"@\"=1; }"),
    ("get \"/api/listings\" service=\"api\"", "get \"/api/listings?key=@\" service=\"api\""),
    ("suffix=\"/0\"", "suffix=\"/0?password=@\""),
    ("repository \"acme/deal-brain\"", "repository \"@\""),
    ("images \"ghcr.io/acme/deal-brain-{service}\"", "images \"ghcr.io/@/{service}\""),
    ("domain \"dealbrain.example.com\"", "domain \"@\""),
    ("region \"frankfurt\"", "region \"@\""),
    ("ignore \"__pycache__/\"", "ignore \"@\""),
    ("volume \"grafana-data\"", "volume \"@\""),
    ("paths \"playwright-report/\"", "paths \"@\""),
    ("query=\"min(pg_up)\"", "query=\"up{key='@'}\""),
    ("dockerfile=\"infra/web/Dockerfile\"", "dockerfile=\"@\""),
    ("migrate \"alembic upgrade head\"", "migrate \"alembic -x key=@ upgrade head\""),
    // every form of a string
    ("\"pnpm lint\"", "\"\"\"\n            pnpm lint\n            x @\n            \"\"\""),
    ("\"pnpm lint\"", "##\"\"\"\n            pnpm \"# lint\n            x @\n            \"\"\"##"),
    ("\"pnpm lint\"", "\"pnpm \\\"lint\\\" @ \\t\""),
    ("\"pnpm lint\"", "\"pnpm lint \\\n            @\""),
    ("\"pnpm lint\"", "(\"@\")\"pnpm lint\""),
    ("drain \"45s\"", "drain \\ // @\n        \"45s\""),
    ("drain \"45s\"", "drain /* /* @ */ */ \"45s\""),
    ("drain \"45s\"", "drain \"45s\" /-{ @ }"),
    ("drain \"45s\"", "drain \"45s\" /-key=\"@\""),
];

fn make(form: &Form, chance: &mut Chance) -> (String, Vec<String>) {
    let (mut whole, mut random) = (String::new(), Vec::new());
    for part in form.1 {
        match part {
            Text(text) => whole += text,
            Any(set, count) => {
                let letters = chance.letters(set, *count);
                whole += &letters;
                random.push(letters);
            }
        }
    }
    (whole, random)
}

/// Everything that a person or a machine gets to see.
fn shown(out: &Compilation) -> String {
    let mut text = String::new();
    for color in [false, true] {
        text += &draw(&out.diagnostics, &out.sources, Style { color, width: 400 });
    }
    // A drawing breaks lines and colours words: the data behind it is what other formats print.
    out.diagnostics.iter().for_each(|d| text += &format!("{d:?}\n"));
    out.artifacts.iter().for_each(|a| text += &a.text);
    let findings = Findings {
        diagnostics: &out.diagnostics,
        waived: &out.waived,
        sources: &out.sources,
        folder: "shop/",
        spec: "deploy.kdl",
    };
    text += &report::json(&findings, None, None);
    text += &report::sarif(&findings, None, true);
    text += &report::github(&findings, None);
    text.to_lowercase()
}

fn check(place: (&str, &str), form: &Form, whole: &str, random: &[String], text: &str) -> Result<(), String> {
    let out = compile(&MemoryWorld::default().with("deploy.kdl", text), "deploy.kdl");
    let what = format!("{} in `{}`", form.0, place.1);
    if !out.diagnostics.iter().any(|d| matches!(d.code.0, "credential" | "secret-value")) {
        return Err(format!("{what}: not found: {whole}"));
    }
    if !out.failed() || !out.artifacts.is_empty() {
        return Err(format!("{what}: not refused"));
    }
    let shown = shown(&out);
    if shown.contains(&whole.to_lowercase()) {
        return Err(format!("{what}: it is shown"));
    }
    for part in random.iter().map(|part| part.to_lowercase()).filter(|part| part.len() > 8) {
        // Nine letters in a row are there by chance once in billions.
        if let Some(at) = (0..=part.len() - 9).find(|at| shown.contains(&part[*at..at + 9])) {
            return Err(format!("{what}: `{}` of it is shown", &part[at..at + 9]));
        }
    }
    Ok(())
}

#[test]
fn planted_credentials_are_refused_and_never_shown() {
    let mut chance = Chance(1);
    let mut wrong = Vec::new();
    let mut count = 0;
    for round in 0..5 {
        for (index, form) in FORMS.iter().enumerate() {
            let place = PLACES[(index + round * FORMS.len()) % PLACES.len()];
            assert!(SPEC.contains(place.0), "the example does not say `{}` any more", place.0);
            let (whole, random) = make(form, &mut chance);
            // An open quote: what follows is broken text.
            let new = if place.1.contains('@') { place.1.to_owned() } else { format!("{} // @", place.1) };
            let text = SPEC.replacen(place.0, &new.replace('@', &whole), 1);
            count += 1;
            wrong.extend(check(place, form, &whole, &random, &text).err());
        }
    }
    assert!(count >= 200 && count > PLACES.len(), "{count}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Escapes hide a credential from a look at the text; not from one at its meaning.
#[test]
fn escapes_hide_nothing() {
    let mut chance = Chance(2);
    for form in FORMS.iter().filter(|form| form.0 != "private key" && form.0 != "key without its end") {
        let (whole, random) = make(form, &mut chance);
        let mut all = whole.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect::<String>();
        for (from, to) in [("\"pnpm lint\"", format!("\"{all}\"")), ("drain \"45s\"", format!("\"{all}\" 1"))] {
            let text = SPEC.replacen(from, &to, 1);
            check((from, "escapes"), form, &whole, &random, &text).unwrap();
        }
        all.truncate(0);
    }
}

/// Nor does a single escape in its middle, a line that goes on, or a piece of it in another notation.
#[test]
fn a_credential_in_two_pieces_is_one() {
    let mut chance = Chance(4);
    for (index, form) in
        FORMS.iter().enumerate().filter(|(_, form)| !form.0.contains("key without") && form.0 != "private key")
    {
        let (whole, random) = make(form, &mut chance);
        let (head, tail) = whole.split_at(whole.len() / 2);
        let (first, rest) = tail.split_at(1);
        let code = u32::from(first.chars().next().unwrap());
        let notations = [
            format!("\"{head}\\u{{{code:x}}}{rest}\""),
            format!("\"{head}\\   {tail}\""),
            format!("\"{head}\\\n            {tail}\""),
            format!("\"\"\"\n            {head}\\\n            {tail}\n            \"\"\""),
        ];
        let pieces = &notations[index % notations.len()];
        {
            let text = SPEC.replacen("\"pnpm lint\"", pieces, 1);
            check(("\"pnpm lint\"", &pieces.replace(&whole, "@")), form, &whole, &random, &text).unwrap();
        }
    }
}

/// An included file is no other place.
#[test]
fn included_files_are_looked_through() {
    let (whole, random) = make(&FORMS[3], &mut Chance(3));
    let world = MemoryWorld::default()
        .with("deploy.kdl", "project \"shop\"\ninclude \"services/*.kdl\"\n")
        .with("services/api.kdl", format!("// {whole}\nservice \"api\" {{ build }}\n"));
    let out = compile(&world, "deploy.kdl");
    assert!(
        out.diagnostics.iter().any(|d| d.code.0 == "credential" && out.sources.locate(d.span()).contains("api.kdl"))
    );
    assert!(!shown(&out).contains(&random[0].to_lowercase()));
}

#[test]
fn the_examples_hold_none() {
    for text in [SPEC, include_str!("../examples/hello/deploy.kdl")] {
        assert_eq!(dbgen::credentials::find(text), []);
    }
}
