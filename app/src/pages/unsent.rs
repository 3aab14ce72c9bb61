use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

use crate::{
    api::{
        client::{FIELD, PageMark, marked},
        session::{ForgetUnsent, Unsent, load_unsent},
    },
    components::{Moment, loaded},
    features::unsent::{SendAgain, Typed},
};

/// Forms that came after their author's session had ended. Nothing sends them but the author, here.
#[component]
pub fn UnsentForms() -> impl IntoView {
    let forms = Resource::new_blocking(|| (), |()| load_unsent());
    view! {
        <Title text="Not sent"/>
        <div class="staff__page">
            {loaded(forms, |forms| {
                let none = forms.is_empty().then(|| view! { <h1>"Nothing waits to be sent"</h1> });
                let forms = forms.into_iter().map(|form| view! { <Form form/> }).collect_view();
                view! { {none}{forms} }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Form(form: Unsent) -> impl IntoView {
    let Unsent { id, path, fields, saved } = form;
    let PageMark(mark) = expect_context();
    let action = {
        let id = id.clone();
        Signal::derive(move || format!("{path}?{FIELD}={}&unsent={id}", mark.get()))
    };
    view! {
        <section class="panel">
            <h1>"You had not sent this. Send it now?"</h1>
            <p>"It came "<Moment when=saved/>", after you had been signed out. Nothing was done with it."</p>
            <Typed fields=fields.clone()/>
            <SendAgain action fields button="Send it now"/>
            <form method="post" action=marked(ForgetUnsent::url())>
                <input type="hidden" name="id" value=id/>
                <button class="nhsuk-button nhsuk-button--secondary">"Throw it away"</button>
            </form>
        </section>
    }
    .into_any()
}
