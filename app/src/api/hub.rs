use domain::{
    appointments::AppointmentState,
    forms::Response,
    hub::{AskForm, ChaperoneForm, ConsentForm},
    ids::{AppointmentId, CaseId, FormKey},
    view::{HubAskView, HubPage, HubShow, HubVisitView},
};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, PostUrl},
};

use super::AppError;

/// One of a hub's lists.
#[server(endpoint = "hub", input = Json, client = super::client::Marked)]
pub async fn load_hub(show: HubShow) -> Result<HubPage, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::hub::list(&b, &actor, show).await?)
}

/// A visit as the hub sees it.
#[server(endpoint = "hub/visit", client = super::client::Marked)]
pub async fn load_visit(case: CaseId) -> Result<HubVisitView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::hub::show(&b, &actor, case).await?)
}

/// What a visit can be asked for by.
#[server(endpoint = "hub/ask/form", client = super::client::Marked)]
pub async fn load_ask(case: CaseId) -> Result<HubAskView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::hub::ask_form(&b, &actor, case).await?)
}

/// Asks a hub for pictures. What is wrong is said on the page that asks; which answer was a yes stands in no address.
#[server(endpoint = "hub/ask", input = PostUrl, client = super::client::Marked)]
pub async fn ask_hub(
    case: CaseId,
    key: FormKey,
    version: i64,
    #[server(default)] form: AskForm,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let area = if actor.service().is_ok() { "worklist" } else { "cases" };
    let page = match backend::hub::ask(&b, &actor, case, key, (&form, version)).await {
        Ok(()) => format!("{}?hub=asked#hub", case_page(&b, &actor, case).await),
        Err(backend::Error::Invalid(problems)) => {
            let has = |field: &str| problems.iter().any(|problem| problem.field == field);
            let excluded = form.excluded.values().any(|answer| answer == "yes");
            let wrong = match (excluded, has("hub"), has("why")) {
                (true, ..) => "excluded",
                (false, true, _) => "hub",
                (false, false, true) => "why",
                (false, false, false) => "answers",
            };
            format!("/{area}/{case}/hub?wrong={wrong}#main")
        }
        Err(backend::Error::Conflict) => format!("/{area}/{case}/hub?wrong=taken#main"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Where a case is, for whoever looks at it from its practice or its service.
#[cfg(feature = "ssr")]
async fn case_page(b: &backend::Backend, actor: &domain::access::Actor, case: CaseId) -> String {
    if actor.service().is_ok() {
        return format!("/worklist/{case}");
    }
    let page = if backend::cases::is_open(b, actor, case).await { "/request" } else { "" };
    format!("/cases/{case}{page}")
}

/// Books a slot, as `bookings::book_appointment` does an appointment.
#[server(endpoint = "hub/book", input = PostUrl, client = super::client::Marked)]
pub async fn book_slot(
    case: CaseId,
    key: FormKey,
    #[server(default)] day: String,
    #[server(default)] time: String,
    #[server(default)] place: String,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let form = domain::appointments::BookingForm { day, time, place };
    let page = match backend::hub::book(&b, &actor, case, key, &form).await {
        Ok(()) => format!("/hub/{case}?said=booked#main"),
        Err(backend::Error::Invalid(problems)) => {
            let wrong: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
            format!("/hub/{case}?{}#book", super::bookings::typed(&wrong.join(","), &form))
        }
        Err(backend::Error::Conflict) => format!("/hub/{case}?said=not_now#main"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Says that a slot was missed, or is off.
#[server(endpoint = "hub/slot", input = PostUrl, client = super::client::Marked)]
pub async fn end_slot(appointment: AppointmentId, state: AppointmentState) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let case = backend::hub::end_slot(&b, &actor, appointment, state).await?;
    let is_open = backend::hub::show(&b, &actor, case).await.is_ok();
    let page =
        if is_open { format!("/hub/{case}?said={}#main", state.as_str()) } else { "/hub?said=missed".to_owned() };
    super::context::redirect(&page);
    Ok(())
}

/// Where a step of a visit leads: on, or back to what is wrong with it.
#[cfg(feature = "ssr")]
fn stepped(case: CaseId, done: Result<(), backend::Error>) -> Result<(), AppError> {
    let page = match done {
        Ok(()) => format!("/hub/{case}#step"),
        Err(backend::Error::Invalid(problems)) => {
            let wrong: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
            format!("/hub/{case}?wrong={}#step", leptos_router::location::Url::escape(&wrong.join(",")))
        }
        Err(backend::Error::Stale) => format!("/hub/{case}?said=stale#main"),
        Err(backend::Error::Conflict) => format!("/hub/{case}?said=not_now#main"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// The same of a step that may end the visit.
#[cfg(feature = "ssr")]
async fn ended(
    (b, actor): &(backend::Backend, domain::access::Actor),
    case: CaseId,
    said: &str,
    done: Result<(), backend::Error>,
) -> Result<(), AppError> {
    if done.is_ok() && backend::hub::show(b, actor, case).await.is_err() {
        super::context::redirect(&format!("/hub?said={said}"));
        return Ok(());
    }
    stepped(case, done)
}

/// The patient is here.
#[server(endpoint = "hub/arrive", input = PostUrl, client = super::client::Marked)]
pub async fn arrive(case: CaseId, seen: i64) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    stepped(case, backend::hub::arrive(&b, &actor, case, backend::hub::Seen(seen)).await)
}

/// They gave who they are.
#[server(endpoint = "hub/identity", input = PostUrl, client = super::client::Marked)]
pub async fn check_identity(
    case: CaseId,
    seen: i64,
    #[server(default)] name: bool,
    #[server(default)] born: bool,
    #[server(default)] number: bool,
    #[server(default)] differs: bool,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let told = backend::hub::Told { name, born, number, differs };
    stepped(case, backend::hub::identity(&b, &actor, case, backend::hub::Seen(seen), told).await)
}

/// What they agreed to.
#[server(endpoint = "hub/consent", input = PostUrl, client = super::client::Marked)]
pub async fn note_consent(case: CaseId, seen: i64, #[server(default)] form: ConsentForm) -> Result<(), AppError> {
    let asker = super::context::asker().await?;
    let done = backend::hub::consent(&asker.0, &asker.1, case, backend::hub::Seen(seen), &form).await;
    ended(&asker, case, "refused", done).await
}

/// Who was with them.
#[server(endpoint = "hub/chaperone", input = PostUrl, client = super::client::Marked)]
pub async fn note_chaperone(case: CaseId, seen: i64, #[server(default)] form: ChaperoneForm) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    stepped(case, backend::hub::chaperone(&b, &actor, case, backend::hub::Seen(seen), &form).await)
}

/// What they say of it.
#[server(endpoint = "hub/history", input = PostUrl, client = super::client::Marked)]
pub async fn note_history(case: CaseId, seen: i64, #[server(default)] answers: Response) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    stepped(case, backend::hub::history(&b, &actor, case, backend::hub::Seen(seen), &answers).await)
}

/// The pictures are whoever's who asked.
#[server(endpoint = "hub/done", input = PostUrl, client = super::client::Marked)]
pub async fn finish_visit(case: CaseId, seen: i64, #[server(default)] leave_out: bool) -> Result<(), AppError> {
    let asker = super::context::asker().await?;
    let done = backend::hub::done(&asker.0, &asker.1, case, backend::hub::Seen(seen), leave_out).await;
    ended(&asker, case, "done", done).await
}

/// Nothing could be photographed.
#[server(endpoint = "hub/not-possible", input = PostUrl, client = super::client::Marked)]
pub async fn not_possible(case: CaseId, seen: i64, #[server(default)] why: String) -> Result<(), AppError> {
    let asker = super::context::asker().await?;
    let done = backend::hub::not_possible(&asker.0, &asker.1, case, backend::hub::Seen(seen), &why).await;
    ended(&asker, case, "not_possible", done).await
}

/// Calls the visit off: by the hub, or by whoever asked for it.
#[server(endpoint = "hub/call-off", input = PostUrl, client = super::client::Marked)]
pub async fn call_off(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let has_pictures = match backend::hub::call_off(&b, &actor, case).await {
        Ok(()) => false,
        Err(backend::Error::Invalid(_)) => true,
        Err(error) => return Err(error.into()),
    };
    let page = match (actor.photography_hub(), has_pictures) {
        (Ok(_), true) => format!("/hub/{case}?said=has_pictures#main"),
        (Ok(_), false) => "/hub?said=called_off".to_owned(),
        (Err(_), true) => format!("{}?hub=has_pictures#hub", case_page(&b, &actor, case).await),
        (Err(_), false) => format!("{}#hub", case_page(&b, &actor, case).await),
    };
    super::context::redirect(&page);
    Ok(())
}

/// The practice knows that no pictures came.
#[server(endpoint = "hub/note", input = PostUrl, client = super::client::Marked)]
pub async fn note_hub(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::hub::note(&b, &actor, case).await?;
    super::context::redirect(&format!("{}#hub", case_page(&b, &actor, case).await));
    Ok(())
}
