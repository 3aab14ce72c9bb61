use domain::{
    ids::PatientId,
    patients::PatientSearch,
    view::{FoundPatients, PatientRecord, PatientSitePictures},
};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// Looks for a patient; from a plain form. What was typed goes into the address of the page that shows who was found, sealed:
/// no detail of a patient stands in an address.
#[server(endpoint = "patients/find", input = PostUrl, client = super::client::Marked)]
pub async fn find_patient(search: PatientSearch) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let sealed = backend::patients::seal_search(&b, &actor, search)?;
    super::context::redirect(&format!("/patients?for={sealed}"));
    Ok(())
}

/// Who was found by what an address carries.
#[server(endpoint = "patients/found", client = super::client::Marked)]
pub async fn load_found_patients(sealed: Option<String>) -> Result<FoundPatients, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::patients::find(&b, &actor, sealed.as_deref()).await?)
}

/// Starts a request about a patient and opens its form. What stands in the way is said by the patient's page.
#[server(endpoint = "patients/start", input = PostUrl, client = super::client::Marked)]
pub async fn start_about_patient(patient: PatientId, #[server(default)] checked: bool) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::patients::start(&b, &actor, patient, checked).await {
        Ok(case) => format!("/cases/{case}/request"),
        Err(backend::Error::Invalid(problems)) => match problems.first().map(|problem| problem.field.as_str()) {
            Some("checked" | "deceased") => format!("/patients/{patient}?check=1"),
            _ => "/cases?list=drafts&too_many=1".to_owned(),
        },
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// A patient's page.
#[server(endpoint = "patients/show", client = super::client::Marked)]
pub async fn load_patient(patient: PatientId) -> Result<PatientRecord, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::patients::show(&b, &actor, patient).await?)
}

/// Every picture of one site of a patient.
#[server(endpoint = "patients/site", client = super::client::Marked)]
pub async fn load_patient_site(patient: PatientId, site: String) -> Result<PatientSitePictures, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::patients::site(&b, &actor, patient, &site).await?)
}
