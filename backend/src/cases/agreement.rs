use std::iter;

use domain::case::Answer;
use imaging::{Fault, Finding, Report};
use serde::Serialize;

use crate::{
    Backend, Error,
    db::{answers, to_name},
};

/// How often what was measured of pictures and what a specialist said of them agree: what the thresholds of
/// `imaging::quality` are judged by once they are in use. Names nobody and no case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// Answers to cases with pictures.
    pub answers: usize,
    pub lines: Vec<FaultAgreement>,
}

/// One fault, or one finding that is a case of it. An answer names the faults of all its pictures together, so these are
/// numbers of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FaultAgreement {
    pub fault: Fault,
    /// None for the whole fault.
    pub finding: Option<Finding>,
    pub both: usize,
    pub only_measured: usize,
    pub only_specialist: usize,
}

/// Counts over every answer that stands. For whoever runs the server: it reads no more than faults.
pub async fn agreement(b: &Backend) -> Result<Agreement, Error> {
    let mut connection = b.db().read().await?;
    let answers = answers::with_pictures(&mut connection, b.clock().now()).await?;
    let mut lines = Vec::new();
    for fault in Fault::ALL {
        let name = to_name(&fault)?;
        let findings = Finding::ALL.into_iter().filter(|finding| finding.fault() == fault);
        for finding in iter::once(None).chain(findings.map(Some)) {
            lines.push(line(&answers, fault, &name, finding));
        }
    }
    Ok(Agreement { answers: answers.len(), lines })
}

fn line(answers: &[(Answer, Vec<Report>)], fault: Fault, name: &str, finding: Option<Finding>) -> FaultAgreement {
    let mut line = FaultAgreement { fault, finding, both: 0, only_measured: 0, only_specialist: 0 };
    for (answer, reports) in answers {
        let mut notes = reports.iter().flat_map(|report| &report.notes);
        let measured = notes.any(|note| note.fault() == fault && finding.is_none_or(|finding| finding == note.finding));
        match (measured, answer.picture_faults.split_whitespace().any(|named| named == name)) {
            (true, true) => line.both += 1,
            (true, false) => line.only_measured += 1,
            (false, true) => line.only_specialist += 1,
            (false, false) => {}
        }
    }
    line
}
