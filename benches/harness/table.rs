//! The table of bars, on the terminal and in docs/performance.md.

use std::fmt::Write as _;

/// A figure or the reason why there is none.
pub enum Outcome {
    /// The figure, the bar, and whether smaller is better.
    Measured { figure: f64, bar: f64, unit: &'static str, better: Better, note: String },
    /// Why it could not be measured.
    Missing(String),
}

/// Which side of the bar is good.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// At most the bar.
    Lower,
    /// At least the bar.
    Higher,
}

/// One row.
pub struct Row {
    /// What is measured.
    pub what: String,
    /// What came out.
    pub outcome: Outcome,
}

impl Row {
    /// Whether the row has a figure that meets its bar.
    pub fn passes(&self) -> bool {
        match &self.outcome {
            Outcome::Measured { figure, bar, better, .. } => match better {
                Better::Lower => figure <= bar,
                Better::Higher => figure >= bar,
            },
            Outcome::Missing(_) => false,
        }
    }

    fn cells(&self) -> [String; 4] {
        match &self.outcome {
            Outcome::Measured { figure, bar, unit, better, note } => {
                let sign = if *better == Better::Lower { "at most" } else { "at least" };
                let word = if self.passes() { "pass" } else { "FAIL" };
                let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
                [
                    format!("{}{note}", self.what),
                    format!("{figure:.2}{unit}"),
                    format!("{sign} {bar}{unit}"),
                    word.to_owned(),
                ]
            }
            Outcome::Missing(why) => [self.what.clone(), "NOT MEASURED".to_owned(), why.clone(), "OPEN".to_owned()],
        }
    }
}

/// The rows as a Markdown table.
pub fn markdown(rows: &[Row]) -> String {
    let mut text = String::from("| what | measured | bar | |\n| --- | --- | --- | --- |\n");
    for row in rows {
        let [what, measured, bar, word] = row.cells().map(|c| c.replace('|', "\\|").replace('\n', " "));
        let _ = writeln!(text, "| {what} | {measured} | {bar} | {word} |");
    }
    text
}
