//! People and organisations: a list of both, and a page of each, on which everything is a plain form.

mod act;
mod done;
mod organisation;
mod person;

use domain::{
    organisation::OrganisationKind,
    role::Role,
    view::{InvitedLine, Me, OrganisationLine, PersonLine, WorksAt},
};
pub use done::{ActDone, ActDonePage, Came, StepUp, StepUpPage};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

pub(super) use act::Act;
use act::{Day, Registered, Text};
pub use organisation::OrganisationPage;
pub use person::PersonPage;

use crate::{
    api::admin::{Administration, load_administration},
    components::loaded,
};

/// People and organisations: lists, and plain forms.
#[component]
pub fn Admin() -> impl IntoView {
    let query = use_query_map();
    let find = Memo::new(move |_| query.read().get("find").unwrap_or_default());
    // A manager sees the people of their own organisation, and no other.
    let everywhere = use_context::<Me>().is_some_and(|me| me.role == Role::Administrator);
    let title = if everywhere { "People and organisations" } else { "People" };
    let all = Resource::new_blocking(move || find.get(), load_administration);
    view! {
        <Title text=title/>
        <div class="staff__page">
            {loaded(all, move |all| {
                let Administration { people, invited, organisations } = all;
                view! {
                    <h1>"People"</h1>
                    <form class="people__find" method="get" action="/admin" role="search">
                        <label class="nhsuk-label" for="find">"Name or email address"</label>
                        <input class="nhsuk-input nhsuk-input--width-20" id="find" name="find" value=find.get_untracked()/>
                        <button class="nhsuk-button nhsuk-button--secondary">"Find"</button>
                    </form>
                    <ul class="nhsuk-list">{people.into_iter().map(|person| view! { <Person person/> }).collect_view()}</ul>
                    {(!invited.is_empty()).then(|| view! { <Invited invited/> })}
                    <Invite organisations=organisations.clone() everywhere/>
                    {everywhere.then(|| view! {
                        <h1>"Organisations"</h1>
                        <ul class="nhsuk-list">{organisations.into_iter().map(|one| view! { <Organisation one/> }).collect_view()}</ul>
                        <NewOrganisation/>
                    })}
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Person(person: PersonLine) -> impl IntoView {
    let PersonLine { account, name, email, registration, works_at, standing, .. } = person;
    let registration = registration.map(|it| format!(", {it}"));
    let works_at = works_at.iter().map(WorksAt::words).collect::<Vec<_>>().join("; ");
    view! {
        <li class="panel people__line">
            <p><a href=format!("/admin/people/{account}")><bdi>{name}</bdi></a>{registration}", "<bdi>{email}</bdi></p>
            <p><bdi>{works_at}</bdi></p>
            <p>{standing.words()}</p>
        </li>
    }
    .into_any()
}

#[component]
fn Invited(invited: Vec<InvitedLine>) -> impl IntoView {
    let line = |it: InvitedLine| {
        let until = if it.late { "too late since " } else { "until " };
        let not_mailed = it.not_mailed.map(|why| view! {
            <p><strong>"The mail with the link did not arrive: "{why}"."</strong>" Invite them again for a new one."</p>
        });
        view! {
            <li class="panel people__line">
                <p><bdi>{it.name.clone()}</bdi>", "<bdi>{it.email}</bdi>": "<bdi>{it.works_at}</bdi>", "{until}{it.until.short}</p>
                {not_mailed}
                <Act act="take_back" about=it.id.to_string() button="Take it back" of=it.name/>
            </li>
        }
    };
    view! { <h2>"Invited, and not here yet"</h2><ul class="nhsuk-list">{invited.into_iter().map(line).collect_view()}</ul> }.into_any()
}

#[component]
fn Invite(organisations: Vec<OrganisationLine>, everywhere: bool) -> impl IntoView {
    let places = organisations.into_iter().filter(|it| it.closed.is_none()).flat_map(|it| {
        let roles = Role::ALL.iter().filter(move |role| role.works_at().contains(&it.kind));
        roles.map(move |role| {
            let value = format!("{} {}", role.as_str(), it.id);
            view! { <option value=value>{format!("{}, {}", role.label(), it.name)}</option> }
        })
    });
    let places = places.collect::<Vec<_>>();
    view! {
        <h2>"Invite somebody"</h2>
        <p>"Nobody works anywhere before they have said yes: by the link that is made here or, where they have an account already, signed in with it."</p>
        <Act act="invite" button="Make a link" back="/admin">
            <Text name="name" label="Name, as colleagues and patients read it" required=true/>
            <Text name="email" label="Email address" kind="email" required=true/>
            <Registered registration=None/>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="new-place">"Works as"</label>
                <select class="nhsuk-select" id="new-place" name="about">
                    {places}
                    {everywhere.then(|| view! { <option value=Role::Administrator.as_str()>{Role::Administrator.label()}</option> })}
                </select>
            </div>
        </Act>
    }
    .into_any()
}

#[component]
fn Organisation(one: OrganisationLine) -> impl IntoView {
    let about =
        [one.kind.label().to_owned(), one.ods_code, one.phone, one.parent.map(|(_, name)| name).unwrap_or_default()];
    let about = about.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    let status = match &one.closed {
        Some(closing) => closing.words(),
        None if one.people == 1 => "1 person".to_owned(),
        None => format!("{} people", one.people),
    };
    view! {
        <li class="panel people__line">
            <p><a href=format!("/admin/organisations/{}", one.id)><bdi>{one.name}</bdi></a>": "<bdi>{about}</bdi>". "{status}</p>
        </li>
    }
    .into_any()
}

#[component]
fn NewOrganisation() -> impl IntoView {
    let kinds = OrganisationKind::ALL.iter().map(|kind| view! { <option value=kind.as_str()>{kind.label()}</option> });
    view! {
        <h2>"Add an organisation"</h2>
        <Act act="organisation" button="Add it" back="/admin">
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="new-kind">"Kind"</label>
                <select class="nhsuk-select" id="new-kind" name="about">{kinds.collect_view()}</select>
            </div>
            <Text name="organisation" label="Name" required=true/>
            <Text name="ods" label="ODS code, where it has one"/>
            <Text name="phone" label="Telephone number" kind="tel"/>
        </Act>
    }
    .into_any()
}
