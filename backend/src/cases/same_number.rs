use domain::{
    case::{Draft, Problem, State, StateKind},
    person::IdentityField,
    time::london_day,
    view::{SameNumber, SameNumberRequest},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::person;
use crate::{
    Error,
    db::{cases::Case, requests},
};

/// Whether another request of the practice has this NHS number for a person of another name or date of birth.
pub(super) async fn is_anothers(connection: &mut AnyConnection, case: &Case, now: Timestamp) -> Result<bool, Error> {
    Ok(same_number(connection, case, now).await?.is_some_and(|found| found.other_person))
}

/// The practice's other requests for this NHS number that somebody must look at before this one is sent: those not
/// finished yet, and those of a person with another name or date of birth. None where there are none.
pub(super) async fn same_number(
    connection: &mut AnyConnection,
    case: &Case,
    now: Timestamp,
) -> Result<Option<SameNumber>, Error> {
    let (own, today) = (case.working().identity(), london_day(now));
    let is_other = |other: &Draft| {
        let differs = own.differs(&other.identity(), today);
        differs.contains(&IdentityField::Name) || differs.contains(&IdentityField::Dob)
    };
    let mut found = requests::of_same_number(connection, case).await?;
    // What this one follows is looked at on its own page; while it waits for its answer, a message says more.
    let waits = |state: &State| matches!(state.kind(), StateKind::InQueue | StateKind::Paused);
    let is_open = |other: &Case| is_open(&other.state) && (other.first != case.first || waits(&other.state));
    found.retain(|other| is_open(other) || is_other(&other.draft));
    if found.is_empty() {
        return Ok(None);
    }
    Ok(Some(SameNumber {
        code: found.iter().map(|other| other.id.short().replace(' ', "")).collect::<Vec<_>>().join(" "),
        other_person: found.iter().any(|other| is_other(&other.draft)),
        requests: found.iter().map(|other| SameNumberRequest { case: other.id, words: words(other, now) }).collect(),
    }))
}

/// Sent, and something is still to come of it. Two drafts are no question yet: the second that is sent meets the first.
fn is_open(state: &State) -> bool {
    match state.kind() {
        StateKind::InQueue | StateKind::Paused | StateKind::Answered | StateKind::Acknowledged => true,
        StateKind::Draft
        | StateKind::Closed
        | StateKind::Withdrawn
        | StateKind::Converted
        | StateKind::WrongPatient => false,
    }
}

fn words(case: &Case, now: Timestamp) -> String {
    let patient = person::patient(&case.draft, now);
    let site = case.draft.site_words().to_lowercase();
    let about = [patient.name, format!("born {}", patient.born), site];
    let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty() && part != "born ").collect();
    format!("{}: {}", about.join(", "), case.state.label().to_lowercase())
}

/// What stands in the way of sending until somebody has looked.
pub(super) fn problem(draft: &Draft, found: Option<&SameNumber>) -> Option<Problem> {
    let found = found.filter(|found| found.code != draft.same_number_seen)?;
    let message = if found.other_person {
        "Another patient has this NHS number: check whose it is, and tick that it is right here"
    } else {
        "There is an open request for this NHS number: look at it, and tick that this one is needed too"
    };
    Some(Problem::new("same_number_seen", message))
}
