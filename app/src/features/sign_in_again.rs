use leptos::{ev, prelude::*, task::spawn_local};

use crate::{api::session::who_is_signed_in, focus::focus_soon};

/// For a session that ended while typing: signs in again beside the text, then `again` goes on where it stopped.
#[component]
pub fn SignInAgain(shown: RwSignal<bool>, again: Callback<()>) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let refused = RwSignal::new(false);
    Effect::new(move |_| {
        if shown.get() {
            focus_soon("again-email".to_owned());
        }
    });
    let sign_in = move |event: ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            post_sign_in(email.get_untracked(), password.get_untracked()).await;
            password.set(String::new());
            if let Ok(Some(_)) = who_is_signed_in().await {
                refused.set(false);
                shown.set(false);
                again.run(());
            } else {
                refused.set(true);
            }
        });
    };
    view! {
        <Show when=move || shown.get()>
            <section class="panel again" aria-labelledby="again-title" role="alertdialog">
                <h2 id="again-title">"You have been signed out"</h2>
                <p>"What you typed is still on this page. Sign in here and it will be saved."</p>
                <Show when=move || refused.get()>
                    <p class="nhsuk-error-message" role="alert">"The email address or the password is not right."</p>
                </Show>
                <form class="again__form" on:submit=sign_in>
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
            </section>
        </Show>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
async fn post_sign_in(email: String, password: String) {
    // Whether it worked is asked of the session afterwards; the redirect is followed to the smallest answer there is.
    crate::browser::form::post("/sign-in", &[("email", &email), ("password", &password), ("next", "/healthz")]).await;
}

/// The server renders no open panel, so nobody can press its button there.
#[cfg(not(feature = "hydrate"))]
async fn post_sign_in(_email: String, _password: String) {}
