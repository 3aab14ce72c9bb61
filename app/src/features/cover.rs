//! A page belongs to the sign-in it was made for. When that is over, the page is covered at once: it shows nobody's
//! patient to whoever comes next, and sends nothing until the same person has signed in again and said so.

use std::time::Duration;

use domain::{
    ids::{AccountId, CaseId, MembershipId},
    view::{Me, OpenedCase},
};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use ui::focus::focus_soon;

use crate::api::{
    client::{PageMark, on_lost, unasked},
    session::{SignedIn, who_is_signed_in},
};

/// Why a page is covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Covered {
    No,
    /// The server does not take it for this page's; it is being asked whose it is.
    Asking,
    SignedOut,
    /// The same person signed in again; what their new pages carry.
    Again(String),
    /// Somebody else did.
    Other(Me),
    /// The same person acts for another organisation now.
    Elsewhere(Me),
    /// The case on it was read from outside, and may be no longer.
    Closed,
}

/// The cover of the clinicians' area.
#[derive(Clone, Copy)]
pub struct Cover {
    owner: AccountId,
    membership: MembershipId,
    mark: PageMark,
    covered: RwSignal<Covered>,
    resume: StoredValue<Vec<Callback<()>>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    /// The case that was last open from outside, and where the browser is.
    reads: StoredValue<Option<CaseId>>,
    place: Memo<String>,
    /// The case that is open from outside.
    opened: RwSignal<Option<OpenedCase>>,
    closes_ms: Option<i64>,
}

impl Cover {
    /// For a page made for `owner`, made known to everything on it.
    pub fn provide(owner: &SignedIn) -> Self {
        let cover = Self {
            owner: owner.me.account,
            membership: owner.me.membership,
            mark: PageMark::provide(owner.mark.clone()),
            covered: RwSignal::new(Covered::No),
            resume: StoredValue::new(Vec::new()),
            timer: StoredValue::new(None),
            reads: StoredValue::new(owner.me.opened.as_ref().map(|opened| opened.case)),
            place: use_location().pathname,
            opened: RwSignal::new(owner.me.opened.clone()),
            closes_ms: owner.closes_ms,
        };
        provide_context(cover);
        let (left, closes) = (owner.left_ms, owner.closes_ms);
        Effect::new(move |_| {
            on_lost(Callback::new(move |()| cover.now()));
            cover.check_in(left);
            cover.close_in(closes);
            cover.watch();
        });
        cover
    }

    pub fn is_on(self) -> bool {
        self.covered.with(|covered| *covered != Covered::No)
    }

    /// The case that is open from outside, as long as it is.
    pub fn opened(self) -> Option<OpenedCase> {
        self.opened.get()
    }

    /// Milliseconds from when the page was made until that closes.
    pub fn closes_ms(self) -> Option<i64> {
        self.closes_ms
    }

    /// The case on this page that is, or was, read from outside.
    fn read_here(self) -> Option<CaseId> {
        let case = self.reads.try_get_value().flatten()?;
        let is_here = self.place.try_get_untracked()?.contains(&case.to_string());
        is_here.then_some(case)
    }

    /// Does `again` once the page's owner has signed in again and goes on. For saving, not for sending.
    pub fn on_resume(again: Callback<()>) {
        if let Some(cover) = use_context::<Self>() {
            cover.resume.update_value(|all| all.push(again));
            on_cleanup(move || {
                cover.resume.try_update_value(|all| all.retain(|each| !each.matches(&again)));
            });
        }
    }

    /// Covers the page, and finds out why.
    pub fn now(self) {
        if self.covered.try_with_untracked(|covered| *covered == Covered::No) == Some(true) {
            self.covered.set(Covered::Asking);
            self.check();
        }
    }

    /// Asks the server whether the page is still its owner's.
    pub fn check(self) {
        spawn_local(async move {
            // A server that cannot be reached says nothing about who is signed in.
            let Ok(signed_in) = unasked(who_is_signed_in()).await else { return };
            let covered = match signed_in {
                None => Covered::SignedOut,
                Some(other) if other.me.account != self.owner => Covered::Other(other.me),
                Some(same) if same.me.membership != self.membership => Covered::Elsewhere(same.me),
                Some(same) if same.mark != self.mark.0.get_untracked() => Covered::Again(same.mark),
                Some(same) => {
                    self.check_in(same.left_ms);
                    self.close_in(same.closes_ms);
                    let open = same.me.opened.as_ref().map(|opened| opened.case);
                    self.opened.try_set(same.me.opened);
                    match self.read_here() {
                        Some(case) if open != Some(case) => Covered::Closed,
                        Some(_) | None => Covered::No,
                    }
                }
            };
            self.covered.try_set(covered);
        });
    }

    fn check_in(self, left_ms: i64) {
        if let Some(Some(timer)) = self.timer.try_get_value() {
            timer.clear();
        }
        // A moment later than the end; a browser takes no more than 24 days.
        let pause = Duration::from_millis(u64::try_from(left_ms).unwrap_or(0).min(86_400_000) + 1_000);
        self.timer.try_update_value(|timer| *timer = set_timeout_with_handle(move || self.check(), pause).ok());
    }

    /// Also where the server cannot be asked: an hour is over by itself. Opened again meanwhile, in another tab, it is
    /// uncovered by the answer.
    fn close_in(self, closes_ms: Option<i64>) {
        let Some(ms) = closes_ms else { return };
        let closes = move || {
            if self.read_here().is_some() {
                self.covered.try_set(Covered::Closed);
            }
            self.opened.try_set(None);
            self.check();
        };
        set_timeout(closes, Duration::from_millis(u64::try_from(ms).unwrap_or(0).min(86_400_000)));
    }

    /// Another tab signs out, or the page comes to the front again.
    fn watch(self) {
        #[cfg(feature = "hydrate")]
        {
            use crate::browser::tabs;
            StoredValue::new_local(tabs::Heard::listen(move || {
                self.now();
                // It was said when the button was pressed: the server may answer before it has heard of it.
                for pause in [1, 4, 15] {
                    set_timeout(move || self.check(), Duration::from_secs(pause));
                }
            }));
            StoredValue::new_local(tabs::Seen::watch(move || self.check()));
        }
    }

    fn go_on(self, mark: String) {
        self.mark.renew(mark);
        self.covered.set(Covered::No);
        self.resume.get_value().into_iter().for_each(|again| again.run(()));
        self.check();
    }
}

/// Tells the browser's other tabs that somebody signs out.
pub fn tell_signing_out() {
    #[cfg(feature = "hydrate")]
    crate::browser::tabs::tell();
}

/// What stands in front of a covered page.
#[component]
pub fn CoverPage(cover: Cover) -> impl IntoView {
    let inside = move || {
        match cover.covered.get() {
        Covered::No => ().into_any(),
        Covered::Asking => view! {
            <h1>"One moment"</h1>
            <p>"Skinlink is being asked who is signed in."</p>
            <button class="nhsuk-button" on:click=move |_| cover.check()>"Ask again"</button>
        }
        .into_any(),
        Covered::SignedOut => view! { <SignInAgain cover/> }.into_any(),
        Covered::Again(mark) => view! {
            <h1>"You are signed in again"</h1>
            <p>"What you typed is still on this page. Nothing was sent while you were away."</p>
            <button class="nhsuk-button" on:click=move |_| cover.go_on(mark.clone())>"Go on"</button>
        }
        .into_any(),
        Covered::Elsewhere(me) => view! {
            <h1>{format!("You now act for {}", me.organisation)}</h1>
            <p>"This page was opened for another organisation. What you typed is still on it, and nothing is sent from it: switch back in another tab to go on with it."</p>
            <a class="nhsuk-button" href=me.home rel="external">"Go to your start page"</a>
        }
        .into_any(),
        Covered::Closed => view! {
            <h1>"The case is closed again"</h1>
            <p>"You read it from outside, and the time for that is over. If you still need it, open it again and say why."</p>
            <a class="nhsuk-button" href="/outside" rel="external">"Open a case from outside"</a>
        }
        .into_any(),
        Covered::Other(me) => view! {
            <h1>{format!("You are now signed in as {}", me.name)}</h1>
            <p>"This page was opened by somebody else. It is covered, and nothing is sent from it."</p>
            <a class="nhsuk-button" href=me.home rel="external">"Go to your start page"</a>
        }
        .into_any(),
    }
    };
    view! {
        <Show when=move || cover.is_on()>
            <section class="cover" role="alertdialog" aria-label="This page is covered"><div class="panel cover__panel">{inside}</div></section>
        </Show>
    }
    .into_any()
}

/// For a session that ended while typing: signs in again in front of the text.
#[component]
fn SignInAgain(cover: Cover) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let code = RwSignal::new(String::new());
    let refused = RwSignal::new(false);
    // The password was right, and the second step is still to be done.
    let asks_code = RwSignal::new(false);
    Effect::new(move |_| focus_soon("again-email".to_owned()));
    let sign_in = move |event: ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let done = if asks_code.get_untracked() {
                post("/second-factor", &[("code", &code.get_untracked())]).await
            } else {
                let (email, password) = (email.get_untracked(), password.get_untracked());
                // The redirect is followed to the smallest answer there is; a refusal is an error.
                post("/sign-in", &[("email", &email), ("password", &password), ("next", "/healthz")]).await
            };
            password.try_set(String::new());
            code.try_set(String::new());
            refused.try_set(!done);
            if done {
                // Where nothing more is asked, the page is uncovered by what the server answers now.
                asks_code.try_update(|asks| *asks = !*asks);
            }
            cover.check();
        });
    };
    view! {
        <h1>"You have been signed out"</h1>
        <p>"What you typed is still on this page. Sign in to go on with it."</p>
        <Show when=move || refused.get()>
            <p class="nhsuk-error-message" role="alert">"You were not signed in. Check what you typed."</p>
        </Show>
        <form on:submit=sign_in hidden=move || !asks_code.get()>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="again-code">"Code of your authenticator app, or a recovery code"</label>
                <input class="nhsuk-input" id="again-code" autocomplete="one-time-code" required bind:value=code/>
            </div>
            <button class="nhsuk-button">"Go on"</button>
        </form>
        <form on:submit=sign_in hidden=move || asks_code.get()>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="again-email">"Email address"</label>
                <input class="nhsuk-input" id="again-email" type="email" autocomplete="username" required bind:value=email/>
            </div>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="again-password">"Password"</label>
                <input class="nhsuk-input" id="again-password" type="password" autocomplete="current-password" required bind:value=password/>
            </div>
            <button class="nhsuk-button">"Sign in"</button>
        </form>
        <p><a href="/sign-in" rel="external">"Leave this page and sign in as somebody else"</a></p>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
use crate::browser::form::post;

/// The server covers no page, so nobody can press this button there.
#[cfg(not(feature = "hydrate"))]
async fn post(_path: &str, _fields: &[(&str, &str)]) -> bool {
    false
}
