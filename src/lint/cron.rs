//! What the five fields of a schedule mean, for the rules about schedules.

use crate::plan::Plan;
use crate::source::Span;
use std::collections::BTreeSet;

/// A schedule, its fields as sets of numbers.
pub struct Times {
    /// The five fields as written.
    pub fields: [String; 5],
    /// Minutes of the hour.
    pub minutes: BTreeSet<u32>,
    /// Hours of the day.
    pub hours: BTreeSet<u32>,
    /// Days of the month.
    pub days: BTreeSet<u32>,
    /// Months of the year.
    pub months: BTreeSet<u32>,
}

/// Reads a schedule that the decoder has accepted.
pub fn read(written: &str) -> Option<Times> {
    let fields: [String; 5] = written.split(' ').map(str::to_owned).collect::<Vec<_>>().try_into().ok()?;
    Some(Times {
        minutes: set(&fields[0], 0, 59),
        hours: set(&fields[1], 0, 23),
        days: set(&fields[2], 1, 31),
        months: set(&fields[3], 1, 12),
        fields,
    })
}

/// The numbers of a field: `*`, `5`, `1-5`, each with `/step`, and several with commas.
fn set(field: &str, least: u32, most: u32) -> BTreeSet<u32> {
    let mut all = BTreeSet::new();
    for part in field.split(',') {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let number = |text: &str| text.parse::<u32>().ok();
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (Some(least), Some(most)),
            Some((from, to)) => (number(from), number(to)),
            // `5/15` counts from 5 on.
            None => (number(range), if part.contains('/') { Some(most) } else { number(range) }),
        };
        if let (Some(from), Some(to), Some(step)) = (from, to, number(step).filter(|s| *s > 0)) {
            all.extend((from..=to.min(most)).step_by(step as usize));
        }
    }
    all
}

impl Times {
    /// The least time between two runs on a day that has any, in minutes.
    pub fn least_gap(&self) -> u32 {
        const DAY: u32 = 24 * 60;
        let runs: Vec<u32> = self.hours.iter().flat_map(|h| self.minutes.iter().map(move |m| h * 60 + m)).collect();
        let within = runs.windows(2).map(|pair| pair[1] - pair[0]);
        let over_night = runs.first().zip(runs.last()).map(|(first, last)| first + DAY - last);
        within.chain(over_night).min().unwrap_or(DAY)
    }

    /// Whether any day of any year is meant. A weekday alone is enough: cron takes a day that suits either field.
    pub fn ever(&self) -> bool {
        let longest = |month: &u32| match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        self.fields[4] != "*" || self.months.iter().any(|month| self.days.iter().any(|day| *day <= longest(month)))
    }
}

/// Every schedule of a workflow, as written.
pub fn of_workflows(plan: &Plan) -> impl Iterator<Item = (&str, Span)> {
    let on = plan.workflows.iter().flat_map(|w| &w.set.on).filter_map(|on| on.schedule.as_ref());
    on.map(|cron| (cron.value.0.as_str(), cron.span))
}

/// Every schedule of a service, as written; one that several environments have comes several times.
pub fn of_services(plan: &Plan) -> impl Iterator<Item = (&str, Span)> {
    let services = plan.environments.iter().flat_map(|e| &e.services);
    services.filter_map(|s| s.set.schedule.as_ref()).map(|s| (s.cron.value.0.as_str(), s.cron.span))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::read;

    #[test]
    fn gaps_and_days() {
        let gap = |cron: &str| read(cron).unwrap().least_gap();
        assert_eq!((gap("* * * * *"), gap("*/5 * * * *"), gap("0,3 6 * * *")), (1, 5, 3));
        assert_eq!((gap("58 23 * * *"), gap("0 0,23 * * *"), gap("59,0 * * * *")), (1440, 60, 1));
        assert_eq!(gap("2/20 * * * *"), 20);
        let ever = |cron: &str| read(cron).unwrap().ever();
        assert!(ever("0 0 29 2 *") && ever("0 0 30 2 1") && ever("0 0 31 1,2 *"));
        assert!(!ever("0 0 30 2 *") && !ever("0 0 31 4,6,9,11 *"));
    }
}
