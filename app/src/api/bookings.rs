use domain::{
    appointments::{AppointmentState, Contacted},
    ids::{AppointmentId, CaseId, FormKey},
    view::{BookingPage, BookingShow, BookingView},
};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, PostUrl},
};

use super::AppError;

/// A page of what is to be booked, or is booked.
#[server(endpoint = "bookings", input = Json, client = super::client::Marked)]
pub async fn load_bookings(show: BookingShow, after: Option<String>) -> Result<BookingPage, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::appointments::list(&b, &actor, show, after.as_deref()).await?)
}

/// A case as whoever books for it sees it.
#[server(endpoint = "bookings/case", client = super::client::Marked)]
pub async fn load_booking(case: CaseId) -> Result<BookingView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::appointments::show(&b, &actor, case).await?)
}

/// Notes a try to reach the patient.
#[server(endpoint = "bookings/contact", input = PostUrl, client = super::client::Marked)]
pub async fn note_contact(
    case: CaseId,
    key: FormKey,
    contacted: Contacted,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::appointments::contact(
        &b,
        &actor,
        case,
        backend::appointments::Tried { key, contacted, note: &note },
    )
    .await
    {
        Ok(()) => format!("/bookings/{case}?noted=1"),
        Err(backend::Error::Invalid(_)) => format!("/bookings/{case}?wrong=note#note"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// The same by the practice, which was asked to help.
#[server(endpoint = "bookings/help", input = PostUrl, client = super::client::Marked)]
pub async fn help_reach(
    case: CaseId,
    key: FormKey,
    contacted: Contacted,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::appointments::help(
        &b,
        &actor,
        case,
        backend::appointments::Tried { key, contacted, note: &note },
    )
    .await
    {
        Ok(()) => format!("/cases/{case}#appointment"),
        Err(backend::Error::Invalid(_)) => format!("/cases/{case}?help=long#appointment"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Books an appointment; the page that opens says what is wrong with one that is none. A day and a time ride on the address
/// back into their fields; a place may be somebody's home, and does not.
#[server(endpoint = "bookings/book", input = PostUrl, client = super::client::Marked)]
pub async fn book_appointment(
    case: CaseId,
    key: FormKey,
    #[server(default)] day: String,
    #[server(default)] time: String,
    #[server(default)] place: String,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let form = domain::appointments::BookingForm { day, time, place };
    let page = match backend::appointments::book(&b, &actor, case, key, &form).await {
        Ok(()) => format!("/bookings/{case}?booked=1#appointment"),
        Err(backend::Error::Invalid(problems)) => {
            let wrong: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
            format!("/bookings/{case}?{}#book", typed(&wrong.join(","), &form))
        }
        Err(backend::Error::Conflict) => format!("/bookings/{case}?taken=1#appointment"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// What was typed, as an address has it.
#[cfg(feature = "ssr")]
pub(super) fn typed(wrong: &str, form: &domain::appointments::BookingForm) -> String {
    use leptos_router::location::Url;
    let cut = |text: &str| text.chars().take(40).collect::<String>();
    let parts = [("wrong", wrong), ("day", &form.day), ("time", &form.time)];
    parts.map(|(name, value)| format!("{name}={}", Url::escape(&cut(value)))).join("&")
}

/// Says what came of an appointment.
#[server(endpoint = "bookings/end", input = PostUrl, client = super::client::Marked)]
pub async fn end_appointment(appointment: AppointmentId, state: AppointmentState) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let case = backend::appointments::end(&b, &actor, appointment, state).await?;
    super::context::redirect(&format!("/bookings/{case}?ended={}#appointment", state.as_str()));
    Ok(())
}

/// The practice knows that its patient did not come.
#[server(endpoint = "bookings/missed", input = PostUrl, client = super::client::Marked)]
pub async fn note_missed(appointment: AppointmentId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let case = backend::appointments::note_missed(&b, &actor, appointment).await?;
    super::context::redirect(&format!("/cases/{case}#appointment"));
    Ok(())
}
