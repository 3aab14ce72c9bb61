use domain::{
    case::{Draft, Problem},
    image::View,
    pathway::{Score, score},
    time::london_day,
    view::SameNumber,
};
use jiff::Timestamp;

use super::same_number;

/// What `domain` says of a draft, as its form shows it.
pub(super) struct Judged {
    pub(super) problems: Vec<Problem>,
    pub(super) score: Option<Score>,
    pub(super) warnings: Vec<String>,
}

/// Judges a draft as it stands now; `views` are those of its pictures, `found` the other requests for its NHS number.
pub(super) fn judge(draft: &Draft, views: &[View], found: Option<&SameNumber>, now: Timestamp) -> Judged {
    let mut problems = draft.check(london_day(now), views).problems;
    problems.extend(same_number::problem(draft, found));
    Judged { problems, score: score(draft), warnings: draft.warnings() }
}
