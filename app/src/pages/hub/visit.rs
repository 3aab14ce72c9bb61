use domain::{
    appointments::AppointmentState,
    hub::Step,
    ids::{AppointmentId, CaseId},
    view::HubVisitView,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::{
    pictures::Pictures,
    steps::{ChaperoneStep, ConsentAgain, ConsentStep, IdentityStep, QuestionsStep, Said},
};
use crate::{
    api::{
        AppError,
        client::marked,
        hub::{Arrive, BookSlot, CallOff, EndSlot, NotPossible, load_visit},
    },
    components::{Field, FieldKind, Moment, Notice, NoticeTone, loaded},
    features::{appointments::Appointments, case_param::use_case},
};

/// One visit: booked, received step by step, photographed.
#[component]
pub fn HubVisitPage() -> impl IntoView {
    let id = use_case();
    let visit =
        Resource::new_blocking(id, |id: Option<CaseId>| async move { load_visit(id.ok_or(AppError::NotFound)?).await });
    view! {
        <Title text="Visit"/>
        <div class="staff__page">
            <p><a href="/hub" class="nhsuk-back-link">"Photography"</a></p>
            {loaded(visit, |visit| view! { <Whole visit/> })}
        </div>
    }
    .into_any()
}

/// What was done last, in words.
fn said(query: &ParamsMap) -> Option<AnyView> {
    let (tone, words) = match query.get("said")?.as_str() {
        "booked" => (NoticeTone::Success, "Booked."),
        "did_not_attend" => (NoticeTone::Success, "Noted: the patient did not come. Call them and book once more."),
        "cancelled_by_patient" | "cancelled_by_hospital" => {
            (NoticeTone::Success, "Cancelled. Another slot is to be booked.")
        }
        "stale" => (
            NoticeTone::Warning,
            "Nothing was noted: somebody else, or another page of yours, has gone on with this visit. This is how it stands now.",
        ),
        "has_pictures" => (
            NoticeTone::Warning,
            "The visit was not called off: there are pictures. Send them with “Done”, or take them out first.",
        ),
        "not_now" => (
            NoticeTone::Warning,
            "Nothing was noted: that cannot be done as the visit stands. This is how it stands now.",
        ),
        _ => return None,
    };
    Some(view! { <Notice tone><p>{words}</p></Notice> }.into_any())
}

#[component]
fn Whole(visit: HubVisitView) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let patient = visit.patient.clone();
    let now = match visit.step {
        Step::Book => view! { <Book visit=visit.clone() query=query.clone()/> }.into_any(),
        Step::Arrive => view! { <Expected visit=visit.clone()/> }.into_any(),
        Step::Identity => view! { <IdentityStep visit=visit.clone()/> }.into_any(),
        Step::Consents => view! { <ConsentStep visit=visit.clone()/> }.into_any(),
        Step::Chaperone => view! { <ChaperoneStep visit=visit.clone()/> }.into_any(),
        Step::Questions => view! { <QuestionsStep visit=visit.clone()/> }.into_any(),
        Step::Pictures => view! { <Pictures visit=visit.clone()/> }.into_any(),
    };
    view! {
        <div id="main-notice">{said(&query)}</div>
        {visit.died.clone().map(|died| view! {
            <Notice tone=NoticeTone::Danger><p><strong>{died}". "</strong>"Do not call. Call this visit off."</p></Notice>
        })}
        {visit.over.clone().map(|over| view! { <Notice tone=NoticeTone::Warning><p><strong>{over}</strong></p></Notice> })}
        <div class="page-head case-head">
            <div>
                <h1><bdi>{patient.name}</bdi></h1>
                <p class="case-head__who"><span>"NHS number "<bdi translate="no">{patient.nhs_number}</bdi></span><span>"Born "{patient.born}</span><span>{patient.sex}</span><span>"Case "<bdi translate="no">{visit.number.clone()}</bdi></span></p>
            </div>
            <p class="case-head__state">{visit.urgent.then(|| view! { <strong class="nhsuk-tag nhsuk-tag--red">"Urgent"</strong>" " })}<strong>{visit.step.label()}</strong></p>
        </div>
        <div class="hub-visit">
            <div>
                <Asked visit=visit.clone()/>
                {now}
            </div>
            <div><Said visit=visit.clone()/><Reach visit=visit.clone()/><Ends visit query/></div>
        </div>
    }
    .into_any()
}

/// What is to be photographed.
#[component]
fn Asked(visit: HubVisitView) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="asked">
            <h2 id="asked">"To photograph: "{visit.site}</h2>
            <p class="case__text" dir="auto">{visit.why}</p>
            <p class="quiet">"Asked for by "<bdi>{visit.asked_by}</bdi>", "<Moment when=visit.asked/>"."</p>
        </section>
    }
    .into_any()
}

/// How the patient is reached, and what they need.
#[component]
fn Reach(visit: HubVisitView) -> impl IntoView {
    let number = visit.patient.mobile;
    let dial = number.replace(' ', "");
    let mobile = if number.is_empty() {
        view! { <p>"No mobile number is known."</p> }.into_any()
    } else {
        view! { <p class="booking-case__number"><a href=format!("tel:{dial}")><bdi translate="no">{number}</bdi></a></p> }.into_any()
    };
    let contacts = visit.contacts.into_iter().map(|it| view! { <li><bdi>{it}</bdi></li> }).collect_view();
    let needs = visit.needs.into_iter().map(|need| view! { <li><strong>{need}</strong></li> }).collect_view();
    view! {
        <section class="panel" aria-labelledby="reach">
            <h2 id="reach">"The patient"</h2>
            {mobile}
            <ul class="nhsuk-list">{contacts}</ul>
            {(!visit.preferred.is_empty()).then(|| view! { <p>"Wants to be called "<bdi>{visit.preferred}</bdi>"."</p> })}
            <ul class="nhsuk-list">{needs}</ul>
            {(!visit.slots.is_empty()).then(|| view! { <h3>"Slots"</h3><Appointments appointments=visit.slots/> })}
        </section>
    }
    .into_any()
}

/// When and where.
#[component]
fn Book(visit: HubVisitView, query: ParamsMap) -> impl IntoView {
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let wrong = typed("wrong");
    let error = move |field: &'static str, words: &'static str| {
        let is_wrong = wrong.split(',').any(|each| each == field);
        Signal::stored(is_wrong.then(|| words.to_owned()))
    };
    let (day, time) = (typed("day"), typed("time"));
    let (day_wrong, time_wrong) = (
        error("day", "Enter a day from today on, within a year."),
        error("time", "Enter a time that there is on that day, such as 10:40."),
    );
    let place_wrong = error("place", "Enter where, in 100 characters or fewer.");
    let has_mobile = !visit.patient.mobile.is_empty();
    if visit.died.is_some() {
        return ().into_any();
    }
    view! {
        <section class="panel" id="book" aria-labelledby="book-title">
            <h2 id="book-title">"Call the patient and book"</h2>
            <p>"Tell them: come without make-up or cream on it. A chaperone is there if they want one. They are not seen by a doctor; the specialist looks at the pictures afterwards. It does not mean that it is cancer."</p>
            <form class="not-printed hub-form" method="post" action=marked(BookSlot::url())>
                <input type="hidden" name="case" value=visit.case.to_string()/>
                <input type="hidden" name="key" value=visit.key.to_string()/>
                <Field name="day" form_name="day".to_owned() label="Day" kind=FieldKind::Date value=day error=day_wrong/>
                <div class="nhsuk-form-group" class:nhsuk-form-group--error=time_wrong.get_untracked().is_some()>
                    <label class="nhsuk-label" for="time">"Time"</label>
                    {time_wrong.get_untracked().map(|words| view! { <p class="nhsuk-error-message" id="time-wrong">{words}</p> })}
                    <input class="nhsuk-input" type="time" id="time" name="time" value=time required aria-describedby=time_wrong.get_untracked().map(|_| "time-wrong")/>
                </div>
                <Field name="place" form_name="place".to_owned() label="Where" hint="Such as “Photography, level 1, Northshire Hospital”. The patient reads it in a text." max_length=100 value=visit.place error=place_wrong/>
                <button class="nhsuk-button">{if has_mobile { "Book and text the patient" } else { "Book" }}</button>
                {(!has_mobile).then(|| view! { <p class="quiet">"No mobile is known: tell the patient yourself."</p> })}
            </form>
        </section>
    }
    .into_any()
}

/// The slot that stands: the patient comes, or does not.
#[component]
fn Expected(visit: HubVisitView) -> impl IntoView {
    let Some(id) = visit.booked else { return ().into_any() };
    let slot = visit.slots.iter().find(|it| it.id == id).cloned();
    let press = move |state: AppointmentState, label: &'static str| view! { <Press id state label/> };
    let arrive = visit.is_today.then(|| {
        view! {
            <form method="post" action=marked(Arrive::url())>
                <input type="hidden" name="case" value=visit.case.to_string()/>
                <input type="hidden" name="seen" value=visit.version/>
                <button class="nhsuk-button hub-large">"The patient is here"</button>
            </form>
        }
    });
    let missed = match visit.missed {
        0 => "Missed, they are booked once more.",
        _ => "They have missed one already: missed again, the visit is over, and whoever asked is told.",
    };
    view! {
        <section class="panel" id="step" aria-labelledby="expected">
            <h2 id="expected">"Expected"</h2>
            {slot.map(|it| view! { <p class="hub-when"><strong><Moment when=it.at/></strong>", "<bdi>{it.place}</bdi></p> })}
            {arrive}
            <div class="buttons not-printed">
                {visit.is_over.then(|| press(AppointmentState::DidNotAttend, "The patient did not come"))}
                {press(AppointmentState::CancelledByPatient, "The patient cancelled")}
                {press(AppointmentState::CancelledByHospital, "We have to cancel")}
            </div>
            <p class="quiet">{missed}</p>
        </section>
    }
    .into_any()
}

#[component]
fn Press(id: AppointmentId, state: AppointmentState, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=marked(EndSlot::url())>
            <input type="hidden" name="appointment" value=id.to_string()/>
            <input type="hidden" name="state" value=state.as_str()/>
            <button class="nhsuk-button nhsuk-button--secondary">{label}</button>
        </form>
    }
}

/// The ways in which a visit ends without pictures.
#[component]
fn Ends(visit: HubVisitView, query: ParamsMap) -> impl IntoView {
    let wrong = query.get("wrong").unwrap_or_default();
    let why_wrong = wrong.split(',').any(|each| each == "why");
    let again = (!visit.consent.is_empty()).then(|| view! { <ConsentAgain visit=visit.clone()/> });
    let none = visit.arrived.is_some().then(|| {
        view! {
            <details class="nhsuk-details not-printed" open=why_wrong>
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Nothing can be photographed"</span></summary>
                <div class="nhsuk-details__text">
                    <form method="post" action=marked(NotPossible::url())>
                        <input type="hidden" name="case" value=visit.case.to_string()/>
                        <input type="hidden" name="seen" value=visit.version/>
                        <Field name="why-not" form_name="why".to_owned() label="Why, for whoever asked" kind=FieldKind::Long max_length=500 value=String::new()
                            error=Signal::stored(why_wrong.then(|| "Say why, in 500 characters or fewer.".to_owned()))/>
                        <button class="nhsuk-button nhsuk-button--warning">"End without pictures"</button>
                    </form>
                </div>
            </details>
        }
    });
    view! {
        <section class="panel" aria-labelledby="ends">
            <h2 id="ends">"If it cannot go on"</h2>
            {again}
            {none}
            <details class="nhsuk-details not-printed">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Call this visit off"</span></summary>
                <div class="nhsuk-details__text">
                    <p>"Whoever asked is told that no pictures come. A patient who was texted when to come is texted that they need not; shortly before the slot, or without a mobile, call them."</p>
                    <form method="post" action=marked(CallOff::url())>
                        <input type="hidden" name="case" value=visit.case.to_string()/>
                        <button class="nhsuk-button nhsuk-button--warning">"Call it off"</button>
                    </form>
                </div>
            </details>
        </section>
    }
    .into_any()
}
