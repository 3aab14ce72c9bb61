use domain::{
    case::{Draft, Problem},
    image::View,
    pathway::{Score, score},
    time::london_day,
};
use jiff::Timestamp;

/// What `domain` says of a draft, as its form shows it.
pub(super) struct Judged {
    pub(super) problems: Vec<Problem>,
    pub(super) score: Option<Score>,
    pub(super) warnings: Vec<String>,
}

/// Judges a draft as it stands now; `views` are those of its pictures.
pub(super) fn judge(draft: &Draft, views: &[View], now: Timestamp) -> Judged {
    Judged { problems: draft.check(london_day(now), views).problems, score: score(draft), warnings: draft.warnings() }
}
