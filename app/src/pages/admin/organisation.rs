use domain::view::OrganisationLine;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{Act, Day};
use crate::{
    api::admin::{OneOrganisation, load_organisation},
    components::loaded,
};

/// One organisation, and its end.
#[component]
pub fn OrganisationPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("organisation").unwrap_or_default());
    let one = Resource::new_blocking(move || id.get(), load_organisation);
    view! {
        <div class="staff__page people__page">
            <p><a class="nhsuk-back-link" href="/admin">"People and organisations"</a></p>
            {loaded(one, |one| view! { <Organisation one/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Organisation(one: OneOrganisation) -> impl IntoView {
    let OneOrganisation { organisation, successors } = one;
    let back = format!("/admin/organisations/{}", organisation.id);
    let OrganisationLine { id, kind, name, ods_code, phone, parent, people, closed } = organisation;
    let facts =
        [("Kind", kind.label().to_owned()), ("ODS code", ods_code), ("Telephone", phone), ("Belongs to", parent)];
    let facts = facts.into_iter().filter(|(_, it)| !it.is_empty()).map(|(label, it)| {
        view! { <div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">{label}</dt><dd class="nhsuk-summary-list__value"><bdi>{it}</bdi></dd></div> }
    });
    let people = if people == 1 { "1 person works there.".to_owned() } else { format!("{people} people work there.") };
    view! {
        <Title text=name.clone()/>
        <h1><bdi>{name.clone()}</bdi></h1>
        <dl class="nhsuk-summary-list">{facts.collect_view()}</dl>
        <p>{people}</p>
        <h2>"Closing"</h2>
        {match closed {
            Some(closing) => view! {
                <p><bdi>{closing.words()}</bdi></p>
                <Act act="reopen" about=id.to_string() button="Open it again" of=name back/>
            }.into_any(),
            None => view! { <Close about=id.to_string() name back successors/> }.into_any(),
        }}
    }
    .into_any()
}

#[component]
fn Close(about: String, name: String, back: String, successors: Vec<OrganisationLine>) -> impl IntoView {
    let options = StoredValue::new(successors);
    view! {
        <p>"It takes nothing new from now on, and on the day nobody works there any longer. Not while anything is open there: Skinlink says what is."</p>
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Close it"</span></summary>
            <div class="nhsuk-details__text">
                <Act act="close" about button="Close it" of=name back warning=true>
                    <Day id="close-on".to_owned() label="From which day on?"/>
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for="successor">"Who goes on with its work?"</label>
                        <select class="nhsuk-select" id="successor" name="successor">
                            <option value="">"Nobody"</option>
                            {options.with_value(|all| all.iter().map(|it| view! { <option value=it.id.to_string()>{it.name.clone()}</option> }).collect_view())}
                        </select>
                    </div>
                </Act>
            </div>
        </details>
    }
    .into_any()
}
