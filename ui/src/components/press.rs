use leptos::prelude::*;

/// A button that does something in this page. One piece of code for all of them: a button that is written into a view of
/// its own is another kilobyte that a phone waits for.
#[component]
pub fn Press(
    /// Without one, the button is not shown.
    #[prop(into)]
    label: Signal<String>,
    #[prop(default = "quiet-button")] class: &'static str,
    /// What is read out instead of the label.
    #[prop(optional, into)]
    named: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class=class aria-label=named disabled=disabled hidden=move || label.with(String::is_empty)
            on:click=move |_| on_press.run(())>{label}</button>
    }
    .into_any()
}

/// Under a picture: what goes on, and what leads back.
#[component]
pub fn Choice(
    #[prop(into)] label: String,
    #[prop(into)] on_press: Callback<()>,
    #[prop(into)] other: String,
    #[prop(into)] on_other: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="scene__actions">
            <Press label class="nhsuk-button" on_press/>
            <Press label=other class="nhsuk-button nhsuk-button--secondary" on_press=on_other/>
        </div>
    }
    .into_any()
}
