//! What the keys and tokens of known services look like.
//!
//! A format is a notation: letters stand for themselves, `<a36>` for a run of 36 characters of the set `a`, `<a36-40>`
//! for a run of 36 to 40 of them, `<a36->` for 36 and more. The forms are those that the services document or that
//! their own scanners look for; those that nothing but a name tells from other text (Twilio's or Datadog's older keys:
//! hexadecimal digits alone) are found by the name beside them, in [`super::random`].

/// The characters of a set of the notation.
pub fn belongs(set: u8, byte: u8) -> bool {
    match set {
        b'd' => byte.is_ascii_digit(),
        b'h' => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        b'x' => byte.is_ascii_hexdigit(),
        b'l' => byte.is_ascii_digit() || byte.is_ascii_lowercase(),
        b'U' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        b'a' => byte.is_ascii_alphanumeric(),
        b'w' => byte.is_ascii_alphanumeric() || byte == b'_',
        b'u' => byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-',
        b'b' => byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte),
        b'v' => byte.is_ascii_alphanumeric() || b"_-.~".contains(&byte),
        _ => false,
    }
}

/// Each format with what it is; sorted by the first character, by which they are found.
pub static FORMATS: &[(&str, &str)] = &[
    ("ABIA<U16>", "an AWS access key"),
    ("ACCA<U16>", "an AWS access key"),
    ("AGE-SECRET-KEY-1<U58>", "an age private key"),
    ("AIza<u35>", "a Google API key"),
    ("AKCp<a60->", "an Artifactory API key"),
    ("AKIA<U16>", "an AWS access key"),
    ("AKID<a32>", "a Tencent Cloud access key"),
    ("AP<x32>", "an Artifactory token"),
    ("ASIA<U16>", "an AWS access key"),
    ("ATATT3x<b100->", "an Atlassian API token"),
    ("ATBB<a32>", "a Bitbucket app password"),
    ("ATCTT3x<b100->", "a Bitbucket access token"),
    ("CCIPAT_<a20->_<h40>", "a CircleCI token"),
    ("CFPAT-<u43>", "a Contentful token"),
    ("DefaultEndpointsProtocol<b1->;AccountName=<l3-24>;AccountKey=<b80->", "an Azure storage key"),
    ("EAAA<u60>", "a Square access token"),
    ("EAACEdEose0cBA<a20->", "a Facebook access token"),
    ("EZAK<a54>", "an EasyPost API key"),
    ("EZTK<a54>", "an EasyPost API key"),
    ("GOCSPX-<u28>", "a Google client secret"),
    ("HRKU-<u30->", "a Heroku API key"),
    ("LTAI<a17-24>", "an Alibaba Cloud access key"),
    ("M<u23-27>.<u6>.<u27-40>", "a Discord bot token"),
    ("N<u23-27>.<u6>.<u27-40>", "a Discord bot token"),
    ("NRAA-<h27>", "a New Relic key"),
    ("NRAK-<U27>", "a New Relic key"),
    ("NRII-<u32>", "a New Relic key"),
    ("O<u23-27>.<u6>.<u27-40>", "a Discord bot token"),
    ("PMAK-<h24>-<h34>", "a Postman API key"),
    ("SG.<u20-24>.<u39-50>", "a SendGrid API key"),
    ("SK<h32>", "a Twilio API key"),
    ("amzn.mws.<u36>", "an Amazon marketplace key"),
    ("api.telegram.org/bot<d8-10>:<u35>", "a Telegram bot token"),
    ("api_org_<a34>", "a Hugging Face token"),
    ("atlasv1.<u60->", "a Terraform Cloud token"),
    ("bkua_<a40>", "a Buildkite token"),
    ("cio<a32>", "a crates.io token"),
    ("ctp_<u30->", "a Cloudsmith or Contentful token"),
    ("dapi<h32>", "a Databricks token"),
    ("dckr_oat_<u20->", "a Docker Hub token"),
    ("dckr_pat_<u20->", "a Docker Hub token"),
    ("ddapi_<a30->", "a Datadog API key"),
    ("ddapp_<a30->", "a Datadog application key"),
    ("discord.com/api/webhooks/<d15->/<u50->", "a Discord webhook"),
    ("discordapp.com/api/webhooks/<d15->/<u50->", "a Discord webhook"),
    ("dop_v1_<h64>", "a DigitalOcean token"),
    ("doo_v1_<h64>", "a DigitalOcean token"),
    ("dor_v1_<h64>", "a DigitalOcean token"),
    ("dp.ct.<a40-44>", "a Doppler token"),
    ("dp.pt.<a40-44>", "a Doppler token"),
    ("dp.st.<v40->", "a Doppler token"),
    ("dt0c01.<U24>.<U64>", "a Dynatrace token"),
    ("dt0s16.<U8>.<U64>", "a Dynatrace token"),
    ("eyJ<u10->.eyJ<u10->.<u20->", "a JSON web token"),
    ("figd_<u40->", "a Figma token"),
    ("fo1_<u43>", "a Fly.io token"),
    ("fm1_<b100->", "a Fly.io token"),
    ("fm2_<b100->", "a Fly.io token"),
    ("ghp_<a36-255>", "a GitHub token"),
    ("gho_<a36-255>", "a GitHub token"),
    ("ghu_<a36-255>", "a GitHub token"),
    ("ghs_<a36-255>", "a GitHub token"),
    ("ghr_<a36-255>", "a GitHub token"),
    ("github_pat_<a22>_<a59>", "a GitHub token"),
    ("glpat-<v20->", "a GitLab token"),
    ("gldt-<u20->", "a GitLab deploy token"),
    ("glrt-<u20->", "a GitLab runner token"),
    ("glcbt-<u20->", "a GitLab job token"),
    ("glptt-<h40>", "a GitLab trigger token"),
    ("glsoat-<u20->", "a GitLab token"),
    ("glsa_<a32>_<h8>", "a Grafana token"),
    ("glc_<b32->", "a Grafana Cloud token"),
    ("gsk_<a52>", "a Groq API key"),
    ("hf_<a34>", "a Hugging Face token"),
    ("hooks.slack.com/services/<U8->/<U8->/<a20->", "a Slack webhook"),
    ("hooks.slack.com/triggers/<U8->/<d8->/<h20->", "a Slack webhook"),
    ("hooks.slack.com/workflows/<U8->/<U8->/<a10->/<a16->", "a Slack webhook"),
    ("hooks.zapier.com/hooks/catch/<d4->/<l5->", "a Zapier webhook"),
    ("hvb.<u90->", "a Vault token"),
    ("hvs.<u24->", "a Vault token"),
    ("key-<h32>", "a Mailgun API key"),
    ("lin_api_<a40>", "a Linear API key"),
    ("live_<h35>", "a Lob API key"),
    ("lsv2_pt_<h32>_<h10>", "a LangSmith API key"),
    ("lsv2_sk_<h32>_<h10>", "a LangSmith API key"),
    ("mfa.<u84>", "a Discord token"),
    ("nfp_<a36->", "a Netlify token"),
    ("npm_<a36>", "an npm token"),
    ("nrjs-<h19>", "a New Relic key"),
    ("ntn_<a40->", "a Notion token"),
    ("ops_eyJ<b100->", "a 1Password token"),
    ("oy2<l43>", "a NuGet API key"),
    ("pat<a14>.<h64>", "an Airtable token"),
    ("pcsk_<w60->", "a Pinecone API key"),
    ("phx_<u40->", "a PostHog API key"),
    ("pnu_<a36>", "a PlanetScale or Prefect token"),
    ("pplx-<a48>", "a Perplexity API key"),
    ("pscale_oauth_<v32->", "a PlanetScale token"),
    ("pscale_pw_<v32->", "a PlanetScale password"),
    ("pscale_tkn_<v32->", "a PlanetScale token"),
    ("pul-<h40>", "a Pulumi token"),
    ("pypi-AgE<b50->", "a PyPI token"),
    ("r8_<a37>", "a Replicate token"),
    ("rdme_<l70>", "a ReadMe API key"),
    ("re_<a8>_<a24>", "a Resend API key"),
    ("rk_live_<a16->", "a Stripe key"),
    ("rk_test_<a16->", "a Stripe key"),
    ("rnd_<a26->", "a Render API key"),
    ("rubygems_<h48>", "a RubyGems token"),
    ("sbp_<h40>", "a Supabase token"),
    ("sb_secret_<u22->", "a Supabase key"),
    ("secret_<a43>", "a Notion token"),
    ("sgp_<x40->", "a Sourcegraph or Segment token"),
    ("shpat_<x32>", "a Shopify token"),
    ("shpca_<x32>", "a Shopify token"),
    ("shppa_<x32>", "a Shopify token"),
    ("shpss_<x32>", "a Shopify secret"),
    ("sk-ant-<u40->", "an Anthropic API key"),
    ("sk-or-v1-<h64>", "an OpenRouter API key"),
    ("sk-proj-<u40->", "an OpenAI API key"),
    ("sk-svcacct-<u40->", "an OpenAI API key"),
    ("sk-admin-<u40->", "an OpenAI API key"),
    ("sk-<a32->", "an OpenAI API key"),
    ("sk.eyJ<u40->.<u20->", "a Mapbox token"),
    ("sk_live_<a16->", "a Stripe key"),
    ("sk_test_<a16->", "a Stripe key"),
    ("sk_<h48>", "an ElevenLabs API key"),
    ("sntrys_eyJ<b40->", "a Sentry token"),
    ("sntryu_<h64>", "a Sentry token"),
    ("sq0atp-<u22>", "a Square access token"),
    ("sq0csp-<u43>", "a Square secret"),
    ("sqa_<h40>", "a SonarQube token"),
    ("sqp_<h40>", "a SonarQube token"),
    ("squ_<h40>", "a SonarQube token"),
    ("tfp_<v59>", "a Typeform token"),
    ("tskey-<u20->", "a Tailscale key"),
    ("vercel_blob_rw_<w30->", "a Vercel token"),
    ("whsec_<b24->", "a webhook signing secret"),
    ("xai-<a70->", "an xAI API key"),
    ("xapp-<u20->", "a Slack token"),
    ("xkeysib-<h64>-<a16>", "a Brevo API key"),
    ("xoxa-<u20->", "a Slack token"),
    ("xoxb-<u20->", "a Slack token"),
    ("xoxe-<u20->", "a Slack token"),
    ("xoxe.xoxp-<u20->", "a Slack token"),
    ("xoxo-<u20->", "a Slack token"),
    ("xoxp-<u20->", "a Slack token"),
    ("xoxr-<u20->", "a Slack token"),
    ("xoxs-<u20->", "a Slack token"),
    ("ya29.<u20->", "a Google access token"),
];

/// For each first character the formats that start with it.
static BY_FIRST: [(u16, u16); 128] = index().0;
/// For each first character those that go on one of them.
static SECONDS: [u128; 128] = index().1;

const fn index() -> ([(u16, u16); 128], [u128; 128]) {
    let (mut table, mut seconds) = ([(0, 0); 128], [0; 128]);
    let mut at = 0;
    while at < FORMATS.len() {
        let notation = FORMATS[at].0.as_bytes();
        let entry = &mut table[notation[0] as usize];
        if entry.1 == 0 {
            entry.0 = at as u16;
        }
        entry.1 = at as u16 + 1;
        // A run: of letters, digits or more.
        seconds[notation[0] as usize] |= if notation[1] == b'<' { u128::MAX } else { 1 << notation[1] };
        at += 1;
    }
    (table, seconds)
}

/// How far the runs of characters reach that were last looked at, so that no byte is walked over twice: a text made of
/// the starts of keys would take the square of its length otherwise.
#[derive(Default)]
pub struct Runs {
    last: [(u8, usize, usize); 4],
}

impl Runs {
    /// How many bytes from `at` belong to `set`; counted up to `most`.
    fn length(&mut self, set: u8, text: &[u8], at: usize, most: Option<usize>) -> usize {
        let count = |limit| text[at..].iter().take(limit).take_while(|b| belongs(set, **b)).count();
        if let Some(most) = most {
            return count(most.saturating_add(1));
        }
        let slot = usize::from(set) % self.last.len();
        let (own, start, end) = self.last[slot];
        if own != set || at < start || at >= end {
            self.last[slot] = (set, at, at + count(usize::MAX));
        }
        self.last[slot].2 - at
    }
}

/// The longest key of a known service that starts at `at`: its length and what it is.
#[inline]
pub fn starts(text: &[u8], at: usize, runs: &mut Runs) -> Option<(usize, &'static str)> {
    let (first, second) = (*text.get(at)?, *text.get(at + 1)?);
    // Most words start like none of them.
    let good = second < 128 && *SECONDS.get(usize::from(first))? >> second & 1 == 1;
    if good { longest(text, at, runs) } else { None }
}

fn longest(text: &[u8], at: usize, runs: &mut Runs) -> Option<(usize, &'static str)> {
    let (from, to) = *BY_FIRST.get(usize::from(text[at]))?;
    let second = text[at + 1];
    let mut longest = None;
    for (notation, what) in &FORMATS[usize::from(from)..usize::from(to)] {
        let notation = notation.as_bytes();
        if (notation[1] == second || notation[1] == b'<')
            && let Some(length) = matches(notation, text, at, runs)
            && longest.is_none_or(|(most, _)| length > most)
        {
            longest = Some((length, *what));
        }
    }
    longest
}

/// How many bytes of `text` from `start` are what `notation` describes; a run that goes on is another text.
pub fn matches(notation: &[u8], text: &[u8], start: usize, runs: &mut Runs) -> Option<usize> {
    let (mut n, mut at) = (0, start);
    while n < notation.len() {
        if notation[n] != b'<' {
            if text.get(at) != Some(&notation[n]) {
                return None;
            }
            (n, at) = (n + 1, at + 1);
            continue;
        }
        let close = n + notation[n..].iter().position(|b| *b == b'>')?;
        let (set, bounds) = (notation[n + 1], std::str::from_utf8(&notation[n + 2..close]).ok()?);
        let (least, most) = bounds.split_once('-').unwrap_or((bounds, bounds));
        let (least, most): (usize, Option<usize>) = (least.parse().ok()?, most.parse().ok());
        let run = if at < text.len() { runs.length(set, text, at, most) } else { 0 };
        if run < least || most.is_some_and(|most| run > most) {
            return None;
        }
        (n, at) = (close + 1, at + run);
    }
    (!text.get(at).is_some_and(u8::is_ascii_alphanumeric)).then_some(at - start)
}

/// A text as short as what `notation` describes can be.
#[cfg(test)]
pub fn shortest(notation: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, part) in std::str::from_utf8(notation).unwrap_or_default().split(['<', '>']).enumerate() {
        match part.get(1..).filter(|_| index % 2 == 1) {
            None => out.extend(part.as_bytes()),
            Some(bounds) => {
                let least = bounds.split('-').next().and_then(|least| least.parse().ok()).unwrap_or_default();
                let own = (b'0'..=b'z').find(|byte| belongs(part.as_bytes()[0], *byte));
                out.extend(std::iter::repeat_n(own.unwrap_or_default(), least));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_one_first_character_stand_together() {
        let firsts: Vec<u8> = FORMATS.iter().map(|(notation, _)| notation.as_bytes()[0]).collect();
        assert!(firsts.is_sorted(), "sort the table by the first character");
    }

    #[test]
    fn runs_are_as_long_as_they_must_be() {
        let length = |notation: &[u8], text: &[u8]| matches(notation, text, 0, &mut Runs::default());
        assert_eq!(length(b"x_<d2>-<a1->", b"x_12-ab c"), Some(7));
        assert_eq!(length(b"x_<d2-3>", b"x_1234"), None);
        assert_eq!(length(b"x_<d2>", b"x_12b"), None);
        assert_eq!(length(b"x_<d2>", b"x_1"), None);
    }
}
