use std::time::Duration;

use domain::ids::CaseId;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    api::{AppError, answers::undo_answer},
    components::LiveText,
};

/// The answer that was sent last and can still be taken back. It outlives the case's page: the next case is already
/// open while the bar still offers the one before.
#[derive(Debug, Clone, Copy)]
pub struct JustSent {
    case: RwSignal<Option<CaseId>>,
    seconds: RwSignal<u32>,
    problem: RwSignal<Option<AppError>>,
}

/// How long the bar stays, in seconds (domain.md 2.2 item 11). The server decides by its own clock.
const SECONDS: u32 = 10;

impl JustSent {
    /// Makes it known to every page of the area.
    pub fn provide() -> Self {
        let just_sent = Self { case: RwSignal::new(None), seconds: RwSignal::new(0), problem: RwSignal::new(None) };
        provide_context(just_sent);
        just_sent
    }

    /// The area's own; a new one where a page stands alone.
    pub fn of_area() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    pub fn sent(self, case: CaseId) {
        self.problem.set(None);
        self.seconds.set(SECONDS);
        self.case.set(Some(case));
    }
}

/// "Sent. Undo": below everything, for ten seconds.
#[component]
pub fn UndoBar(just_sent: JustSent) -> impl IntoView {
    let JustSent { case, seconds, problem } = just_sent;
    Effect::new(move |_| {
        if case.get().is_none() {
            return;
        }
        let tick = move || {
            seconds.update(|left| *left = left.saturating_sub(1));
            if seconds.get_untracked() == 0 {
                case.set(None);
            }
        };
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    });
    let navigate = use_navigate();
    let undo = move |_| {
        let Some(taken_back) = case.get_untracked() else { return };
        let navigate = navigate.clone();
        spawn_local(async move {
            case.set(None);
            match undo_answer(taken_back).await {
                Ok(()) => navigate(&format!("/worklist/{taken_back}"), NavigateOptions::default()),
                Err(error) => problem.set(Some(error)),
            }
        });
    };
    view! {
        <div class="undo-bar" role="status" class:undo-bar--shown=move || case.get().is_some() || problem.get().is_some()>
            <Show when=move || case.get().is_some()>
                <span>"Answer sent."</span>
                <button class="undo-bar__button" on:click=undo.clone()>"Undo"</button>
                <span class="undo-bar__left" aria-hidden="true"><LiveText text=Signal::derive(move || format!("{} s", seconds.get())) verbatim=true/></span>
            </Show>
            {move || problem.get().map(|_| view! {
                <span>"The answer could not be taken back: the ten seconds were over. Open the case to add to it."</span>
                <button class="undo-bar__button" on:click=move |_| problem.set(None)>"Close"</button>
            })}
        </div>
    }
    .into_any()
}
