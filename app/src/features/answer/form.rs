use std::time::Duration;

use domain::{
    case::{Outcome, Problem},
    ids::AccountId,
    view::{AnswerSent, CaseView, TemplateView},
};
use leptos::{ev, prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use ui::focus::{focus_soon, is_typing, is_within};

use super::{
    fields::AnswerFields,
    means::Parties,
    outcomes::{OutcomeBar, of_key},
    overtaken::{First, Overtaken},
    state::AnswerFormState,
    undo::JustSent,
    words::Confirmation,
};
use crate::{
    api::{
        AppError,
        answers::{SendAnswerForm, save_answer, send_answer},
        client::marked,
    },
    components::{ErrorSummary, LiveText, Notice, NoticeTone},
};

/// The debounce: how long typing must pause before the draft is saved.
const PAUSE: Duration = Duration::from_millis(800);

/// The panel that an outcome opens, and the bar that chooses it. Without JavaScript the same form posts itself.
#[component]
pub fn AnswerForm(
    case: CaseView,
    templates: Vec<TemplateView>,
    /// What the page already knows to be missing (the plain form's `?check=1`).
    checked: bool,
    /// Whether single keys choose an outcome.
    keys: RwSignal<bool>,
) -> impl IntoView {
    let may_send = case.may.answer;
    let prepared_by = case.reviews.prepared_by().map(ToOwned::to_owned);
    let (prepares, supervisors) = (case.reviews.may_prepare, case.reviews.supervisors);
    let (id, version, key, name) = (case.id, case.version, case.answer_key, case.patient.name);
    let draft = case.answer_draft.unwrap_or_default();
    let known = if checked { draft.check(&case.answerable) } else { Vec::new() };
    let form = AnswerFormState::new(id, draft, case.answerable, templates);
    provide_context(Parties { referrer: case.referrer, practice: case.practice, service: case.service });
    let problems = RwSignal::new(known);
    let failure = RwSignal::new(None::<AppError>);
    let first = RwSignal::new(None::<First>);
    let sending = RwSignal::new(false);

    let unsaved = autosave(form);
    let just_sent = JustSent::of_area();
    let navigate = use_navigate();
    let send = Callback::new(move |()| {
        let draft = untrack(|| form.draft());
        let missing = form.answerable.with_value(|case| draft.check(case));
        problems.set(missing.clone());
        if !missing.is_empty() || sending.get_untracked() || first.with_untracked(Option::is_some) {
            return;
        }
        let (navigate, name) = (navigate.clone(), name.clone());
        sending.set(true);
        spawn_local(async move {
            let reply = send_answer(id, version, key, draft).await;
            sending.set(false);
            failure.set(None);
            match reply {
                Ok(AnswerSent::Sent { case, next, undo_seconds }) => {
                    if let Some(Some(timer)) = unsaved.try_update_value(Option::take) {
                        timer.clear();
                    }
                    just_sent.sent(case, name, undo_seconds);
                    let path = next.map_or_else(|| "/worklist".to_owned(), |next| format!("/worklist/{next}"));
                    navigate(&path, NavigateOptions::default());
                }
                Ok(AnswerSent::AlreadyAnswered { by, at, own, outcome }) => {
                    first.set(Some(First { by, at, own, outcome }))
                }
                Ok(AnswerSent::Incomplete { problems: missing }) => problems.set(missing),
                // The page is covered; sending is for its owner to press again.
                Err(AppError::SignedOut | AppError::OtherSession(_)) => {}
                Err(error) => failure.set(Some(error)),
            }
        });
    });
    choose_by_key(form, keys);
    send_by_key(form, move || {
        if may_send && first.get_untracked().is_none() {
            send.run(());
        }
    });

    let submit = move |event: ev::SubmitEvent| {
        // Whoever does not send keeps, as without scripts.
        if !may_send {
            return;
        }
        event.prevent_default();
        send.run(());
    };
    // The bar comes first for who goes by Tab: an outcome is chosen before its text is read and sent. Where the two
    // stand is decided in style/components/_case_screen.scss.
    view! {
        <OutcomeBar form keys/>
        <div class="answer">
            <Messages problems failure first/>
            <form class="answer__form" id="answer-form" method="post" action=marked(SendAnswerForm::url()) on:submit=submit>
                <h2>"Your answer"</h2>
                {prepared_by.map(|by| view! { <p><strong>"Prepared by "<bdi>{by}</bdi>"."</strong>" It goes out in your name: read it before you send it."</p> })}
                <input type="hidden" name="case" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <input type="hidden" name="key" value=key.to_string()/>
                // The first button is the one that the Enter key presses: it must be the one that sends, or keeps.
                {if may_send {
                    view! { <button class="nhsuk-u-visually-hidden" tabindex="-1" aria-hidden="true">"Send answer"</button> }.into_any()
                } else {
                    view! { <button class="nhsuk-u-visually-hidden" tabindex="-1" aria-hidden="true" name="said[then]" value="keep">"Keep this answer"</button> }.into_any()
                }}
                <AnswerFields form/>
                {if may_send {
                    view! {
                        <Confirmation form/>
                        <div class="answer__send">
                            <button class="nhsuk-button" aria-keyshortcuts="Control+Enter" disabled=move || sending.get() || first.get().is_some()>
                                <LiveText text=Signal::derive(move || if sending.get() { "Sending" } else { "Send answer" }.to_owned())/>
                            </button>
                        </div>
                    }
                    .into_any()
                } else {
                    view! {
                        <Confirmation form/>
                        <p class="quiet">"A specialist of your service sends answers. What you write here is kept for you, and is in force for nobody until one of them has sent it."</p>
                        {prepares.then(|| view! { <Supervisors supervisors=supervisors.clone()/> })}
                        <div class="answer__send">
                            {prepares.then(|| view! { <button class="nhsuk-button" name="said[then]" value="prepare">"Give it to a specialist"</button>" " })}
                            <button class="nhsuk-button nhsuk-button--secondary" name="said[then]" value="keep">"Keep this answer"</button>
                        </div>
                    }
                    .into_any()
                }}
            </form>
        </div>
    }
    .into_any()
}

/// Who sends it in their own name.
#[component]
fn Supervisors(supervisors: Vec<(AccountId, String)>) -> impl IntoView {
    let options =
        supervisors.into_iter().map(|(id, name)| view! { <option value=id.to_string()>{name}</option> }).collect_view();
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for="supervisor">"Who looks at it and sends it"</label>
            <select class="nhsuk-select" id="supervisor" name="said[to]">
                <option value="">"Whoever comes to it first"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// What stands between the answer and sending it.
#[component]
fn Messages(
    problems: RwSignal<Vec<Problem>>,
    failure: RwSignal<Option<AppError>>,
    first: RwSignal<Option<First>>,
) -> impl IntoView {
    view! {
        <ErrorSummary problems title="Not sent yet".to_owned()/>
        {move || failure.get().map(|error| view! {
            <Notice tone=NoticeTone::Warning><p><strong>"Not sent. "</strong>{error.to_string()}</p></Notice>
        })}
        {move || first.get().map(|first| view! { <Overtaken first/> })}
    }
    .into_any()
}

/// Autosaves unsent text on every pause in the typing, and when the page is left in the middle of it.
/// Taking the timer away stops that: the text has been sent.
fn autosave(form: AnswerFormState) -> StoredValue<Option<TimeoutHandle>> {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let save = move || {
        timer.set_value(None);
        let Some(draft) = form.try_draft() else { return };
        spawn_local(async move {
            // What was not saved is tried again with the next pause, and sending says so.
            let _ = save_answer(form.case, draft).await;
        });
    };
    Effect::new(move |before: Option<()>| {
        form.answer.track();
        if before.is_some() {
            if let Some(timer) = timer.get_value() {
                timer.clear();
            }
            timer.set_value(set_timeout_with_handle(save, PAUSE).ok());
        }
    });
    on_cleanup(move || {
        if let (Some(Some(timer)), Some(draft)) = (timer.try_get_value(), form.try_draft()) {
            timer.clear();
            spawn_local(async move {
                // The page is gone: there is nobody left to tell.
                let _ = save_answer(form.case, draft).await;
            });
        }
    });
    timer
}

/// Ctrl and Enter send from every field, once there is an outcome: no key that is pressed by mistake.
fn send_by_key(form: AnswerFormState, send: impl Fn() + Clone + 'static) {
    Effect::new(move |_| {
        let send = send.clone();
        let pressed = window_event_listener(ev::keydown, move |event| {
            let with_control = event.ctrl_key() || event.meta_key();
            // Whoever writes a message or a reply to a colleague means that.
            let elsewhere = is_within(".messages, .reviews");
            if !elsewhere
                && with_control
                && event.key() == "Enter"
                && !event.repeat()
                && untrack(|| form.outcome()).is_some()
            {
                event.prevent_default();
                send();
            }
        });
        on_cleanup(move || pressed.remove());
    });
}

/// One key per outcome, except while somebody types.
fn choose_by_key(form: AnswerFormState, keys: RwSignal<bool>) {
    Effect::new(move |_| {
        let pressed = window_event_listener(ev::keydown, move |event| {
            let alone = !(event.ctrl_key() || event.alt_key() || event.meta_key());
            if !keys.get_untracked() || !alone || is_typing() {
                return;
            }
            let fits = |outcome: &Outcome| form.answerable.with_value(|case| case.offers(*outcome));
            if let Some(outcome) = of_key(&event.key()).filter(fits) {
                event.prevent_default();
                form.choose(outcome);
                focus_soon(form.first_gap());
            }
        });
        on_cleanup(move || pressed.remove());
    });
}
