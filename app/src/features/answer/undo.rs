use std::time::Duration;

use domain::ids::CaseId;
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use ui::focus::is_typing;

use super::OneKey;
use crate::{
    api::{AppError, answers::undo_answer},
    components::LiveText,
};

/// The answer that was sent last and can still be taken back. It outlives the case's page: the next case is already
/// open while the bar still offers the one before.
#[derive(Debug, Clone, Copy)]
pub struct JustSent {
    /// Which, and whose.
    sent: RwSignal<Option<(CaseId, String)>>,
    seconds: RwSignal<u32>,
    problem: RwSignal<Option<AppError>>,
}

impl JustSent {
    /// Makes it known to every page of the area.
    pub fn provide() -> Self {
        let just_sent = Self { sent: RwSignal::new(None), seconds: RwSignal::new(0), problem: RwSignal::new(None) };
        provide_context(just_sent);
        just_sent
    }

    /// The area's own; a new one where a page stands alone.
    pub fn of_area() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// `seconds` as the server counts them: it decides by its own clock.
    pub fn sent(self, case: CaseId, name: String, seconds: u32) {
        self.problem.set(None);
        self.seconds.set(seconds);
        self.sent.set(Some((case, name)));
    }
}

/// "Sent for Brenda Cole. Undo (Z)": in the header, where it covers neither pictures nor keys.
#[component]
pub fn UndoBar(just_sent: JustSent) -> impl IntoView {
    let JustSent { sent, seconds, problem } = just_sent;
    let OneKey(keys) = OneKey::of_area();
    Effect::new(move |_| {
        if sent.with(Option::is_none) {
            return;
        }
        let tick = move || {
            seconds.update(|left| *left = left.saturating_sub(1));
            if seconds.get_untracked() == 0 {
                sent.set(None);
            }
        };
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    });
    let navigate = use_navigate();
    let undo = Callback::new(move |()| {
        let Some((taken_back, _)) = sent.get_untracked() else { return };
        let navigate = navigate.clone();
        spawn_local(async move {
            sent.set(None);
            match undo_answer(taken_back).await {
                Ok(()) => navigate(&format!("/worklist/{taken_back}"), NavigateOptions::default()),
                Err(error) => problem.set(Some(error)),
            }
        });
    });
    Effect::new(move |_| {
        let pressed = window_event_listener(ev::keydown, move |event| {
            let alone = !(event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key());
            let meant = alone && event.key().eq_ignore_ascii_case("z") && keys.get_untracked();
            // A picture with the focus undoes its own last stroke, and says that it took the key.
            if meant && !event.default_prevented() && !is_typing() && sent.with_untracked(Option::is_some) {
                event.prevent_default();
                undo.run(());
            }
        });
        on_cleanup(move || pressed.remove());
    });
    let name = move || sent.with(|sent| sent.as_ref().map(|(_, name)| name.clone()).unwrap_or_default());
    view! {
        <div class="undo-bar" role="status" class:undo-bar--shown=move || sent.with(Option::is_some) || problem.get().is_some()>
            <Show when=move || sent.with(Option::is_some)>
                <span class="undo-bar__text">"Sent for "<strong><bdi><LiveText text=Signal::derive(name) verbatim=true/></bdi></strong>"."</span>
                <button class="undo-bar__button" aria-keyshortcuts="z" on:click=move |_| undo.run(())>"Undo (Z)"</button>
                <span class="undo-bar__left" aria-hidden="true"><LiveText text=Signal::derive(move || format!("{} s", seconds.get())) verbatim=true/></span>
            </Show>
            {move || problem.get().map(|problem| view! {
                <span class="undo-bar__text">{not_undone(&problem)}</span>
                <button class="undo-bar__button" on:click=move |_| just_sent.problem.set(None)>"Close"</button>
            })}
        </div>
    }
    .into_any()
}

/// Why the answer still stands: only the server knows whether it was too late.
fn not_undone(problem: &AppError) -> &'static str {
    match problem {
        AppError::NotNow => "Too late to undo: the answer stands. Open the case to correct it.",
        AppError::Unavailable => "Not undone: Skinlink cannot be reached. Press Undo in the case itself.",
        AppError::SignedOut | AppError::OtherSession(_) | AppError::Unconfirmed => {
            "Not undone: you have been signed out."
        }
        AppError::NotFound | AppError::Stale | AppError::Invalid(_) | AppError::TooLarge | AppError::Internal => {
            "Not undone. Open the case to see how it stands."
        }
    }
}
