//! The table.

use std::fs;

use serde::Serialize;

use crate::{Result, folders};

/// One figure, beside a peer's where there is one.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    case: String,
    metric: String,
    unit: String,
    ours: f64,
    peer: Option<String>,
    theirs: Option<f64>,
    /// Ours divided by theirs.
    ratio: Option<f64>,
    target: Option<String>,
    /// None where there is no target.
    met: Option<bool>,
}

impl Row {
    pub(crate) fn new(case: &str, metric: &str, unit: &str, ours: f64) -> Self {
        let [case, metric, unit] = [case, metric, unit].map(str::to_owned);
        Self { case, metric, unit, ours, peer: None, theirs: None, ratio: None, target: None, met: None }
    }

    pub(crate) fn beside(mut self, peer: &str, theirs: f64) -> Self {
        self.peer = Some(peer.to_owned());
        self.theirs = Some(theirs);
        self.ratio = (theirs != 0.0).then(|| self.ours / theirs);
        self
    }

    /// Met when ours is at most so many times the peer's.
    pub(crate) fn at_most_times(mut self, limit: f64) -> Self {
        self.target = Some(format!("ratio ≤ {limit}"));
        self.met = self.ratio.map(|ratio| ratio <= limit);
        self
    }

    /// Met when ours is `limit` or more.
    pub(crate) fn at_least(mut self, limit: f64) -> Self {
        self.target = Some(format!("≥ {limit} {}", self.unit).trim_end().to_owned());
        self.met = Some(self.ours >= limit);
        self
    }

    /// Met when ours is under `limit`.
    pub(crate) fn under(mut self, limit: f64) -> Self {
        self.target = Some(format!("< {limit} {}", self.unit));
        self.met = Some(self.ours < limit);
        self
    }

    fn line(&self) -> String {
        let unit = &self.unit;
        let number = |value: f64| format!("{} {unit}", short(value)).trim_end().to_owned();
        let met = match self.met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        format!(
            "| {} | {} | {} | {} | {} | {} | {} | {met} |",
            self.case,
            self.metric,
            number(self.ours),
            self.peer.as_deref().unwrap_or_default(),
            self.theirs.map(number).unwrap_or_default(),
            self.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            self.target.as_deref().unwrap_or_default(),
        )
    }
}

/// Three digits that mean something.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => grouped(value.round() as i64),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// With a comma between thousands.
fn grouped(value: i64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Leaves the table and its rows in `target/bench`, and gives back the table.
pub(crate) fn keep(machine: &str, rows: &[Row]) -> Result<String> {
    let head = "| case | metric | ours | peer | theirs | ratio | target | met |\n| --- | --- | --- | --- | --- | --- | --- | --- |";
    let lines: Vec<String> = rows.iter().map(Row::line).collect();
    let table = format!("{machine}\n\n{head}\n{}\n", lines.join("\n"));
    fs::write(folders::out().join("results.md"), &table)?;
    fs::write(folders::out().join("results.json"), serde_json::to_string_pretty(rows)?)?;
    Ok(table)
}
