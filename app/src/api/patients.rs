use domain::{
    ids::{CaseId, PatientId},
    patients::{DetailsForm, PatientSearch},
    view::{
        DetailsView, FoundPatients, MergeChoices, MergeTyped, PatientRecord, PatientSitePictures, PatientsApart,
        PatientsCompared,
    },
};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// Looks for a patient; from a plain form. What was typed goes into the address of the page that shows who was found, sealed:
/// no detail of a patient stands in an address. `beside` is the patient whose other record is looked for.
#[server(endpoint = "patients/find", input = PostUrl, client = super::client::Marked)]
pub async fn find_patient(search: PatientSearch, #[server(default)] beside: Option<PatientId>) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let sealed = backend::patients::seal_search(&b, &actor, search)?;
    let page = beside.map(|patient| format!("/patients/{patient}/merge")).unwrap_or_else(|| "/patients".to_owned());
    super::context::redirect(&format!("{page}?for={sealed}"));
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

/// A patient's page; of their cases those below one.
#[server(endpoint = "patients/show", client = super::client::Marked)]
pub async fn load_patient(patient: PatientId, below: Option<CaseId>) -> Result<PatientRecord, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::patients::show(&b, &actor, patient, below).await?)
}

/// Every picture of one site of a patient.
#[server(endpoint = "patients/site", client = super::client::Marked)]
pub async fn load_patient_site(
    patient: PatientId,
    site: String,
    below: Option<CaseId>,
) -> Result<PatientSitePictures, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::patients::site(&b, &actor, patient, &site, below).await?)
}

/// A patient's details as a form, or as they were typed before and refused.
#[server(endpoint = "patients/details", client = super::client::Marked)]
pub async fn load_details(patient: PatientId, kept: Option<String>) -> Result<DetailsView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::patients::details(&b, &actor, patient, kept.as_deref()).await?)
}

/// Keeps them. What is wrong is said by the page that asked, with what was typed.
#[server(endpoint = "patients/details/keep", input = PostUrl, client = super::client::Marked)]
pub async fn keep_details(patient: PatientId, version: i64, details: DetailsForm) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::patients::change(&b, &actor, patient, version, &details).await {
        Ok(()) => format!("/patients/{patient}?kept=1"),
        Err(error) => {
            let kept = backend::patients::refused(&b, &actor, (patient, version), details, error)?;
            format!("/patients/{patient}/details?kept={kept}")
        }
    };
    super::context::redirect(&page);
    Ok(())
}

/// Whom a patient's record may be made one with.
#[server(endpoint = "patients/merge/choices", client = super::client::Marked)]
pub async fn load_merge_choices(patient: PatientId, sealed: Option<String>) -> Result<MergeChoices, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::patients::choices(&b, &actor, patient, sealed.as_deref()).await?)
}

/// Two records beside each other, and what was typed of them before and refused.
#[server(endpoint = "patients/merge/compare", client = super::client::Marked)]
pub async fn load_compared(
    patient: PatientId,
    other: PatientId,
    kept: Option<String>,
) -> Result<(PatientsCompared, MergeTyped), AppError> {
    let (b, actor) = super::context::asker().await?;
    let compared = backend::patients::compare(&b, &actor, [patient, other]).await?;
    Ok((compared, typed(&b, &actor, kept)))
}

/// Makes two records one. What is wrong is said by the page that asked, with what was typed.
#[server(endpoint = "patients/merge/do", input = PostUrl, client = super::client::Marked)]
pub async fn merge_patients(
    stays: PatientId,
    stays_version: i64,
    goes: PatientId,
    goes_version: i64,
    #[server(default)] reason: String,
    #[server(default)] checked: bool,
) -> Result<(), AppError> {
    use backend::patients::Seen;
    let (b, actor) = super::context::asker().await?;
    let two = [(stays, stays_version), (goes, goes_version)].map(|(patient, version)| Seen { patient, version });
    let page = match backend::patients::merge(&b, &actor, two, &reason, checked).await {
        Ok(stays) => format!("/patients/{stays}?merged=1"),
        Err(error) => {
            let kept = refused(&b, &actor, reason, error)?;
            format!("/patients/{stays}/merge/{goes}?kept={kept}")
        }
    };
    super::context::redirect(&page);
    Ok(())
}

/// What becomes of which when a merged record is one of its own again, and what was typed before and refused.
#[server(endpoint = "patients/merge/apart", client = super::client::Marked)]
pub async fn load_apart(patient: PatientId, kept: Option<String>) -> Result<(PatientsApart, MergeTyped), AppError> {
    let (b, actor) = super::context::asker().await?;
    let apart = backend::patients::apart(&b, &actor, patient).await?;
    Ok((apart, typed(&b, &actor, kept)))
}

/// Makes a merged record one of its own again.
#[server(endpoint = "patients/merge/undo", input = PostUrl, client = super::client::Marked)]
pub async fn unmerge_patients(patient: PatientId, #[server(default)] reason: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::patients::unmerge(&b, &actor, patient, &reason).await {
        Ok(()) => format!("/patients/{patient}?apart=1"),
        Err(error) => {
            let kept = refused(&b, &actor, reason, error)?;
            format!("/patients/{patient}/apart?kept={kept}")
        }
    };
    super::context::redirect(&page);
    Ok(())
}

/// What was wrong with a form and what stood in it, as an address carries it; any other error as it is.
#[cfg(feature = "ssr")]
fn refused(
    b: &backend::Backend,
    actor: &domain::access::Actor,
    reason: String,
    error: backend::Error,
) -> Result<String, AppError> {
    use domain::case::Problem;
    let problems = match error {
        backend::Error::Invalid(problems) => problems,
        backend::Error::Stale => {
            let message = "One of these records was changed while you had them open. Compare them again";
            vec![Problem::new("records", message)]
        }
        error => return Err(error.into()),
    };
    let reason = reason.chars().take(domain::patients::LONGEST_REASON * 2).collect();
    let typed = serde_json::to_string(&MergeTyped { reason, problems }).map_err(|_| AppError::Internal)?;
    Ok(backend::patients::seal_typed(b, actor, &typed)?)
}

#[cfg(feature = "ssr")]
fn typed(b: &backend::Backend, actor: &domain::access::Actor, kept: Option<String>) -> MergeTyped {
    let opened = kept.and_then(|sealed| backend::patients::open_typed(b, actor, &sealed));
    opened.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}
