//! More jobs than GitHub starts for one matrix.

use super::{Needs, Rule, Scene, walk};
use crate::diag::{Diagnostic, codes};

/// Finds matrices of more than 256 combinations.
pub const RULE: Rule = Rule { code: codes::MATRIX_TOO_LARGE, needs: Needs::Text, check };

/// GitHub Docs, "Actions limits": job matrix.
const MOST: usize = 256;

fn check(scene: &Scene<'_>, found: &mut Vec<Diagnostic>) {
    for (_, _, job) in walk::jobs(scene.plan) {
        let Some(matrix) = &job.matrix else { continue };
        let counts: Vec<usize> = matrix.axes.iter().map(|axis| axis.values.len()).collect();
        let all = counts.iter().fold(1_usize, |all, count| all.saturating_mul(*count));
        if all > MOST {
            let sum = counts.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ");
            found.push(
                Diagnostic::found(
                    codes::MATRIX_TOO_LARGE,
                    matrix.name_span,
                    format!("`{}` would run {all} times, and GitHub starts {MOST} jobs for a matrix", job.name),
                )
                .here(sum)
                .help("take values away, or make two jobs of it"),
            );
        }
    }
}
