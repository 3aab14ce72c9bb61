//! What a death changes: nobody who has died is texted, and what a text would have told them is told to their family.

use domain::{
    case::Problem,
    command::DateFields,
    ids::{CaseId, PatientId},
    monitoring::PlanEnd,
    patients::{Details, DetailsForm},
    person::Mobile,
};
use jiff::{Timestamp, civil::Date};
use sqlx::AnyConnection;

use super::find::survivor;
use crate::{
    Error,
    db::{Tx, cases, deliveries, patient_merges, patients, patients::Patient, policies, texts},
    monitoring, phones,
};

/// A patient whose details are changed, held, with the cases that this form may change something of: all of them where it
/// says that they died.
pub(super) async fn hold(
    tx: &mut Tx,
    id: PatientId,
    form: &DetailsForm,
) -> Result<Option<(Patient, Vec<CaseId>)>, Error> {
    if form.deceased == DateFields::default() {
        return Ok(patient_merges::hold_survivor(tx, id).await?.map(|patient| (patient, Vec::new())));
    }
    patient_merges::hold_with_cases(tx, id).await
}

/// Calls off the texts of held cases, whose patient has died, that have not left. News that were to go by one were read by
/// nobody: they are the practice's to tell, and stand on its list by when it does.
pub(super) async fn call_off_texts(tx: &mut Tx, held: &[CaseId], now: Timestamp) -> Result<(), Error> {
    for &id in held {
        let Some(mut case) = cases::find(tx, id).await? else { continue };
        let waits = match (case.news_at, case.state.answered()) {
            (Some(_), Some(answered)) => {
                let texts = texts::of_case(tx, id).await?;
                texts.newest_news(answered.at).is_some_and(|text| text.state == "waiting")
            }
            _ => false,
        };
        deliveries::cancel_texts(tx, id, now).await?;
        monitoring::void(tx, None, &case, PlanEnd::Died, now).await?;
        // Nobody opens it any longer.
        let was_unread = case.unread_since.take().is_some();
        if waits {
            let rules = policies::of_case(tx, &case).await?;
            case.news_at = None;
            case.tell_by = Some(rules.after(now, rules.news.tell_days));
        }
        if waits || was_unread {
            cases::keep_news(tx, &case).await?;
            tx.acted_on(id, now);
            tx.changed(id, None);
        }
    }
    Ok(())
}

/// When the patient of a held case died, if they have; they are held, too, so that it cannot be noted meanwhile.
pub(crate) async fn died(tx: &mut Tx, case: CaseId) -> Result<Option<Date>, Error> {
    let Some(patient) = patients::of_case(tx, case).await? else { return Ok(None) };
    let held = patient_merges::hold_survivor(tx, patient).await?;
    Ok(held.and_then(|patient| patient.details.deceased))
}

/// The same, for reading.
pub(crate) async fn has_died(connection: &mut AnyConnection, case: CaseId) -> Result<bool, Error> {
    let Some(patient) = patients::of_case(connection, case).await? else { return Ok(false) };
    let Details { deceased, .. } = survivor(connection, patient).await?.details;
    Ok(deceased.is_some())
}

/// # Errors
/// `Invalid`, with what to say to whoever wants to text the patient of a held case: they have died, or the number takes no
/// texts.
pub(crate) async fn may_be_texted(tx: &mut Tx, case: CaseId, mobile: &Mobile) -> Result<(), Error> {
    let refused = |message: String| Err(Error::Invalid(vec![Problem::new("mobile", message)]));
    if let Some(day) = died(tx, case).await? {
        return refused(format!("This patient died on {}: no text is sent", day.strftime("%-d %b %Y")));
    }
    phones::takes_texts(mobile).or_else(refused)
}
