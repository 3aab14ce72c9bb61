//! What is known of a patient beside what tells them from others: shown as a form, and changed.

use domain::{
    access::{Actor, PatientAction},
    audit::Access,
    case::Problem,
    ids::PatientId,
    patients::DetailsForm,
    time::london_day,
    view::DetailsView,
};
use serde::{Deserialize, Serialize};

use super::{
    compare::{open_typed, seal_typed},
    died,
    find::{KEPT, may, survivor},
    show::facts,
};
use crate::{
    Backend, Error, audit,
    clock::from_ms,
    db::{self, patients},
    manager::Act,
    phones,
};

/// A form that was refused, as an address carries it: of whom, and which version of their record it was typed beside.
#[derive(Debug, Serialize, Deserialize)]
struct Typed {
    patient: PatientId,
    version: i64,
    /// In milliseconds.
    at: i64,
    form: DetailsForm,
    problems: Vec<Problem>,
}

/// A patient's details as a form; `kept` is what was typed before and refused.
pub async fn details(b: &Backend, actor: &Actor, id: PatientId, kept: Option<&str>) -> Result<DetailsView, Error> {
    let patient = survivor(&mut *b.db().read().await?, id).await?;
    may(actor, PatientAction::Change, &patient, None)?;
    audit::record(b, Some(actor), None, Access::PatientSent { patient: patient.id });
    let now = b.clock().now();
    let opened = kept.and_then(|sealed| open_typed(b, actor, sealed));
    let typed = opened.and_then(|json| serde_json::from_str::<Typed>(&json).ok());
    let typed =
        typed.filter(|it| it.patient == id && from_ms(it.at).saturating_add(KEPT).is_ok_and(|until| until > now));
    let stands = DetailsView {
        patient: patient.id,
        version: patient.version,
        name: patient.known.called(),
        form: patient.details.form(),
        problems: Vec::new(),
        now: Vec::new(),
    };
    let Some(Typed { version, form, problems, .. }) = typed else { return Ok(stands) };
    Ok(if problems.iter().any(|it| it.field == CHANGED) {
        // What stands there now is shown beside it, and that is what whoever saves again has seen.
        DetailsView { form, problems, now: facts(&patient.details), ..stands }
    } else {
        DetailsView { version, form, problems, ..stands }
    })
}

/// The field under which it is said that somebody else was first.
const CHANGED: &str = "changed";

/// Keeps what somebody typed of a patient, with an entry in the log. Whoever has died is sent no text any longer, also none
/// that waits; what it would have told them is the practice's to tell their family.
///
/// # Errors
/// `Invalid` with what is wrong; `Stale` where the record was changed since `version` was shown. The same again is one act.
pub async fn change(b: &Backend, actor: &Actor, id: PatientId, version: i64, form: &DetailsForm) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    let (was, cases) = died::hold(&mut tx, id, form).await?.ok_or(Error::NotFound)?;
    let now = b.clock().now();
    may(actor, PatientAction::Change, &was, None)?;
    let phone = phones::read(&form.phone);
    let checked = form.check(phone, was.known.born, london_day(now));
    if checked.as_ref().is_ok_and(|details| *details == was.details) {
        return Ok(());
    }
    // Before what is wrong with it: mended, it would be saved over what somebody else has put there.
    if (was.id, was.version) != (id, version) {
        return Err(Error::Stale);
    }
    let details = checked.map_err(Error::Invalid)?;
    let mut patient = was.clone();
    patient.details = details;
    patients::save(&mut tx, &mut patient, &was, now).await?;
    if patient.details.deceased.is_some() {
        died::call_off_texts(&mut tx, &cases, now).await?;
    }
    act.done(&mut tx, now, &Access::PatientChanged { patient: patient.id }).await?;
    tx.commit().await
}

/// What was typed and why it was refused, for the address of the form that shows it again; any other error as it is.
///
/// # Errors
/// That one, and `TooLarge` for what nobody types.
pub fn refused(
    b: &Backend,
    actor: &Actor,
    (patient, version): (PatientId, i64),
    form: DetailsForm,
    error: Error,
) -> Result<String, Error> {
    let problems = match error {
        Error::Invalid(problems) => problems,
        Error::Stale => {
            let message = "This patient’s record was changed while you had it open. Compare what you typed with what stands there now, and save again";
            vec![Problem::new(CHANGED, message)]
        }
        error => return Err(error),
    };
    let at = b.clock().now().as_millisecond();
    seal_typed(b, actor, &db::to_json(&Typed { patient, version, at, form, problems })?)
}
