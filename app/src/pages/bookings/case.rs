use domain::{
    appointments::{AppointmentState, Contacted},
    ids::{AppointmentId, CaseId, FormKey},
    view::{AppointmentView, BookingView},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::{
    api::{
        AppError,
        bookings::{BookAppointment, EndAppointment, NoteContact, load_booking},
        client::marked,
    },
    components::{Moment, Notice, NoticeTone, loaded},
    features::{
        appointments::{Appointments, Contacts, Waits},
        case_param::use_case,
    },
};

/// One case of whoever books: call, write down what came of it, book, and say how it went.
#[component]
pub fn BookingCase() -> impl IntoView {
    let id = use_case();
    let booking =
        Resource::new_blocking(
            id,
            |id: Option<CaseId>| async move { load_booking(id.ok_or(AppError::NotFound)?).await },
        );
    view! {
        <Title text="Appointment"/>
        <div class="staff__page">
            <p><a href="/bookings" class="nhsuk-back-link">"Appointments"</a></p>
            {loaded(booking, |booking| view! { <Whole booking/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Whole(booking: BookingView) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let BookingView { case, patient, progress, .. } = booking.clone();
    let booked = progress.appointments.iter().find(|it| it.state == AppointmentState::Booked).cloned();
    let is_booked = booked.is_some();
    let to_book = progress.to_book && booking.died.is_none();
    let book = (to_book && progress.may_book)
        .then(|| view! { <Book case key=booking.key place=booking.place.clone() has_mobile=!patient.mobile.is_empty() query=query.clone()/> });
    let call = patient.mobile.clone();
    let needs = booking.needs.iter().map(|need| view! { <li><strong>{need.clone()}</strong></li> }).collect_view();
    let contacts = booking.contacts.iter().map(|it| view! { <li><bdi>{it.clone()}</bdi></li> }).collect_view();
    let preferred = (!booking.preferred.is_empty())
        .then(|| view! { <p>"Wants to be called "<bdi>{booking.preferred.clone()}</bdi>"."</p> });
    view! {
        {told(&query)}
        {booking.asks_first.then(|| view! {
            <Notice tone=NoticeTone::Warning><p><strong>"Ask before you book. "</strong>"The patient has not agreed that the hospital books an appointment for them. Speak with them first; if they do not want one, tell the service."</p></Notice>
        })}
        {booking.died.clone().map(|died| view! {
            <Notice tone=NoticeTone::Danger><p><strong>{died}". "</strong>"Do not call. Tell the service: nothing is to be booked."</p></Notice>
        })}
        {(is_booked && booking.outcome.is_none()).then(|| view! {
            <Notice tone=NoticeTone::Danger><p><strong>"What this appointment was booked for does not hold any longer. "</strong>"Call the patient and cancel it, unless the service tells you otherwise."</p></Notice>
        })}
        <div class="page-head case-head">
            <div>
                <h1><bdi>{patient.name}</bdi></h1>
                <p class="case-head__who"><span>"NHS number "<bdi translate="no">{patient.nhs_number}</bdi></span><span>"Born "{patient.born}</span><span>{patient.sex}</span><span>"Case "<bdi translate="no">{booking.number.clone()}</bdi></span></p>
            </div>
            <p class="case-head__state">{booking.urgent.then(|| view! { <strong class="nhsuk-tag nhsuk-tag--red">"Urgent"</strong>" " })}<strong>{booking.outcome.clone()}</strong></p>
        </div>
        <div class="booking-case">
            <div>
                <section class="panel" aria-labelledby="next">
                    <h2 id="next">{if is_booked { "Booked" } else { booking.next.label() }}</h2>
                    <Reach number=call contacts needs preferred/>
                    {to_book.then(|| view! { <Tries case key=progress.key wrong=query.get("wrong").is_some_and(|it| it == "note")/> })}
                    {booked.map(|it| view! { <BookedAppointment it is_over=booking.is_over/> })}
                </section>
                {book}
            </div>
            <div>
                <section class="panel" id="appointment" aria-labelledby="so-far">
                    <h2 id="so-far">"So far"</h2>
                    <p>{booking.decided.map(|(by, at)| view! { "Decided by "<bdi>{by}</bdi>", "<Moment when=at/>". " })}"Practice: "<bdi>{booking.practice}</bdi>"."</p>
                    <Waits waits=progress.waits/>
                    {progress.asks_practice.then(|| view! { <p><strong>"The practice was asked to help to reach the patient."</strong></p> })}
                    <Appointments appointments=progress.appointments/>
                    <div id="contacts"><Contacts contacts=progress.contacts/></div>
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// What was done last, in words.
fn told(query: &ParamsMap) -> Option<AnyView> {
    let ended = query.get("ended").and_then(|state| state.parse::<AppointmentState>().ok());
    let words = match (ended, query.get("booked"), query.get("taken"), query.get("noted")) {
        (Some(AppointmentState::DidNotAttend), ..) => {
            "Noted: the patient did not come. The practice is told. Call the patient about another appointment."
        }
        (Some(AppointmentState::Attended), ..) => "Noted: the patient came. The service finishes the case.",
        (Some(AppointmentState::CancelledByPatient | AppointmentState::CancelledByHospital), ..) => {
            "Cancelled. Another appointment is to be booked."
        }
        (_, Some(_), ..) => "Booked.",
        (_, _, Some(_), _) => {
            let words = "Nothing was booked: somebody else has booked an appointment meanwhile, or the case is no longer to be booked. This is how it stands now.";
            return Some(view! { <Notice tone=NoticeTone::Warning><p>{words}</p></Notice> }.into_any());
        }
        (_, _, _, Some(_)) => "Noted.",
        (None | Some(AppointmentState::Booked), None, None, None) => return None,
    };
    Some(view! { <Notice tone=NoticeTone::Success><p>{words}</p></Notice> }.into_any())
}

/// How the patient is reached, and what they need.
#[component]
fn Reach(
    number: String,
    contacts: impl IntoView + 'static,
    needs: impl IntoView + 'static,
    preferred: impl IntoView + 'static,
) -> impl IntoView {
    let dial = number.replace(' ', "");
    let mobile = if number.is_empty() {
        view! { <p>"No mobile number is known."</p> }.into_any()
    } else {
        view! { <p class="booking-case__number"><a href=format!("tel:{dial}")><bdi translate="no">{number}</bdi></a></p> }.into_any()
    };
    view! {
        {mobile}
        <ul class="nhsuk-list">{contacts.into_any()}</ul>
        {preferred.into_any()}
        <ul class="nhsuk-list">{needs.into_any()}</ul>
    }
    .into_any()
}

/// One press for what came of a call; with scripts, one key.
#[component]
fn Tries(case: CaseId, key: FormKey, wrong: bool) -> impl IntoView {
    let buttons = Contacted::ALL
        .iter()
        .map(|&contacted| {
            view! { <button class="nhsuk-button nhsuk-button--secondary" name="contacted" value=contacted.as_str()>{contacted.label()}</button> }
        })
        .collect_view();
    view! {
        <form class="not-printed" method="post" action=marked(NoteContact::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            <label class="nhsuk-label" for="note">"Note (optional)"</label>
            {wrong.then(|| view! { <p class="nhsuk-error-message" id="note-wrong">"Nothing was noted: the note must be 300 characters or fewer."</p> })}
            <textarea class="nhsuk-textarea" id="note" name="note" maxlength="300" rows="2" autocomplete="off" aria-describedby=wrong.then_some("note-wrong")></textarea>
            <fieldset class="nhsuk-fieldset"><legend class="nhsuk-fieldset__legend">"What came of the call?"</legend><div class="buttons">{buttons}</div></fieldset>
        </form>
    }
    .into_any()
}

/// The appointment that stands, and how it can end.
#[component]
fn BookedAppointment(it: AppointmentView, is_over: bool) -> impl IntoView {
    let id = it.id;
    let press = move |state: AppointmentState, label: &'static str| view! { <Press id state label/> };
    let over = is_over.then(|| {
        view! {
            {press(AppointmentState::Attended, "The patient came")}
            {press(AppointmentState::DidNotAttend, "The patient did not come")}
        }
    });
    view! {
        <p><strong><Moment when=it.at/></strong>", "<bdi>{it.place}</bdi></p>
        <div class="buttons not-printed">
            {over}
            {press(AppointmentState::CancelledByPatient, "The patient cancelled")}
            {press(AppointmentState::CancelledByHospital, "We have to cancel")}
        </div>
        <p class="quiet">"If you cancel and the patient was texted, they get another text. To move it, cancel it and book another."</p>
    }
    .into_any()
}

#[component]
fn Press(id: AppointmentId, state: AppointmentState, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=marked(EndAppointment::url())>
            <input type="hidden" name="appointment" value=id.to_string()/>
            <input type="hidden" name="state" value=state.as_str()/>
            <button class="nhsuk-button nhsuk-button--secondary">{label}</button>
        </form>
    }
}

/// When and where.
#[component]
fn Book(case: CaseId, key: FormKey, place: String, has_mobile: bool, query: ParamsMap) -> impl IntoView {
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let wrong = typed("wrong");
    let is_wrong = |field: &str| wrong.split(',').any(|each| each == field);
    let error = |field: &'static str, words: &'static str| {
        is_wrong(field).then(|| view! { <p class="nhsuk-error-message" id=format!("{field}-wrong")>{words}</p> })
    };
    let described = |field: &'static str| is_wrong(field).then(|| format!("{field}-wrong"));
    let group = |field: &str| {
        if is_wrong(field) { "nhsuk-form-group nhsuk-form-group--error" } else { "nhsuk-form-group" }
    };
    view! {
        <section class="panel" id="book" aria-labelledby="book-title">
            <h2 id="book-title">"Book an appointment"</h2>
            <form class="not-printed" method="post" action=marked(BookAppointment::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="key" value=key.to_string()/>
                <div class=group("day")>
                    <label class="nhsuk-label" for="day">"Day"</label>
                    {error("day", "Enter a day from today on, within a year.")}
                    <input class="nhsuk-input" type="date" id="day" name="day" value=typed("day") required aria-describedby=described("day")/>
                </div>
                <div class=group("time")>
                    <label class="nhsuk-label" for="time">"Time"</label>
                    {error("time", "Enter a time that there is on that day, such as 10:40.")}
                    <input class="nhsuk-input" type="time" id="time" name="time" value=typed("time") required aria-describedby=described("time")/>
                </div>
                <div class=group("place")>
                    <label class="nhsuk-label" for="place">"Where"</label>
                    <div class="nhsuk-hint" id="place-hint">"Such as “Skin clinic, level 2, Northshire Hospital”, or “by telephone”. The patient reads it in a text."</div>
                    {error("place", "Enter where, in 100 characters or fewer.")}
                    <input class="nhsuk-input" id="place" name="place" value=place maxlength="100" autocomplete="off" required aria-describedby=described("place").unwrap_or_else(|| "place-hint".to_owned())/>
                </div>
                <button class="nhsuk-button">{if has_mobile { "Book and text the patient" } else { "Book" }}</button>
                {(!has_mobile).then(|| view! { <p class="quiet">"No mobile is known: tell the patient yourself."</p> })}
            </form>
        </section>
    }
    .into_any()
}
