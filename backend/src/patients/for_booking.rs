use domain::ids::PatientId;
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    find::{survivor, words},
    show::{alerts, facts},
};
use crate::{Error, db::patients};

/// What whoever makes an appointment has to know of a patient: how they are reached, and what they need.
#[derive(Debug, Default)]
pub(crate) struct ForBooking {
    pub(crate) preferred: String,
    /// "Landline: 01632 960100".
    pub(crate) contacts: Vec<String>,
    /// Of every record that became part of this one.
    pub(crate) needs: Vec<String>,
    pub(crate) died: Option<String>,
}

pub(crate) async fn for_booking(
    connection: &mut AnyConnection,
    id: PatientId,
    now: Timestamp,
) -> Result<ForBooking, Error> {
    let patient = survivor(connection, id).await?;
    let group = patients::of_group(connection, patient.id).await?;
    let details = &patient.details;
    let is_contact = |label: &str| !matches!(label, "Wants to be called" | "Given names" | "Family name" | "Language");
    let known = facts(details).into_iter().filter(|fact| is_contact(&fact.label));
    Ok(ForBooking {
        preferred: details.preferred.as_ref().map(ToString::to_string).unwrap_or_default(),
        contacts: known.map(|fact| format!("{}: {}", fact.label, fact.value)).collect(),
        needs: alerts(group.iter().map(|record| &record.details)),
        died: words(&patient, now).died,
    })
}
