//! The graph in Graphviz' language.

use super::{Graph, Place};

/// The graph.
pub fn dot(graph: &Graph) -> String {
    let mut text = format!(
        "digraph {} {{\n  rankdir=LR;\n  compound=true;\n  node [shape=box, style=rounded, fontname=\"Helvetica\", \
         fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=10];\n  graph [fontname=\"Helvetica\", fontsize=11];\n",
        label([graph.title.as_str()])
    );
    let mut edges = String::new();
    let mut places: Vec<&Place> = Vec::new();
    for (w, pipeline) in graph.pipelines.iter().enumerate() {
        let starts = pipeline.starts.iter().map(String::as_str);
        let title = label(std::iter::once(pipeline.title.as_str()).chain(starts));
        text += &format!("  w{w} [label={title}, shape=oval, style=solid];\n");
        for (s, stage) in pipeline.stages.iter().enumerate() {
            let only = stage.only.join(", ");
            let lines = [stage.name.as_str(), only.as_str()].into_iter().filter(|line| !line.is_empty());
            text += &format!("  subgraph cluster_w{w}s{s} {{\n    label={};\n", label(lines));
            for (j, job) in stage.jobs.iter().enumerate() {
                let id = format!("w{w}s{s}j{j}");
                text += &format!("    {id} [label={}];\n", label(job.lines()));
                if let Some(gate) = &job.gate {
                    text += &format!("    {id}g [label={}, shape=diamond, style=solid];\n", label([gate.as_str()]));
                    text += &format!("    {id}g -> {id};\n");
                }
                for effect in &job.effects {
                    let at = places.iter().position(|own| own.name == effect.place.name).unwrap_or(places.len());
                    if at == places.len() {
                        places.push(&effect.place);
                    }
                    let style = if effect.verb == "deploys" { "bold" } else { "dashed" };
                    edges += &format!("  {id} -> e{at} [label={}, style={style}];\n", label([effect.verb]));
                }
            }
            text += "  }\n";
            // An edge between clusters is one between nodes of theirs that is cut off at the borders.
            let here = format!("w{w}s{s}{}", entry(stage.jobs.first()));
            match stage.after.as_slice() {
                [] => edges += &format!("  w{w} -> {here} [lhead=cluster_w{w}s{s}];\n"),
                after => after.iter().for_each(|a| {
                    edges += &format!("  w{w}s{a}j0 -> {here} [ltail=cluster_w{w}s{a}, lhead=cluster_w{w}s{s}];\n");
                }),
            }
        }
    }
    places.extend(&graph.elsewhere);
    for (at, place) in places.iter().enumerate() {
        text += &format!("  e{at} [label={}, shape=cylinder, style=solid];\n", label(place.lines()));
    }
    text + &edges + "}\n"
}

/// The node of a stage's first job that stands leftmost.
fn entry(job: Option<&super::Job>) -> &'static str {
    if job.is_some_and(|job| job.gate.is_some()) { "j0g" } else { "j0" }
}

/// A string in quotes, one line below the other.
fn label<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    let lines: Vec<String> = lines.into_iter().map(|line| line.chars().map(escape).collect()).collect();
    format!("\"{}\"", lines.join("\\n"))
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_label_ends_where_it_should() {
        assert_eq!(label(["say \"hi\"\\", "<b>"]), r#""say \"hi\"\\\n<b>""#);
    }
}
