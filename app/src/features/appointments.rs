//! How far a case has come on the way to its appointment: the same on every page that shows it.

use domain::{
    appointments::{AppointmentState, Contacted},
    ids::{CaseId, FormKey},
    view::{AppointmentView, BookingProgress, ContactView, Texted},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        bookings::{HelpReach, NoteMissed},
        client::marked,
    },
    components::{Moment, Notice, NoticeTone},
};

/// On a case of its practice or its service: what is booked, what was tried, and what the practice is asked for.
#[component]
pub fn AppointmentPanel(case: CaseId, progress: BookingProgress) -> impl IntoView {
    let BookingProgress { appointments, contacts, waits, to_book, asks_practice, may_help, may_book, key, .. } =
        progress;
    let nothing = to_book.then(|| view! { <p>"An appointment is to be booked."</p> });
    let too_long = use_query_map().get_untracked().get("help").is_some();
    let missed = appointments.iter().find(|it| it.to_note && may_help).map(|it| it.id);
    let missed = missed.map(|appointment| {
        view! {
            <form class="not-printed" method="post" action=marked(NoteMissed::url())>
                <input type="hidden" name="appointment" value=appointment.to_string()/>
                <p>{if to_book { "The hospital calls the patient about another one. You may know why they did not come." } else { "You may know why they did not come." }}</p>
                <button class="nhsuk-button nhsuk-button--secondary">"I know that they did not come"</button>
            </form>
        }
    });
    let help = (asks_practice && may_help).then(|| view! { <Help case key too_long/> });
    let asked = (asks_practice && !may_help).then(|| {
        view! { <Notice tone=NoticeTone::Warning><p>"Nobody reaches the patient. The practice was asked to help."</p></Notice> }
    });
    view! {
        <section class="panel" id="appointment" aria-labelledby="appointment-title">
            <h2 id="appointment-title">"Appointment"</h2>
            {help}{asked}{nothing}
            <Appointments appointments/>
            {missed}
            <Waits waits/>
            <Contacts contacts/>
            {may_book.then(|| view! { <p class="not-printed"><a class="lone-link" href=format!("/bookings/{case}")>"Book or change the appointment"</a></p> })}
        </section>
    }
    .into_any()
}

/// What a practice does that is asked to help.
#[component]
fn Help(case: CaseId, key: FormKey, too_long: bool) -> impl IntoView {
    view! {
        <Notice tone=NoticeTone::Warning>
            <p><strong>"The hospital cannot reach this patient about an appointment."</strong></p>
            <p>"Try the numbers that you have, and tell the patient to call the hospital. Write down how they can be reached: whoever books reads it."</p>
        </Notice>
        <form class="not-printed" method="post" action=marked(HelpReach::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            <label class="nhsuk-label" for="help-note">"How can they be reached?"</label>
            {too_long.then(|| view! { <p class="nhsuk-error-message" id="help-wrong">"Nothing was noted: it must be 300 characters or fewer."</p> })}
            <textarea class="nhsuk-textarea" id="help-note" name="note" maxlength="300" rows="2" autocomplete="off" required aria-describedby=too_long.then_some("help-wrong")></textarea>
            <div class="buttons">
                <button class="nhsuk-button" name="contacted" value=Contacted::Spoke.as_str()>"We have spoken to them"</button>
                <button class="nhsuk-button nhsuk-button--secondary" name="contacted" value=Contacted::NoAnswer.as_str()>"We did not reach them either"</button>
            </div>
        </form>
    }
    .into_any()
}

/// All of a case, the newest on top.
#[component]
pub fn Appointments(appointments: Vec<AppointmentView>) -> impl IntoView {
    let lines = appointments
        .into_iter()
        .rev()
        .map(|it| {
            let tone = match it.state {
                AppointmentState::Booked => "nhsuk-tag nhsuk-tag--blue",
                AppointmentState::Attended => "nhsuk-tag nhsuk-tag--green",
                AppointmentState::DidNotAttend => "nhsuk-tag nhsuk-tag--red",
                AppointmentState::CancelledByPatient | AppointmentState::CancelledByHospital => {
                    "nhsuk-tag nhsuk-tag--grey"
                }
            };
            let texted = (it.state == AppointmentState::Booked).then(|| texted_words(it.texted));
            view! {
                <li>
                    <strong class=tone>{it.state.label()}</strong>" "<strong><Moment when=it.at/></strong>", "<bdi>{it.place}</bdi>
                    {texted.map(|words| view! { <br/>{words} })}
                    <br/><span class="quiet">"Booked by "<bdi>{it.booked_by}</bdi>", "<Moment when=it.booked/>
                    {it.ended.map(|(by, at)| view! { ". Noted by "<bdi>{by}</bdi>", "<Moment when=at/> })}"."</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="nhsuk-list appointments">{lines}</ul> }
}

/// What the patient knows of an appointment that stands.
const fn texted_words(texted: Texted) -> &'static str {
    match texted {
        Texted::Not => "No text was sent about it: tell the patient.",
        Texted::Waiting => "A text is on its way to the patient.",
        Texted::Sent => "The patient was texted when and where.",
        Texted::Lost => "The text about it did not arrive: tell the patient.",
    }
}

/// The waiting times that run.
#[component]
pub fn Waits(waits: Vec<String>) -> impl IntoView {
    (!waits.is_empty()).then(|| {
        let lines = waits.into_iter().map(|wait| view! { <li>{wait}</li> }).collect_view();
        view! { <ul class="nhsuk-list appointments__waits">{lines}</ul> }
    })
}

/// Every try to reach the patient, the newest on top.
#[component]
pub fn Contacts(contacts: Vec<ContactView>) -> impl IntoView {
    (!contacts.is_empty()).then(|| {
        let lines = contacts
            .into_iter()
            .rev()
            .map(|it| {
                let note = (!it.note.is_empty()).then(|| view! { ": "<bdi>{it.note}</bdi> });
                view! {
                    <li><strong>{it.contacted.label()}</strong>{note}<br/><span class="quiet"><bdi>{it.by}</bdi>", "<Moment when=it.at/></span></li>
                }
            })
            .collect_view();
        view! { <h3>"Tries to reach the patient"</h3><ul class="nhsuk-list">{lines}</ul> }
    })
}
