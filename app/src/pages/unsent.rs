use domain::view::{Me, Workplace};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

use crate::{
    api::{
        client::{FIELD, PageMark, marked},
        session::{ForgetUnsent, Unsent, load_unsent},
    },
    components::{Moment, loaded},
    features::unsent::{SendAgain, Typed},
    pages::staff::Switch,
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
    let Unsent { id, path, fields, saved, written_for } = form;
    let me: Me = expect_context();
    let PageMark(mark) = expect_context();
    let action = {
        let id = id.clone();
        Signal::derive(move || format!("{path}?{FIELD}={}&unsent={id}", mark.get()))
    };
    view! {
        <section class="panel">
            <h1>"You had not sent this. Send it now?"</h1>
            <p>"It came "<Moment when=saved/>", when its page was not taken any longer. Nothing was done with it."</p>
            <Typed fields=fields.clone()/>
            {match written_for {
                None => view! { <SendAgain action fields button="Send it now"/> }.into_any(),
                Some(membership) => view! { <Elsewhere place=me.others.into_iter().find(|it| it.membership == membership)/> }.into_any(),
            }}
            <form method="post" action=marked(ForgetUnsent::url())>
                <input type="hidden" name="id" value=id/>
                <button class="nhsuk-button nhsuk-button--secondary">"Throw it away"</button>
            </form>
        </section>
    }
    .into_any()
}

/// What was written for one place is not sent from another.
#[component]
fn Elsewhere(place: Option<Workplace>) -> impl IntoView {
    match place {
        Some(place) => view! {
            <p>"You wrote it for "<bdi>{place.organisation.clone()}</bdi>", and act for another organisation now."</p>
            <Switch place then="/unsent"/>
        }
        .into_any(),
        None => {
            view! { <p>"You wrote it for an organisation that you do not work at any longer. Copy what you need."</p> }
                .into_any()
        }
    }
}
