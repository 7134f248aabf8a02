//! The graph as a Mermaid flowchart, which GitHub draws in any Markdown file.

use super::{Graph, Place};

/// The flowchart.
pub fn mermaid(graph: &Graph) -> String {
    let mut text = "flowchart LR\n".to_owned();
    let mut edges = String::new();
    let mut places: Vec<&Place> = Vec::new();
    for (w, pipeline) in graph.pipelines.iter().enumerate() {
        let starts = pipeline.starts.iter().map(String::as_str);
        text += &format!("  w{w}([{}])\n", label(std::iter::once(pipeline.title.as_str()).chain(starts)));
        for (s, stage) in pipeline.stages.iter().enumerate() {
            let only = (!stage.only.is_empty()).then(|| format!("({})", stage.only.join(", ")));
            let title = [Some(stage.name.clone()), only].into_iter().flatten().collect::<Vec<_>>().join(" ");
            text += &format!("  subgraph w{w}s{s}[{}]\n", label([title.as_str()]));
            for (j, job) in stage.jobs.iter().enumerate() {
                let id = format!("w{w}s{s}j{j}");
                if let Some(gate) = &job.gate {
                    text += &format!("    {id}g{{{}}} --> {id}\n", label([gate.as_str()]));
                }
                text += &format!("    {id}[{}]\n", label(job.lines()));
                for effect in &job.effects {
                    let place = number(&mut places, &effect.place);
                    let arrow = if effect.verb == "deploys" { "==>" } else { "-.->" };
                    edges += &format!("  {id} {arrow}|{}| e{place}\n", effect.verb);
                }
            }
            text += "  end\n";
            match stage.after.as_slice() {
                [] => edges += &format!("  w{w} --> w{w}s{s}\n"),
                after => after.iter().for_each(|a| edges += &format!("  w{w}s{a} --> w{w}s{s}\n")),
            }
        }
    }
    for place in &graph.elsewhere {
        number(&mut places, place);
    }
    for (number, place) in places.iter().enumerate() {
        text += &format!("  e{number}[({})]\n", label(place.lines()));
    }
    text + &edges
}

/// The number of an environment, which is one box however many jobs touch it.
fn number<'a>(places: &mut Vec<&'a Place>, place: &'a Place) -> usize {
    places.iter().position(|own| own.name == place.name).unwrap_or_else(|| {
        places.push(place);
        places.len() - 1
    })
}

/// A label in quotes. Every character that Mermaid, Markdown or HTML could take for its own becomes a number.
fn label<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let line = |line: &str| {
        let escape = |c: char| match c {
            c if c.is_alphanumeric() || " ,:/()".contains(c) => c.to_string(),
            c if c.is_control() => " ".to_owned(),
            c => format!("#{};", u32::from(c)),
        };
        // What starts with `1.` or `-` would be a list of Markdown, which Mermaid refuses in a label.
        let word = line.trim_start().starts_with(|c: char| c.is_alphabetic());
        line.chars().map(|c| if word && ".-".contains(c) { c.to_string() } else { escape(c) }).collect::<String>()
    };
    let lines: Vec<String> = lines.into_iter().map(line).collect();
    format!("\"{}\"", lines.join("<br>"))
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn nothing_in_a_label_is_syntax() {
        assert_eq!(label(["say \"hi\" & <b>"]), "\"say #34;hi#34; #38; #60;b#62;\"");
        assert_eq!(label(["`#1`", "- x; y"]), "\"#96;#35;1#96;<br>#45; x#59; y\"");
        assert_eq!(label(["1. a-b", "a-b 1.2"]), "\"1#46; a#45;b<br>a-b 1.2\"");
        assert_eq!(label(["a\nb é"]), "\"a b é\"");
    }
}
