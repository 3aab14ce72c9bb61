//! The patient of a draft, in words, and as a record of the practice. What was typed wrong is shown as typed: it is the
//! referrer's to mend.

use domain::{
    case::Draft,
    nhs_number::NhsNumber,
    patients::Demographics,
    person::{DateOfBirth, Identity, Mobile, Sex},
    time::london_day,
    typed,
    view::PatientView,
};
use jiff::Timestamp;

use crate::{
    Backend, Error,
    db::{Tx, cases::Case},
    patients::{Placing, place_case, place_lesion},
};

/// Finds or makes the patient of a locked case by what its form says now; `vouched` where somebody answers for that.
pub(super) async fn place(b: &Backend, tx: &mut Tx, case: &Case, vouched: bool, now: Timestamp) -> Result<(), Error> {
    let typed = Demographics::of(case.working(), london_day(now));
    let Case { id, practice, .. } = *case;
    place_case(tx, Placing { ids: b.ids(), case: id, practice, typed, vouched, now }).await?;
    place_lesion(tx, b.ids(), id, case.working(), now).await
}

/// The patient as a signed-in clinician sees them.
pub(crate) fn patient(draft: &Draft, now: Timestamp) -> PatientView {
    let today = london_day(now);
    PatientView {
        name: name(draft),
        nhs_number: nhs_number(draft),
        born: DateOfBirth::parse(&draft.dob, today).map(|born| born.words(today)).unwrap_or_default(),
        sex: sex(draft),
        mobile: draft.mobile.parse().map_or_else(|_| draft.mobile.clone(), |mobile: Mobile| mobile.to_string()),
    }
}

/// Everything that somebody was called: "Ann Smith, NHS number 943 476 5919, born 12 Mar 1948 (78 years), 07700 900 123".
pub(super) fn in_full(identity: &Identity, now: Timestamp) -> String {
    let who = patient(&Draft::default().about(identity.clone()), now);
    let parts = [who.name, format!("NHS number {}", who.nhs_number), format!("born {}", who.born), who.mobile];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

pub(crate) fn name(draft: &Draft) -> String {
    let name = typed::line(&draft.name);
    if name.is_empty() { "No name yet".to_owned() } else { name }
}

/// 3-3-4, as it stands in letters.
pub(super) fn nhs_number(draft: &Draft) -> String {
    draft.nhs_number.parse().map_or_else(|_| draft.nhs_number.clone(), |number: NhsNumber| number.to_string())
}

pub(super) fn age(draft: &Draft, now: Timestamp) -> String {
    let today = london_day(now);
    DateOfBirth::parse(&draft.dob, today).map(|born| born.age(today)).unwrap_or_default()
}

pub(super) fn sex(draft: &Draft) -> String {
    draft.sex.parse().map(|sex: Sex| sex.label().to_owned()).unwrap_or_default()
}
