use domain::case::State;

use crate::{
    Error,
    db::{self, cases::Case},
};

/// Whether something was collected for the patient whom the form names: pictures, a consent, a confirmed date of birth, a visit to a hub, or
/// the request was sent, or one before it about the same problem. From then on who it is about changes by a correction and by nothing else.
pub(super) async fn is_bound(connection: &mut sqlx::AnyConnection, case: &Case) -> Result<bool, Error> {
    if !matches!(case.state, State::Draft) || case.first != case.id {
        return Ok(true);
    }
    if db::images::count(connection, case.id, None).await? > 0 {
        return Ok(true);
    }
    // A hub expects whom it names.
    if db::hub_visits::open_of(connection, case.id).await?.is_some() {
        return Ok(true);
    }
    let links = db::photo_requests::of_case(connection, case.id).await?;
    Ok(links.iter().any(|link| link.confirmed.is_some() || link.consent.is_some()))
}
