//! The chart's templates: fixed texts of which only the chart's name and the header vary.

use crate::emit::{HEADER, text};

macro_rules! files {
    ($($path:literal = $source:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../templates/helm/", $source)))),+]
    };
}

/// Path in the chart and source of each.
const FILES: &[(&str, &str)] = files! {
    ".helmignore" = "helmignore",
    "templates/NOTES.txt" = "NOTES.txt",
    "templates/_helpers.tpl" = "_helpers.tpl",
    "templates/_pod.tpl" = "_pod.tpl",
    "templates/configmap.yaml" = "configmap.yaml",
    "templates/cronjob.yaml" = "cronjob.yaml",
    "templates/deployment.yaml" = "deployment.yaml",
    "templates/hpa.yaml" = "hpa.yaml",
    "templates/ingress.yaml" = "ingress.yaml",
    "templates/migration.yaml" = "migration.yaml",
    "templates/networkpolicy.yaml" = "networkpolicy.yaml",
    "templates/pdb.yaml" = "pdb.yaml",
    "templates/pvc.yaml" = "pvc.yaml",
    "templates/service.yaml" = "service.yaml",
    "templates/serviceaccount.yaml" = "serviceaccount.yaml",
    "templates/tests/health.yaml" = "tests/health.yaml",
};

/// Every template of the chart `name`: its path in the chart, and its text.
pub fn render(name: &str) -> Result<Vec<(&'static str, String)>, String> {
    let values = [("chart", name), ("header", HEADER)];
    FILES.iter().map(|(path, source)| Ok((*path, text::fill(source, &values)?))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_template_is_filled_in_and_opens_with_the_header() {
        for (path, text) in render("shop").unwrap() {
            let first = text.lines().next().unwrap();
            assert!(first.contains(HEADER), "{path}: {first}");
            assert!(!text.contains("@{"), "{path} has an open place");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} ends badly");
            assert!(!text.lines().any(|line| line.ends_with(' ')), "{path} has trailing spaces");
            // Named templates are global in Helm: the chart's name keeps them apart from those of a parent chart.
            assert!(!text.contains("define \"") || text.contains("define \"shop."), "{path}");
        }
    }

    #[test]
    fn every_file_of_the_folder_is_part_of_the_chart() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/helm");
        let mut count = 0;
        for folder in [folder.to_owned(), format!("{folder}/tests")] {
            count += std::fs::read_dir(folder).unwrap().filter(|e| e.as_ref().unwrap().path().is_file()).count();
        }
        assert_eq!(count, FILES.len());
    }
}
