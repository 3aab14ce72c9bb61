use leptos::{html, prelude::*};
use locales::say;
use ui::{browser::page, components::Choice};

use super::flow::Flow;

/// Asked before a picture that has not been sent is left: over what was being done, which goes on if they stay.
#[component]
pub fn Leave(flow: Flow) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if flow.leaving.get() { page::open_dialog(&dialog) } else { page::close_dialog(&dialog) }
    });
    view! {
        <dialog class="leave" node_ref=dialog aria-labelledby="leave-title" on:close=move |_| flow.leaving.set(false)>
            <h2 class="leave__title" id="leave-title">{say!("leave.title")}</h2>
            <p>{say!("leave.hint")}</p>
            <Choice label=say!("leave.stay") on_press=move |()| flow.leaving.set(false)
                other=say!("leave.go") on_other=move |()| flow.close()/>
        </dialog>
    }
    .into_any()
}
