use domain::{
    case::{Draft, Filled, Problem},
    pathway::{Excluded, Score, anyway_problems, exclusion_problems, score, think_again, warnings},
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

/// What else is known of a draft than what stands in it.
pub(super) struct Known<'a> {
    /// The other requests for its NHS number.
    pub(super) found: Option<&'a SameNumber>,
    /// By what its service does not usually take it.
    pub(super) excluded: &'a [Excluded],
    /// Which request about its problem it is.
    pub(super) presentation: u32,
    /// It refers although the answer before was that the patient need not be seen.
    pub(super) refers_anyway: bool,
}

/// Judges a draft as it stands now.
pub(super) fn judge(draft: &Filled, pictures: &ToSend, known: &Known<'_>, now: Timestamp) -> Judged {
    let Known { found, excluded, presentation, refers_anyway } = *known;
    let mut problems = draft.check(london_day(now), &pictures.views).problems;
    problems.extend(asked_about(draft, pictures, found));
    problems.extend(exclusion_problems(excluded, &draft.excluded_reason));
    problems.extend(anyway_problems(refers_anyway, &draft.anyway_reason));
    let findings = draft.findings();
    let warnings = think_again(presentation).into_iter().chain(warnings(&findings)).collect();
    Judged { problems, score: score(&findings), warnings }
}
