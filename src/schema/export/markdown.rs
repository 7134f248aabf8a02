//! The manual, in Markdown.

use super::{nodes, reachable, shape};
use crate::schema::{Content, Kind, NodeSchema, Role};

/// One section a node: what it is, and a table of what stands in it.
pub fn markdown(root: &'static NodeSchema) -> String {
    let mut out = String::from("# The language of deploy.kdl\n\nGenerated from the declarations in `src/spec`.\n");
    for (title, node) in reachable(root) {
        out.push_str(&format!("\n## `{title}`\n\n{}\n", text(node.doc)));
        if node.fields.is_empty() {
            continue;
        }
        out.push_str("\n| written as | what | takes |\n| --- | --- | --- |\n");
        for field in node.fields {
            if field.role == Role::Any {
                for member in nodes(field) {
                    out.push_str(&format!(
                        "| `{}` | {} | a node, any number, in order |\n",
                        member.name,
                        cell(member.doc)
                    ));
                }
                continue;
            }
            let takes = match field.content {
                Content::Leaf(kind) => kind.describe(),
                Content::Node(_) if field.role == Role::Rest => "nodes with names of your own".to_owned(),
                Content::Node(_) => "a node".to_owned(),
                Content::Union(_) | Content::Tree => "nodes".to_owned(),
            };
            let often = match (field.required, field.many) {
                (true, _) => ", required",
                (false, true) => ", any number",
                (false, false) => "",
            };
            out.push_str(&format!("| `{}` | {} | {}{often} |\n", shape(field), cell(field.doc), cell(&takes)));
            if let Content::Leaf(Kind::Choice(all)) = field.content {
                for (name, doc) in all {
                    out.push_str(&format!("| | `\"{name}\"` | {} |\n", cell(doc)));
                }
            }
        }
    }
    out
}

fn text(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn cell(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().replace('|', "\\|")
}
