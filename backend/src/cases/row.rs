//! A row of a list, in words.

use domain::{
    case::{Kind, StateKind},
    pathway::score,
    sla::due_badge,
    view::{CaseRow, When, WorklistRow},
};
use jiff::Timestamp;

use super::{person, standing};
use crate::db::lists::Line;

/// A row of a practice's list: an answer that can still be taken back does not show.
pub(super) fn of_practice(line: Line, now: Timestamp) -> CaseRow {
    let state = standing(&line.state, now);
    CaseRow {
        case: line.id,
        is_draft: state.kind() == StateKind::Draft,
        kind: line.draft.kind.parse().unwrap_or_default(),
        patient_name: person::name(&line.draft),
        nhs_number: person::nhs_number(&line.draft),
        site: line.draft.site_words(),
        state: state.label().to_owned(),
        due: state.asked().map(|asked| due_badge(asked.due, now, state.kind())),
        images: line.images,
        referrer: line.referrer,
        changed: When::at(line.changed),
    }
}

/// A row of a service's worklist.
pub(super) fn of_worklist(line: Line, now: Timestamp) -> WorklistRow {
    let kind = line.draft.kind.parse().unwrap_or_default();
    WorklistRow {
        case: line.id,
        thumbnail: line.picture.as_ref().map(|id| format!("/images/{id}/thumb")),
        due: line.state.asked().map(|asked| due_badge(asked.due, now, line.state.kind())),
        kind,
        age: person::age(&line.draft, now),
        sex: person::sex(&line.draft),
        site: line.draft.site_words(),
        question: line.draft.question.lines().next().unwrap_or_default().to_owned(),
        flags: flags(&line, kind),
        practice: line.practice,
    }
}

/// What changes the order a person reads in.
fn flags(line: &Line, kind: Kind) -> Vec<String> {
    let score = score(&line.draft).filter(|score| score.refer).map(|score| format!("Score {}", score.points));
    let flag = |is: bool, word: &str| is.then(|| word.to_owned());
    [
        flag(kind == Kind::Cancer, "USC"),
        score,
        flag(line.draft.immunosuppressed, "Immunosuppressed"),
        flag(line.images == 0, "No pictures"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
