//! Changes that keep a spec a spec: whole nodes and values are dropped, doubled and put elsewhere. A fuzzer that knows
//! bytes alone spends its time on broken braces.

use dbgen::source::{FileId, Span};
use dbgen::syntax::{self, Node};
use std::ops::Range;

/// The input after one change; `None` where it is no text or has nothing to change.
pub fn mutate(input: &[u8], seed: u32) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(input).ok()?;
    let parsed = syntax::parse(FileId(0), text);
    let mut parts = Parts::default();
    parsed.document.all_nodes().for_each(|node| parts.collect(node));
    let mut chance = Chance(u64::from(seed));
    let nodes = [chance.pick(&parts.nodes)?, chance.pick(&parts.nodes)?];
    let values = [chance.pick(&parts.values), chance.pick(&parts.values)];
    let (at, new) = match (chance.below(8), values) {
        (0, _) => (nodes[0].clone(), ""),
        // Behind itself, or behind another: `;` ends the one, a line's end the other.
        (1, _) => (nodes[0].end..nodes[0].end, "\u{0}"),
        (2, _) => (nodes[0].clone(), &text[nodes[1].clone()]),
        (3 | 4, [Some(one), Some(other)]) => (one.clone(), &text[other.clone()]),
        (5, [Some(one), _]) => (one.clone(), ""),
        (6, [Some(one), Some(other)]) => (one.end..one.end, &text[other.start..other.end]),
        _ => {
            let names = [chance.pick(&parts.names)?, chance.pick(&parts.names)?];
            (names[0].clone(), &text[names[1].clone()])
        }
    };
    let new = match new {
        "\u{0}" => format!("\n{}\n", &text[nodes[1].clone()]),
        value if at.is_empty() => format!(" {value}"),
        other => other.to_owned(),
    };
    Some([&text[..at.start], &new, &text[at.end..]].concat().into_bytes())
}

#[derive(Default)]
struct Parts {
    nodes: Vec<Range<usize>>,
    names: Vec<Range<usize>>,
    values: Vec<Range<usize>>,
}

impl Parts {
    fn collect(&mut self, node: Node<'_>) {
        let range = |span: Span| span.start as usize..span.end as usize;
        self.nodes.push(range(node.span()));
        self.names.push(range(node.name_span()));
        for entry in node.all_entries() {
            self.values.push(range(entry.value_span()));
            self.names.extend(entry.key().map(|(_, span)| range(span)));
        }
        // No deeper than the parser lets blocks nest.
        node.all_blocks().flat_map(|block| block.all_nodes()).for_each(|node| self.collect(node));
    }
}

/// Chance from the fuzzer's seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn pick(&mut self, all: &[Range<usize>]) -> Option<Range<usize>> {
        (!all.is_empty()).then(|| all[self.below(all.len())].clone())
    }
}
