use domain::{
    access::{Actor, PatientAction},
    case::Problem,
    ids::{CaseId, PatientId},
    patients::PhoneKind,
};

use super::find::{may, survivor};
use crate::{Backend, Error, cases, db::patient_search};

/// Starts a request about a patient: its form says who they are already. `checked`: the asker has looked whose the NHS
/// number is, where others of the practice have the same.
///
/// # Errors
/// `Invalid` where that has to be looked at first, where the patient has died, or where there are too many drafts.
pub async fn start(b: &Backend, actor: &Actor, patient: PatientId, checked: bool) -> Result<CaseId, Error> {
    let mut connection = b.db().read().await?;
    let mut patient = survivor(&mut connection, patient).await?;
    may(actor, PatientAction::Start, &patient, None)?;
    let wrong = |field: &str, message: &str| Err(Error::Invalid(vec![Problem::new(field, message)]));
    if patient.details.deceased.is_some() {
        return wrong("deceased", "This patient has died");
    }
    if !checked && patient_search::shares_number(&mut connection, &patient).await? {
        return wrong("checked", "Another patient has this NHS number: look whose it is first");
    }
    drop(connection);
    // Whoever has only ever been written to has a number beside that of a form.
    if let (None, Some(phone)) = (&patient.known.mobile, &patient.details.phone)
        && phone.kind == PhoneKind::Mobile
    {
        patient.known.mobile = phone.e164.parse().ok();
    }
    cases::start_about(b, actor, &patient).await
}
