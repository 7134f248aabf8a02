//! A time zone that no clock knows.

use super::{Needs, Rule, Scene};
use crate::diag::{Diagnostic, codes, did_you_mean};

/// Finds zones of schedules that are no names of the time zone database.
pub const RULE: Rule = Rule { code: codes::UNKNOWN_TIME_ZONE, needs: Needs::Text, check };

/// The areas of the database (IANA, "Time Zone Database": `tzdata`), behind which a place follows.
const AREAS: [&str; 16] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Brazil",
    "Canada",
    "Chile",
    "Etc",
    "Europe",
    "Indian",
    "Mexico",
    "Pacific",
    "US",
];
/// Names without a place that the database has, too (its file `backward`).
const ALONE: [&str; 40] = [
    "CET",
    "CST6CDT",
    "Cuba",
    "EET",
    "EST",
    "EST5EDT",
    "Egypt",
    "Eire",
    "GB",
    "GB-Eire",
    "GMT",
    "GMT0",
    "Greenwich",
    "HST",
    "Hongkong",
    "Iceland",
    "Iran",
    "Israel",
    "Jamaica",
    "Japan",
    "Kwajalein",
    "Libya",
    "MET",
    "MST",
    "MST7MDT",
    "NZ",
    "NZ-CHAT",
    "Navajo",
    "PRC",
    "PST8PDT",
    "Poland",
    "Portugal",
    "ROC",
    "ROK",
    "Singapore",
    "Turkey",
    "UTC",
    "Universal",
    "WET",
    "Zulu",
];

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    let services = scene.plan.environments.iter().flat_map(|e| &e.services);
    for zone in services.filter_map(|s| s.set.schedule.as_ref()?.zone.as_ref()).filter(|zone| !known(&zone.value)) {
        let area = zone.value.split('/').next().unwrap_or_default();
        let better = did_you_mean(area, AREAS).filter(|better| *better != area && zone.value.contains('/'));
        let report =
            Diagnostic::found(codes::UNKNOWN_TIME_ZONE, zone.span, format!("there is no time zone `{}`", zone.value))
                .here("expected an area and a place, or UTC");
        found.push(match better {
            Some(better) => {
                let better = format!("{better}{}", &zone.value[area.len()..]);
                report.help(format!("did you mean `{better}`?")).fix(
                    format!("write {better}"),
                    format!("\"{better}\""),
                    false,
                )
            }
            None => report.help("for example \"Europe/Berlin\", \"America/New_York\" or \"UTC\""),
        });
    }
}

fn known(zone: &str) -> bool {
    let place = |place: &str| {
        let mut characters = place.chars();
        characters.next().is_some_and(|c| c.is_ascii_uppercase())
            && characters.all(|c| c.is_ascii_alphanumeric() || "_-+/".contains(c))
    };
    ALONE.contains(&zone) || zone.split_once('/').is_some_and(|(area, rest)| AREAS.contains(&area) && place(rest))
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn zones() {
        for zone in ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "America/Port-au-Prince"] {
            assert!(known(zone), "{zone}");
        }
        for zone in ["Berlin", "europe/berlin", "Europe", "Europe/", "PST", "UTC+2", "Local", "", "Mars/Olympus"] {
            assert!(!known(zone), "{zone}");
        }
    }
}
