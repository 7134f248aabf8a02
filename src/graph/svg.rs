//! The graph as a drawing of our own: a band for each workflow, stages from left to right, what each job changes below
//! it. So no line crosses a box, and the same graph is the same bytes everywhere.

use super::{Graph, Job, Pipeline, Place};
use std::fmt::Write;

const MARGIN: i64 = 16;
/// Between stages, where the arrows are.
const GAP: i64 = 28;
/// Around what is in a box.
const PAD: i64 = 10;
const LINE: i64 = 16;
/// Between boxes of a stage.
const SPACE: i64 = 10;
/// How much higher each arrow runs that passes a stage by.
const LANE: i64 = 8;

/// Legible on white and on black: lines and tints are half transparent, and text follows the reader's scheme.
const STYLE: &str = "text{font:12px Helvetica,Arial,sans-serif;fill:#1f2328}.b{font-weight:bold}.n{fill:#59636e;\
                     font-size:11px}.s,.j,.e,.g{stroke:#848d97;fill:none}.s{stroke-opacity:.6}.j{fill:#848d97;\
                     fill-opacity:.1}.e{fill:#2da44e;fill-opacity:.18;stroke:#2da44e}.g{fill:#d4a72c;fill-opacity:.3;\
                     stroke:#bf8700}.a{stroke:#848d97;fill:none;stroke-width:1.5}.h{fill:#848d97}\
                     @media(prefers-color-scheme:dark){text{fill:#e6edf3}.n{fill:#9198a1}}";

/// The drawing.
pub fn svg(graph: &Graph) -> String {
    let mut canvas = Canvas { text: String::new(), width: 0 };
    let mut y = MARGIN;
    for pipeline in &graph.pipelines {
        y = band(&mut canvas, pipeline, y) + 2 * MARGIN;
    }
    if !graph.elsewhere.is_empty() {
        canvas.write("b", MARGIN, y + 12, "In no workflow");
        y += 22;
        let (mut x, mut low) = (MARGIN, y);
        for environment in &graph.elsewhere {
            let lines: Vec<&str> = environment.lines().collect();
            let width = wide(&lines) + 2 * PAD;
            low = low.max(canvas.lines("e", x, y, width, &lines));
            x += width + SPACE;
        }
        y = low + 2 * MARGIN;
    }
    let (width, height) = (canvas.width + MARGIN, y - MARGIN);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\">\n<title>{}</title>\n<style>{STYLE}</style>\n{}</svg>\n",
        escape(&graph.title),
        canvas.text
    )
}

/// Where a stage stands.
#[derive(Clone, Copy, Default)]
struct Spot {
    column: usize,
    x: i64,
    y: i64,
    width: i64,
}

impl Spot {
    /// The height at which arrows come and go: that of the stage's name.
    fn middle(self) -> i64 {
        self.y + PAD + 7
    }
}

/// Draws a workflow from `top` on; gives where it ends.
fn band(canvas: &mut Canvas, pipeline: &Pipeline, top: i64) -> i64 {
    canvas.write("b", MARGIN, top + 12, &pipeline.title);
    canvas.write("n", MARGIN, top + 12 + LINE, &pipeline.starts.join(" \u{b7} "));
    let columns = columns(pipeline);
    let skips = |from: usize, to: usize| columns[to] > columns[from] + 1;
    let lanes: i64 = pipeline
        .stages
        .iter()
        .enumerate()
        .map(|(to, s)| s.after.iter().filter(|from| skips(**from, to)).count() as i64)
        .sum();
    let ceiling = top + 2 * LINE + SPACE + lanes * LANE;
    let count = columns.iter().max().map_or(0, |last| last + 1);
    let (mut x, mut low) = (MARGIN, ceiling);
    let mut spots = vec![Spot::default(); pipeline.stages.len()];
    for column in 0..count {
        let here = || (0..spots.len()).filter(|stage| columns[*stage] == column);
        let width = here().map(|stage| stage_width(&pipeline.stages[stage])).max().unwrap_or_default();
        let mut y = ceiling;
        for stage in here().collect::<Vec<_>>() {
            spots[stage] = Spot { column, x, y, width };
            y = draw_stage(canvas, &pipeline.stages[stage], spots[stage]) + SPACE;
        }
        low = low.max(y - SPACE);
        x += width + GAP;
    }
    let mut lane = ceiling;
    for (to, stage) in pipeline.stages.iter().enumerate() {
        for from in stage.after.iter().filter_map(|from| spots.get(*from).copied()) {
            let to = spots[to];
            if to.column > from.column + 1 {
                lane -= LANE;
                canvas.arrow(from, to, Some(lane));
            } else {
                canvas.arrow(from, to, None);
            }
        }
    }
    low
}

/// The column of each stage: one behind the last of those that it waits for.
fn columns(pipeline: &Pipeline) -> Vec<usize> {
    let mut columns: Vec<usize> = Vec::new();
    for stage in &pipeline.stages {
        let before = stage.after.iter().filter_map(|after| columns.get(*after)).max();
        columns.push(before.map_or(0, |column| column + 1));
    }
    columns
}

fn only(stage: &super::Stage) -> Option<String> {
    (!stage.only.is_empty()).then(|| format!("only {}", stage.only.join(", ")))
}

fn stage_width(stage: &super::Stage) -> i64 {
    let inner = |job: &Job| {
        let lines: Vec<&str> = job.lines().collect();
        let gate = job.gate.as_deref().map_or(0, |gate| wide(&[gate]) + 2 * PAD);
        let places = job.effects.iter().map(|e| wide(&e.place.lines().collect::<Vec<_>>())).max().unwrap_or_default();
        gate.max(wide(&lines)).max(places) + 4 * PAD
    };
    let title = wide(&[&stage.name]) + 2 * PAD + 10;
    let only = only(stage).map_or(0, |only| wide(&[&only]) + 2 * PAD);
    stage.jobs.iter().map(inner).max().unwrap_or_default().max(title).max(only)
}

/// Draws a stage with all that is in it; gives where it ends.
fn draw_stage(canvas: &mut Canvas, stage: &super::Stage, spot: Spot) -> i64 {
    let (x, width) = (spot.x + PAD, spot.width - 2 * PAD);
    let mut y = spot.y + PAD + 12;
    canvas.write("b", x, y, &stage.name);
    if let Some(only) = only(stage) {
        y += LINE;
        canvas.write("n", x, y, &only);
    }
    y += SPACE;
    for job in &stage.jobs {
        if let Some(gate) = &job.gate {
            canvas.gate(x, y, gate);
            y += 20;
            canvas.down(x + 9, y, SPACE);
            y += SPACE;
        }
        let lines: Vec<&str> = job.lines().collect();
        y = canvas.lines("j", x, y, width, &lines);
        for effect in &job.effects {
            canvas.write("n", x + 18, y + 14, effect.verb);
            canvas.down(x + 9, y, 20);
            y = place(canvas, &effect.place, x, y + 20, width);
        }
        y += SPACE;
    }
    canvas.rect("s", spot.x, spot.y, spot.width, y - spot.y);
    y
}

fn place(canvas: &mut Canvas, place: &Place, x: i64, y: i64, width: i64) -> i64 {
    canvas.lines("e", x, y, width, &place.lines().collect::<Vec<_>>())
}

struct Canvas {
    text: String,
    width: i64,
}

impl Canvas {
    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing into a String cannot fail.
        let _ = writeln!(self.text, "{element}");
    }

    fn write(&mut self, class: &str, x: i64, y: i64, text: &str) {
        self.width = self.width.max(x + wide(&[text]));
        self.add(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escape(text)));
    }

    fn rect(&mut self, class: &str, x: i64, y: i64, width: i64, height: i64) {
        self.width = self.width.max(x + width);
        self.add(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"
        ));
    }

    /// A box with lines of text; gives where it ends.
    fn lines(&mut self, class: &str, x: i64, y: i64, width: i64, lines: &[&str]) -> i64 {
        let height = lines.len() as i64 * LINE + 10;
        self.rect(class, x, y, width, height);
        for (at, line) in lines.iter().enumerate() {
            let class = if at == 0 { "" } else { "n" };
            self.write(class, x + PAD, y + LINE * (at as i64 + 1) + 1, line);
        }
        y + height
    }

    fn gate(&mut self, x: i64, y: i64, words: &str) {
        self.add(format_args!("<path class=\"g\" d=\"M{x} {} l9 -9 l9 9 l-9 9 z\"/>", y + 10));
        self.write("", x + 26, y + 14, words);
    }

    fn head(&mut self, x: i64, y: i64, down: bool) {
        let shape = if down { "l-4 -7 h8 z" } else { "l-7 -4 v8 z" };
        self.add(format_args!("<path class=\"h\" d=\"M{x} {y} {shape}\"/>"));
    }

    fn down(&mut self, x: i64, y: i64, length: i64) {
        self.add(format_args!("<path class=\"a\" d=\"M{x} {y} v{}\"/>", length - 4));
        self.head(x, y + length, true);
    }

    /// From stage to stage; over the others where there is a lane for it.
    fn arrow(&mut self, from: Spot, to: Spot, lane: Option<i64>) {
        let (start, end) = (from.x + from.width, to.x);
        let (out, back) = (from.middle(), to.middle());
        let bend = end - GAP / 2;
        match lane {
            None => self.add(format_args!("<path class=\"a\" d=\"M{start} {out} H{bend} V{back} H{}\"/>", end - 5)),
            Some(lane) => self.add(format_args!(
                "<path class=\"a\" d=\"M{start} {out} H{} V{lane} H{bend} V{back} H{}\"/>",
                start + GAP / 2,
                end - 5
            )),
        }
        self.head(end, back, false);
    }
}

/// The width of the longest line, with room to spare: nobody knows the reader's font.
fn wide(lines: &[&str]) -> i64 {
    let width = |line: &&str| {
        let tenths = |c: char| match c {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '(' | ')' => 36,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 106,
            c if c.is_ascii_uppercase() => 82,
            c if c.is_ascii() => 64,
            _ => 125,
        };
        line.chars().map(tenths).sum::<i64>() / 10 + 2
    };
    lines.iter().map(width).max().unwrap_or_default()
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to hold them.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
