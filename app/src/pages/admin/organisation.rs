use domain::{clock::Division, view::OrganisationLine};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{Act, Day, Text};
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
    let OneOrganisation { organisation, successors, parents } = one;
    let back = format!("/admin/organisations/{}", organisation.id);
    let (id, name, closed) = (organisation.id, organisation.name.clone(), organisation.closed.clone());
    let people = match organisation.people {
        1 => "1 person works there.".to_owned(),
        people => format!("{people} people work there."),
    };
    view! {
        <Title text=name.clone()/>
        <h1><bdi>{name.clone()}</bdi></h1>
        <p>{organisation.kind.label()}". "{people}</p>
        <Details organisation parents back=back.clone()/>
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

/// What is known of it, in the boxes in which it is changed.
#[component]
fn Details(organisation: OrganisationLine, parents: Vec<OrganisationLine>, back: String) -> impl IntoView {
    let OrganisationLine { id, name, ods_code, phone, hours, parent, division, .. } = organisation;
    let parent = parent.map(|(id, _)| id);
    let parents = parents.into_iter().filter(|it| it.id != id).map(|it| {
        view! { <option value=it.id.to_string() selected=parent == Some(it.id)>{it.name}</option> }
    });
    let parents = parents.collect_view();
    let calendar = division.map(|division| {
        let divisions = Division::ALL.iter().map(|it| {
            view! { <option value=it.as_str() selected=*it == division>{it.label()}</option> }
        });
        view! {
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="division">"Bank holidays on which its time to answer does not run"</label>
                <select class="nhsuk-select" id="division" name="division">{divisions.collect_view()}</select>
            </div>
        }
    });
    view! {
        <Act act="change" about=id.to_string() button="Keep" back>
            <Text name="organisation" label="Name" required=true value=name/>
            <Text name="ods" label="ODS code, where it has one" value=ods_code/>
            <Text name="phone" label="Telephone number" kind="tel" value=phone/>
            <Text name="hours" label="When somebody answers there" value=hours hint="Such as Monday to Friday, 8am to 6.30pm. Patients read it beside a practice’s number, colleagues beside either’s."/>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="parent">"Belongs to"</label>
                <select class="nhsuk-select" id="parent" name="parent"><option value="">"Nobody"</option>{parents}</select>
            </div>
            {calendar}
        </Act>
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
