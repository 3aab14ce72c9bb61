use domain::{
    case::{Draft, Filled, Problem},
    pathway::{Excluded, Score, exclusion_problems, score, think_again, warnings},
    time::london_day,
    view::SameNumber,
};
use jiff::Timestamp;

use super::same_number;
use crate::db::images::ToSend;

/// What must be confirmed before sending, because of what else there is.
pub(super) fn asked_about(
    draft: &Draft,
    pictures: &ToSend,
    found: Option<&SameNumber>,
) -> impl Iterator<Item = Problem> + use<> {
    let agreed = pictures.by_clinicians && !draft.photos_agreed;
    let agreed = agreed.then(|| {
        Problem::new("photos_agreed", "Ask the patient, and tick that they agree to your pictures being shared")
    });
    same_number::problem(draft, found).into_iter().chain(agreed)
}

/// What `domain` says of a draft, as its form shows it.
pub(super) struct Judged {
    pub(super) problems: Vec<Problem>,
    pub(super) score: Option<Score>,
    pub(super) warnings: Vec<String>,
}

/// Judges a draft as it stands now; `found` are the other requests for its NHS number, `excluded` by what its service does not
/// usually take it, and which request about its problem it is.
pub(super) fn judge(
    draft: &Filled,
    pictures: &ToSend,
    found: Option<&SameNumber>,
    (excluded, presentation): (&[Excluded], u32),
    now: Timestamp,
) -> Judged {
    let mut problems = draft.check(london_day(now), &pictures.views).problems;
    problems.extend(asked_about(draft, pictures, found));
    problems.extend(exclusion_problems(excluded, &draft.excluded_reason));
    let findings = draft.findings();
    let warnings = think_again(presentation).into_iter().chain(warnings(&findings)).collect();
    Judged { problems, score: score(&findings), warnings }
}
