use std::time::Duration;

use domain::{
    case::{Kind, Problem},
    view::{AnswerSent, CaseView, TemplateView, When},
};
use leptos::{ev, prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    fields::AnswerFields,
    outcomes::{OutcomeBar, of_key},
    state::Writing,
    undo::JustSent,
};
use crate::{
    api::{
        AppError,
        answers::{SendAnswerForm, save_answer, send_answer},
    },
    components::{ErrorSummary, LiveText, Moment, Notice, NoticeTone},
    features::{sign_in_again::SignInAgain, typing::is_typing},
    focus::focus_soon,
};

/// How long typing must pause before it is kept.
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
    let (id, version, kind) = (case.id, case.version, case.kind);
    let draft = case.answer_draft.unwrap_or_default();
    let known = if checked { draft.check(kind) } else { Vec::new() };
    let writing = Writing::new(id, draft, templates);
    let problems = RwSignal::new(known);
    let failure = RwSignal::new(None::<AppError>);
    let first = RwSignal::new(None::<(String, When)>);
    let sending = RwSignal::new(false);
    let signed_out = RwSignal::new(false);

    let unsaved = keep_while_typing(writing, signed_out);
    let just_sent = JustSent::of_area();
    let navigate = use_navigate();
    let send = Callback::new(move |()| {
        let answer = writing.answer.get_untracked();
        let missing = answer.check(kind);
        problems.set(missing.clone());
        if !missing.is_empty() || sending.get_untracked() {
            return;
        }
        let navigate = navigate.clone();
        sending.set(true);
        spawn_local(async move {
            let reply = send_answer(id, version, answer).await;
            sending.set(false);
            failure.set(None);
            match reply {
                Ok(AnswerSent::Sent { case, next, .. }) => {
                    if let Some(Some(timer)) = unsaved.try_update_value(Option::take) {
                        timer.clear();
                    }
                    just_sent.sent(case);
                    let path = next.map_or_else(|| "/worklist".to_owned(), |next| format!("/worklist/{next}"));
                    navigate(&path, NavigateOptions::default());
                }
                Ok(AnswerSent::AlreadyAnswered { by, at, .. }) => first.set(Some((by, at))),
                Ok(AnswerSent::Incomplete { problems: missing }) => problems.set(missing),
                Err(AppError::SignedOut) => signed_out.set(true),
                Err(error) => failure.set(Some(error)),
            }
        });
    });
    choose_by_key(writing, kind, keys);

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    view! {
        <div class="answer">
            <SignInAgain shown=signed_out again=send/>
            <Messages problems failure first/>
            <form class="answer__form" id="answer-form" method="post" action=SendAnswerForm::url() on:submit=submit>
                <h2>"Your answer"</h2>
                <input type="hidden" name="case" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <AnswerFields writing/>
                <button class="nhsuk-button" disabled=move || sending.get() || first.get().is_some()>
                    <LiveText text=Signal::derive(move || if sending.get() { "Sending" } else { "Send answer" }.to_owned())/>
                </button>
            </form>
        </div>
        <OutcomeBar writing kind keys/>
    }
    .into_any()
}

/// What stands between the answer and sending it.
#[component]
fn Messages(
    problems: RwSignal<Vec<Problem>>,
    failure: RwSignal<Option<AppError>>,
    first: RwSignal<Option<(String, When)>>,
) -> impl IntoView {
    view! {
        <ErrorSummary problems title="Not sent yet".to_owned()/>
        {move || failure.get().map(|error| view! {
            <Notice tone=NoticeTone::Warning><p><strong>"Not sent. "</strong>{error.to_string()}</p></Notice>
        })}
        {move || first.get().map(|(by, at)| view! {
            <Notice tone=NoticeTone::Warning>
                <p><strong>{format!("{by} answered this case first, ")}<Moment when=at/>"."</strong></p>
                <p>"Your answer was not sent. Your text is still below, to copy or to compare. "
                    <a href="" rel="external">"See the answer that was sent"</a></p>
            </Notice>
        })}
    }
    .into_any()
}

/// Keeps unsent text on the server on every pause in the typing, and when the page is left in the middle of it.
/// Taking the timer away stops that: the text has been sent.
fn keep_while_typing(writing: Writing, signed_out: RwSignal<bool>) -> StoredValue<Option<TimeoutHandle>> {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let keep = move || {
        timer.set_value(None);
        spawn_local(async move {
            let kept = save_answer(writing.case, writing.answer.get_untracked()).await;
            // Anything else is tried again with the next pause, and sending says so.
            if kept == Err(AppError::SignedOut) {
                signed_out.try_set(true);
            }
        });
    };
    Effect::new(move |before: Option<()>| {
        writing.answer.track();
        if before.is_some() {
            if let Some(timer) = timer.get_value() {
                timer.clear();
            }
            timer.set_value(set_timeout_with_handle(keep, PAUSE).ok());
        }
    });
    on_cleanup(move || {
        if let (Some(Some(timer)), Some(answer)) = (timer.try_get_value(), writing.answer.try_get_untracked()) {
            timer.clear();
            spawn_local(async move {
                // The page is gone: there is nobody left to tell.
                let _ = save_answer(writing.case, answer).await;
            });
        }
    });
    timer
}

/// One key per outcome, except while somebody types.
fn choose_by_key(writing: Writing, kind: Kind, keys: RwSignal<bool>) {
    Effect::new(move |_| {
        let pressed = window_event_listener(ev::keydown, move |event| {
            let alone = !(event.ctrl_key() || event.alt_key() || event.meta_key());
            if !keys.get_untracked() || !alone || is_typing() {
                return;
            }
            if let Some(outcome) = of_key(&event.key()) {
                event.prevent_default();
                writing.choose(outcome);
                focus_soon(writing.first_gap(kind));
            }
        });
        on_cleanup(move || pressed.remove());
    });
}
