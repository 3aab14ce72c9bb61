use domain::{
    annotation::Overlay,
    case::Draft,
    command::Correction,
    ids::{CaseId, ChangeReportId, ImageId},
    view::{CaseList, CaseRows, CaseView, CorrectionView, History, HomeView, RequestView, Saved},
};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, PostUrl},
};

use super::AppError;

#[server(endpoint = "home", client = super::client::Marked)]
pub async fn load_home() -> Result<HomeView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::home(&b, &actor).await?)
}

#[server(endpoint = "cases/list", client = super::client::Marked)]
pub async fn list_cases(list: CaseList, after: Option<String>) -> Result<CaseRows, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::list(&b, &actor, list, after.as_deref()).await?)
}

/// Starts a draft and opens its form.
#[server(endpoint = "cases/start", input = PostUrl, client = super::client::Marked)]
pub async fn start_case() -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::cases::start(&b, &actor).await {
        Ok(case) => format!("/cases/{case}/request"),
        // What there are too many of is listed, and the page says so.
        Err(backend::Error::Invalid(_)) => "/cases?list=drafts&too_many=1".to_owned(),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// The request form of a draft.
#[server(endpoint = "cases/request", client = super::client::Marked)]
pub async fn load_request(case: CaseId) -> Result<RequestView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::request(&b, &actor, case).await?)
}

/// The hydrated form's autosave.
#[server(endpoint = "cases/draft", input = Json, client = super::client::Marked)]
pub async fn save_draft(case: CaseId, version: i64, draft: Draft) -> Result<Saved, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::save_draft(&b, &actor, case, version, draft).await?)
}

/// A patient's details, to be corrected.
#[server(endpoint = "cases/correction", client = super::client::Marked)]
pub async fn load_correction(case: CaseId) -> Result<CorrectionView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::correction(&b, &actor, case).await?)
}

/// Corrects them. What is wrong comes back as the names of the fields: no detail of a patient stands in an address.
#[server(endpoint = "cases/correct", input = PostUrl, client = super::client::Marked)]
pub async fn correct_identity(case: CaseId, version: i64, correction: Correction) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::cases::correct_identity(&b, &actor, case, version, correction).await {
        Ok(()) => format!("/cases/{case}?corrected=1"),
        Err(backend::Error::Invalid(problems)) => {
            let fields: Vec<String> = problems.into_iter().map(|problem| problem.field).collect();
            format!("/cases/{case}/patient?wrong={}", fields.join("."))
        }
        Err(backend::Error::Stale) => format!("/cases/{case}/patient?wrong=changed"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// The plain form's buttons: `then` is "save", "text" (the patient) or "submit", that in the name of `named` where it is a
/// colleague's. What was typed is saved first, so that whatever is wrong is shown beside it by the page that the redirect
/// opens.
#[server(endpoint = "cases/form", input = PostUrl, client = super::client::Marked)]
pub async fn save_request(
    case: CaseId,
    version: i64,
    draft: Draft,
    then: String,
    #[server(default)] named: String,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let (page, wrong) = match then.as_str() {
        "submit" => ("?sent=1", "/request?check=1"),
        "text" => ("/request?texted=1#pictures", "/request?contact=1"),
        _ => ("/request?saved=1", "/request"),
    };
    let done = if then == "submit" {
        backend::cases::save_and_submit(&b, &actor, case, version, draft, named.parse().ok()).await
    } else {
        let saved = backend::cases::save_draft(&b, &actor, case, version, draft).await?;
        if !saved.refused.is_empty() {
            // Nothing goes out about somebody whom the form could not be changed to.
            super::context::redirect(&format!("/cases/{case}/request?refused_details=1"));
            return Ok(());
        }
        if then == "text" { backend::photo_requests::text_patient(&b, &actor, case).await.map(drop) } else { Ok(()) }
    };
    let page = match done {
        Ok(()) => page,
        Err(backend::Error::Invalid(problems)) if problems.iter().any(|it| it.field == "named") => {
            "/request?named=1#named"
        }
        // Nothing is wrong with what was saved: without being told, the page would not know why it was not sent.
        Err(backend::Error::Invalid(problems)) if problems.contains(&domain::view::AskedNow::not_seen()) => {
            "/request?check=1&form_changed=1"
        }
        Err(backend::Error::Invalid(_)) => wrong,
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&format!("/cases/{case}{page}"));
    Ok(())
}

#[server(endpoint = "cases/show", client = super::client::Marked)]
pub async fn load_case(case: CaseId) -> Result<CaseView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::show(&b, &actor, case).await?)
}

/// "This case is being read." Called from the hydrated page.
#[server(endpoint = "cases/opened", input = Json, client = super::client::Marked)]
pub async fn mark_case_opened(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::mark_opened(&b, &actor, case).await?)
}

#[server(endpoint = "cases/history", client = super::client::Marked)]
pub async fn load_history(case: CaseId) -> Result<History, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::history(&b, &actor, case).await?)
}

/// "I have read the answer."
#[server(endpoint = "cases/acknowledge", input = PostUrl, client = super::client::Marked)]
pub async fn acknowledge(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::acknowledge(&b, &actor, case).await?;
    super::context::redirect(&format!("/cases/{case}?acknowledged=1"));
    Ok(())
}

/// "I have referred this patient."
#[server(endpoint = "cases/refer", input = PostUrl, client = super::client::Marked)]
pub async fn refer_case(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::refer(&b, &actor, case).await?;
    super::context::redirect(&format!("/cases/{case}?referred=1"));
    Ok(())
}

#[server(endpoint = "cases/withdraw", input = PostUrl, client = super::client::Marked)]
pub async fn withdraw_case(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::withdraw(&b, &actor, case).await?;
    super::context::redirect("/home");
    Ok(())
}

/// Begins another request about the same problem and opens its form; as a referral with `anyway`.
#[server(endpoint = "cases/ask-again", input = PostUrl, client = super::client::Marked)]
pub async fn ask_again(case: CaseId, #[server(default)] anyway: bool) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::cases::ask_again(&b, &actor, case, anyway).await {
        Ok(begun) => format!("/cases/{begun}/request"),
        Err(backend::Error::Invalid(problems)) if problems.iter().any(|it| it.field == "deceased") => {
            format!("/cases/{case}?has_died=1")
        }
        Err(backend::Error::Invalid(_)) => "/cases?list=drafts&too_many=1".to_owned(),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// What a patient said has changed is dealt with.
#[server(endpoint = "cases/changes/done", input = PostUrl, client = super::client::Marked)]
pub async fn deal_with_change(report: ChangeReportId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let case = backend::cases::deal_with_change(&b, &actor, report).await?;
    super::context::redirect(&format!("/cases/{case}"));
    Ok(())
}

/// Somebody of the service has looked at what a patient said has changed.
#[server(endpoint = "cases/changes/seen", input = PostUrl, client = super::client::Marked)]
pub async fn look_at_change(report: ChangeReportId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let case = backend::cases::look_at_change(&b, &actor, report).await?;
    super::context::redirect(&format!("/worklist/{case}"));
    Ok(())
}

/// "This is the wrong patient." Without a reason nothing is done, and the page asks again.
#[server(endpoint = "cases/wrong-patient", input = PostUrl, client = super::client::Marked)]
pub async fn mark_wrong_patient(case: CaseId, #[server(default)] because: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match because.parse::<domain::case::WrongPatientReason>() {
        Ok(because) => {
            backend::cases::wrong_patient(&b, &actor, case, because).await?;
            format!("/{}/{case}", if actor.service().is_ok() { "worklist" } else { "cases" })
        }
        Err(_) => format!("/cases/{case}/wrong-patient?wrong=because"),
    };
    super::context::redirect(&page);
    Ok(())
}

/// One side has dealt with a wrong patient.
#[server(endpoint = "cases/wrong-patient/settle", input = PostUrl, client = super::client::Marked)]
pub async fn settle_wrong_patient(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::settle_wrong_patient(&b, &actor, case).await?;
    super::context::redirect(&format!("/{}/{case}", if actor.service().is_ok() { "worklist" } else { "cases" }));
    Ok(())
}

/// Everything that was still to be done is done.
#[server(endpoint = "cases/close", input = PostUrl, client = super::client::Marked)]
pub async fn close_case(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::close(&b, &actor, case).await?;
    let area = if actor.service().is_ok() { "worklist" } else { "cases" };
    super::context::redirect(&format!("/{area}/{case}"));
    Ok(())
}

/// "I have told the patient."
#[server(endpoint = "cases/told", input = PostUrl, client = super::client::Marked)]
pub async fn note_told(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::note_told(&b, &actor, case).await?;
    super::context::redirect(&format!("/cases/{case}"));
    Ok(())
}

/// Texts the patient a new link to the news.
#[server(endpoint = "cases/text-news", input = PostUrl, client = super::client::Marked)]
pub async fn text_news(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::cases::text_news(&b, &actor, case).await {
        Ok(()) => format!("/cases/{case}"),
        // No number to send it to, no date of birth to open it by, nothing to send it with, or too many today.
        Err(backend::Error::Invalid(_)) => format!("/cases/{case}?not_texted=1"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Takes a picture out of a draft, before it is sent.
#[server(endpoint = "images/remove", input = PostUrl, client = super::client::Marked)]
pub async fn remove_image(case: CaseId, image: ImageId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::images::remove(&b, &actor, image).await?;
    super::context::redirect(&format!("{}#pictures", pictures_page(&b, &actor, case).await));
    Ok(())
}

/// Where the practice's pictures that are not sent yet are looked at: with the request while that is in the practice's hands,
/// beside it otherwise. A hub's are on the page of its visit.
#[cfg(feature = "ssr")]
pub async fn pictures_page(b: &backend::Backend, actor: &domain::access::Actor, case: CaseId) -> String {
    if actor.photography_hub().is_ok() {
        return format!("/hub/{case}");
    }
    let page = if backend::cases::is_open(b, actor, case).await { "request" } else { "pictures" };
    format!("/cases/{case}/{page}")
}

/// Stores what somebody draws over a picture and answers its version. Called from the hydrated viewer.
#[server(endpoint = "images/annotate", input = Json, client = super::client::Marked)]
pub async fn annotate_image(image: ImageId, seen: i64, overlay: Overlay) -> Result<i64, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::images::annotate(&b, &actor, image, seen, overlay).await?)
}
