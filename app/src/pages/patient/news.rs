use domain::{
    appointments::AppointmentState,
    case::{AmendmentKind, PatientWords},
    command::ConsentChoices,
    forms::{Checked, Response},
    view::{AppointmentTold, Asker, ChangeTold, MonitoringTold, News as NewsView, Stage, When},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use locales::say;

use super::{
    before::Consent,
    frame::{Call, Frame, Heading, JourneyForm, Sentence, Visit},
    journey::Page,
    timeline::Timeline,
};
use crate::{
    api::{
        context::answer_shown,
        kept_words::KeptWords,
        patient::{ChangeConsent, ReportChange},
    },
    features::forms::{FormItems, wrong_in_words},
};

/// How the case stands, in plain words: what happens next, who does it, by when, when to seek help sooner.
#[component]
pub fn News() -> impl IntoView {
    view! { <Frame page=Page::News show/> }
}

fn show(visit: Visit) -> AnyView {
    let practice = visit.practice();
    let asker = visit.page.asker.clone();
    let link = visit.link.clone();
    let kept = match visit.kept {
        Some(KeptWords::Changed(change)) => Some(change),
        Some(KeptWords::Answers(_)) | None => None,
    };
    let asks = visit.page.form.clone().map(|form| Asks {
        form,
        begun: visit.page.answers.clone(),
        kept,
        today: visit.page.today,
    });
    // The frame shows this page at no other stage.
    let Stage::News(news) = visit.page.stage else { return ().into_any() };
    if news.withdrawn.is_some() {
        return view! { <Withdrawn news practice asker/> }.into_any();
    }
    if news.is_unopened {
        answer_shown();
    }
    let is_corrected = news.amended == Some(AmendmentKind::Correction);
    let consents = visit.page.consents;
    let is_booked = news.appointment.as_ref().is_some_and(|it| it.state == AppointmentState::Booked && !it.is_over);
    let has_answer = news.words.is_some();
    let news_opened = news.opened.clone();
    let is_waiting = !has_answer && !is_corrected;
    // Whether they know what it was before.
    let knew = news.amended_at.is_some();
    let title = match &news.photos_sent {
        _ if is_corrected && knew => say!("news.corrected_title"),
        _ if is_corrected || has_answer => say!("news.answered_title"),
        Some(_) => say!("news.sent_title"),
        None => say!("news.title"),
    };
    let sent_to = (is_waiting && news.photos_sent.is_some()).then(|| say!("news.sent_to", practice = &practice));
    let next = match news.words.clone() {
        Some(_) if news.monitoring.is_some() => {
            let told = news.monitoring.clone().unwrap_or_default();
            view! { <FollowUp told practice=practice.clone() asker=asker.clone()/> }.into_any()
        }
        Some(words) => {
            let call_by = news.call_by.clone();
            view! { <AnswerNews words call_by practice=practice.clone() asker=asker.clone()/> }.into_any()
        }
        None if is_corrected => ().into_any(),
        None => view! { <Waiting news=news.clone() practice=practice.clone() asker=asker.clone()/> }.into_any(),
    };
    view! {
        <Heading text=title/>
        {sent_to.map(|sent_to| view! { <p>{sent_to}</p> })}
        {news.amended.map(|amended| view! { <Amended amended knew practice=practice.clone() asker=asker.clone()/> })}
        {next}
        {news.appointment.clone().map(|appointment| view! { <Expected appointment link=link.clone()/> })}
        {(!news.patient_advice.is_empty()).then(|| view! {
            <h2>{say!("news.from_specialist")}</h2>
            <p class="as-written" dir="auto">{news.patient_advice.clone()}</p>
        })}
        <section class="callout">
            <h2>{say!("news.sooner")}</h2>
            <p><Sentence text=say!("news.sooner_default", practice = &practice) asker=asker.clone()/></p>
            <p><Sentence text=say!("news.sooner_urgent") asker=asker.clone()/></p>
        </section>
        <Changed asks has_answer=!is_waiting changes=news.changes.clone() look_by=news.changed_by.clone() link=link.clone() practice=practice.clone() asker=asker.clone()/>
        {consents.map(|consents| view! { <Choices consents link=link.clone() is_booked practice=practice.clone() asker=asker.clone()/> })}
        <h2>{say!("news.so_far")}</h2>
        <Timeline news practice=practice.clone()/>
        {(!news_opened.is_empty()).then(|| view! { <Opened times=news_opened practice=practice.clone() asker=asker.clone()/> })}
        {is_waiting.then(|| view! { <p>{say!("news.not_appointment")}</p> })}
        <p>{say!("news.close")}</p>
        <Call asker/>
    }
    .into_any()
}

/// Follow-up photos: when they are asked for, and that nobody has to wait for that who sees a change.
#[component]
fn FollowUp(told: MonitoringTold, practice: String, asker: Asker) -> impl IntoView {
    let words = match told {
        MonitoringTold { is_over: true, .. } => say!("news.follow_up_over"),
        MonitoringTold { look_by: Some(day), .. } => say!("news.follow_up_look", day = &day),
        MonitoringTold { is_asked: true, .. } => say!("news.follow_up_asked"),
        MonitoringTold { next: Some(day), .. } => say!("news.follow_up_next", day = &day),
        MonitoringTold { .. } => say!("news.follow_up_soon"),
    };
    view! {
        <h2>{say!("news.follow_up")}</h2>
        <p>{words}</p>
        <p><Sentence text=say!("news.follow_up_change", practice = &practice) asker/></p>
    }
    .into_any()
}

/// What they have agreed to, and how to change it. That the photos are there for their care is not taken back here, and it says
/// whom to ask.
#[component]
fn Choices(consents: ConsentChoices, link: String, is_booked: bool, practice: String, asker: Asker) -> impl IntoView {
    let is_saved = use_query_map().read_untracked().get("chosen").is_some();
    let word = |is_given: bool| if is_given { say!("review.agreed") } else { say!("review.not_agreed") };
    view! {
        <section id="choices" aria-labelledby="choices-title">
            <h2 id="choices-title">{say!("news.choices")}</h2>
            {is_saved.then(|| view! { <p role="status"><strong>{say!("news.choices_saved")}</strong></p> })}
            <dl class="nhsuk-summary-list">
                <div class="nhsuk-summary-list__row">
                    <dt class="nhsuk-summary-list__key">{say!("review.referral")}</dt>
                    <dd class="nhsuk-summary-list__value">{word(consents.referral)}</dd>
                </div>
                <div class="nhsuk-summary-list__row">
                    <dt class="nhsuk-summary-list__key">{say!("review.teaching")}</dt>
                    <dd class="nhsuk-summary-list__value">{word(consents.teaching)}</dd>
                </div>
            </dl>
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{say!("news.choices_change")}</span></summary>
                <div class="nhsuk-details__text">
                    <JourneyForm action=ChangeConsent::url() link button=say!("news.choices_button")>
                        <div class="nhsuk-form-group nhsuk-checkboxes">
                            <Consent name="referral" chosen=consents.referral label=say!("before.referral")/>
                            <Consent name="teaching" chosen=consents.teaching label=say!("before.teaching")/>
                        </div>
                        {is_booked.then(|| view! { <p>{say!("news.choices_booked")}</p> })}
                        <p><Sentence text=say!("news.choices_care", practice = &practice) asker/></p>
                    </JourneyForm>
                </div>
            </details>
        </section>
    }
    .into_any()
}

/// That somebody outside read the case, and whom to ask about it.
#[component]
fn Opened(times: Vec<When>, practice: String, asker: Asker) -> impl IntoView {
    let times = times.into_iter().map(|at| view! { <p>{say!("news.opened", when = &at.full)}</p> }).collect_view();
    view! {
        <section class="callout">
            {times}
            <p><Sentence text=say!("news.opened_ask", practice = &practice) asker/></p>
        </section>
    }
    .into_any()
}

/// Before there is an answer that the patient may read.
#[component]
fn Waiting(news: NewsView, practice: String, asker: Asker) -> impl IntoView {
    let next = match (&news.sent_to_specialist, news.due, news.held) {
        (_, _, true) => say!("news.next_held", practice = &practice),
        (None, ..) if news.look_by.is_empty() => say!("news.next_sent_undated", practice = &practice),
        (None, ..) => say!("news.next_sent", practice = &practice, day = &news.look_by),
        (Some(_), Some(due), _) if news.late => say!("news.next_late", due = &due.full),
        (Some(_), Some(due), _) => say!("news.next_specialist", due = &due.full),
        (Some(_), None, _) => say!("news.next_specialist_undated"),
    };
    let not_heard = if news.late {
        say!("news.call_now", practice = &practice)
    } else {
        say!("news.not_heard", practice = &practice, day = &news.call_by)
    };
    view! {
        <h2>{say!("news.next")}</h2>
        <p>{next}</p>
        <p><Sentence text=not_heard asker/></p>
    }
    .into_any()
}

/// What became of an answer that the patient was told of.
#[component]
fn Amended(amended: AmendmentKind, knew: bool, practice: String, asker: Asker) -> impl IntoView {
    let key = match amended {
        AmendmentKind::Addition => "news.added",
        AmendmentKind::Correction if knew => "news.corrected",
        AmendmentKind::Correction => "news.told_by_practice",
        AmendmentKind::Retraction | AmendmentKind::Refusal => "news.retracted",
    };
    view! {
        <section class="callout">
            <p><strong>{say!(key, practice = &practice)}</strong></p>
            <p><Sentence text=say!("news.call_now", practice = &practice) asker/></p>
        </section>
    }
    .into_any()
}

/// What the answer means for the patient.
#[component]
fn AnswerNews(words: PatientWords, call_by: String, practice: String, asker: Asker) -> impl IntoView {
    let of = |key: &str| say!(key, practice = &practice, day = &call_by);
    view! {
        <section class="news-outcome">
            <h2 class="news-outcome__title">{of(&words.title)}</h2>
            <dl class="news-outcome__facts">
                <dt>{say!("news.next")}</dt><dd>{of(&words.next)}</dd>
                <dt>{say!("news.who")}</dt><dd>{of(&words.who)}</dd>
                <dt>{say!("news.when")}</dt><dd><Sentence text=of(&words.when) asker/></dd>
            </dl>
        </section>
    }
    .into_any()
}

/// The newest appointment: when and where, or what became of it, and whom to call.
#[component]
fn Expected(appointment: AppointmentTold, link: String) -> impl IntoView {
    let AppointmentTold { at, place, state, service, phone, is_over, .. } = appointment;
    let when = at.full.clone();
    let (words, is_ahead) = match state {
        AppointmentState::Booked if !is_over => (None, true),
        AppointmentState::Booked | AppointmentState::Attended => {
            (Some(say!("news.appointment_was", when = &when)), false)
        }
        AppointmentState::DidNotAttend => {
            (Some(say!("news.appointment_missed", when = &when, service = &service)), false)
        }
        AppointmentState::CancelledByPatient | AppointmentState::CancelledByHospital => {
            (Some(say!("news.appointment_off", when = &when, service = &service)), false)
        }
    };
    let expected = is_ahead.then(|| {
        view! {
            <dl class="news-outcome__facts">
                <dt>{say!("news.appointment_when")}</dt><dd><strong>{when.clone()}</strong></dd>
                <dt>{say!("news.appointment_where")}</dt><dd><bdi>{place.clone()}</bdi>", "<bdi>{service.clone()}</bdi></dd>
            </dl>
            <p><a href=format!("/p/{link}/appointment.ics") rel="external" download="appointment.ics">{say!("news.appointment_calendar")}</a></p>
        }
    });
    let call = (!phone.is_empty()).then(|| {
        let dial = phone.replace(' ', "");
        let words = if is_ahead {
            say!("news.appointment_cannot", service = &service)
        } else {
            say!("news.appointment_ask", service = &service)
        };
        view! { <p>{words}" "<a href=format!("tel:{dial}")><bdi translate="no">{phone}</bdi></a></p> }
    });
    view! {
        <section class="news-outcome">
            <h2 class="news-outcome__title">{say!("news.appointment")}</h2>
            {words.map(|words| view! { <p>{words}</p> })}
            {expected}
            {call}
        </section>
    }
    .into_any()
}

/// The practice has taken its request back: nobody looks, and the patient should not wait for it.
#[component]
fn Withdrawn(news: NewsView, practice: String, asker: Asker) -> impl IntoView {
    view! {
        <Heading text=say!("news.withdrawn_title")/>
        <p>{say!("news.withdrawn", practice = &practice)}</p>
        <p><Sentence text=say!("news.withdrawn_call", practice = &practice) asker=asker.clone()/></p>
        <section class="callout">
            <h2>{say!("news.sooner")}</h2>
            <p><Sentence text=say!("news.sooner_default", practice = &practice) asker=asker.clone()/></p>
            <p><Sentence text=say!("news.sooner_urgent") asker=asker.clone()/></p>
        </section>
        <h2>{say!("news.so_far")}</h2>
        <Timeline news practice/>
        <Call asker/>
    }
    .into_any()
}

/// What is asked of whoever sees that it has changed.
struct Asks {
    form: Checked,
    /// What the form begins with.
    begun: Response,
    /// What was written and not sent.
    kept: Option<Response>,
    today: jiff::civil::Date,
}

/// Telling the practice that it has changed (domain.md 3.11, 5.8), and what was told so far. What happens is said as it
/// is: somebody of the practice looks, by a day, and who is getting worse now does not wait for that.
#[component]
fn Changed(
    asks: Option<Asks>,
    has_answer: bool,
    changes: Vec<ChangeTold>,
    /// The day by which the practice looks at what it is told now.
    look_by: String,
    link: String,
    practice: String,
    asker: Asker,
) -> impl IntoView {
    let told = use_query_map().read_untracked().get("told").unwrap_or_default();
    let is_kept = asks.as_ref().is_some_and(|asks| asks.kept.is_some());
    let trouble = match told.as_str() {
        "wrong" => Some(say!("news.changed_wrong")),
        "often" => Some(say!("news.changed_often", practice = &practice)),
        _ => is_kept.then(|| say!("unsent.words")),
    };
    let fields = asks.map(|Asks { form, begun, kept, today }| {
        let response = kept.unwrap_or(begun);
        let wrongs = if told == "wrong" { form.wrongs(&response, today) } else { Vec::new() };
        let wrongs =
            wrongs.into_iter().map(|(item, wrong)| (item.link_id.clone(), wrong_in_words(item, &wrong))).collect();
        view! { <FormItems form response name="change" wrongs/> }
    });
    let is_told = !changes.is_empty();
    let is_trouble = trouble.is_some();
    let now = if has_answer { say!("news.changed_answered") } else { say!("news.changed_now") };
    let so_far = changes
        .into_iter()
        .map(|change| {
            let next = match (change.done, change.late) {
                (Some(done), _) => say!("news.changed_done", practice = &practice, when = &done.full),
                (None, true) => say!("news.changed_late", practice = &practice, day = &change.look_by),
                (None, false) => say!("news.changed_look", practice = &practice, day = &change.look_by),
            };
            let said = say!("news.changed_said", practice = &practice, when = &change.at.full);
            let service = change.for_service.then(|| say!("news.changed_service"));
            view! { <li>{said}" "{service}" "<Sentence text=next asker=asker.clone()/></li> }
        })
        .collect_view();
    view! {
        <section id="changed" class="has-changed">
            {is_told.then(|| view! { <h2>{say!("news.changed_told")}</h2><div role="status"><ul>{so_far}</ul></div> })}
            <details class="nhsuk-details" open=is_trouble>
                <summary class="nhsuk-details__summary">
                    <span class="nhsuk-details__summary-text">{say!("news.changed")}</span>
                </summary>
                <div class="nhsuk-details__text">
                    {trouble.map(|trouble| view! { <p role="alert"><strong><Sentence text=trouble asker=asker.clone()/></strong></p> })}
                    <p><strong><Sentence text=say!("news.changed_call", practice = &practice) asker=asker.clone()/></strong>" "{now}</p>
                    <p><Sentence text=say!("news.sooner_urgent") asker=asker.clone()/></p>
                    <p>{say!("news.changed_tell", practice = &practice, day = &look_by)}</p>
                    <JourneyForm action=ReportChange::url() link button=say!("news.changed_button", practice = &practice)>
                        {fields}
                    </JourneyForm>
                </div>
            </details>
        </section>
    }
    .into_any()
}
