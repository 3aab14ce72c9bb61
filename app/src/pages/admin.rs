use domain::{
    organisation::OrganisationKind,
    role::Role,
    view::{InvitedLine, OrganisationLine, PersonLine, Standing},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        admin::{Administration, load_administration},
        client::marked,
    },
    components::loaded,
    pages::public::told,
};

/// Where everything that an administrator does is posted to.
const ACT: &str = "/api/admin/act";

/// People and organisations: lists, and plain forms.
#[component]
pub fn Admin() -> impl IntoView {
    let query = use_query_map();
    let find = Memo::new(move |_| query.read().get("find").unwrap_or_default());
    let all = Resource::new_blocking(move || find.get(), load_administration);
    view! {
        <Title text="People and organisations"/>
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
                    <Invite organisations=organisations.clone()/>
                    <h1>"Organisations"</h1>
                    <ul class="nhsuk-list">{organisations.into_iter().map(|one| view! { <Organisation one/> }).collect_view()}</ul>
                    <NewOrganisation/>
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Person(person: PersonLine) -> impl IntoView {
    let PersonLine { account, name, email, works_at, standing } = person;
    let is_locked = matches!(standing, Standing::Locked { .. });
    let acts = [if is_locked { ("unlock", "Unlock") } else { ("lock", "Lock") }, ("reset", "Reset the password")];
    let account = account.to_string();
    let forms = acts.map(|(act, button)| view! { <Act act about=account.clone() button name=name.clone()/> });
    view! {
        <li class="panel">
            <p><strong><bdi>{name.clone()}</bdi></strong>", "<bdi>{email}</bdi></p>
            <p><bdi>{works_at.join("; ")}</bdi></p>
            <p>{standing.words()}</p>
            <div class="people__acts">{forms.collect_view()}</div>
        </li>
    }
    .into_any()
}

#[component]
fn Act(act: &'static str, about: String, button: &'static str, name: String) -> impl IntoView {
    view! {
        <form method="post" action=marked(ACT)>
            <input type="hidden" name="act" value=act/>
            <input type="hidden" name="about" value=about/>
            <button class="nhsuk-button nhsuk-button--secondary">{button}<span class="nhsuk-u-visually-hidden">" of "{name}</span></button>
        </form>
    }
    .into_any()
}

#[component]
fn Invited(invited: Vec<InvitedLine>) -> impl IntoView {
    let line = |it: InvitedLine| {
        let until = if it.late { "too late since " } else { "until " };
        view! { <li><bdi>{it.name}</bdi>", "<bdi>{it.email}</bdi>": "<bdi>{it.works_at}</bdi>", "{until}{it.until.short}</li> }
    };
    view! { <h2>"Invited, and not here yet"</h2><ul>{invited.into_iter().map(line).collect_view()}</ul> }.into_any()
}

#[component]
fn Text(name: &'static str, label: &'static str, kind: &'static str, required: bool) -> impl IntoView {
    let id = format!("new-{name}");
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=id.clone()>{label}</label>
            <input class="nhsuk-input" id=id name=name type=kind autocomplete="off" required=required/>
        </div>
    }
    .into_any()
}

#[component]
fn Invite(organisations: Vec<OrganisationLine>) -> impl IntoView {
    let role_at = |kind| Role::ALL.iter().find(|role| role.works_at() == Some(kind));
    let places = organisations.into_iter().filter(|it| it.closed.is_none()).filter_map(|it| {
        let role = role_at(it.kind)?;
        let value = format!("{} {}", role.as_str(), it.id);
        Some(view! { <option value=value>{format!("{}, {}", role.label(), it.name)}</option> })
    });
    view! {
        <h2>"Invite somebody"</h2>
        <form method="post" action=marked(ACT)>
            <input type="hidden" name="act" value="invite"/>
            <Text name="name" label="Name, as colleagues and patients read it" kind="text" required=true/>
            <Text name="email" label="Email address" kind="email" required=true/>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="new-place">"Works as"</label>
                <select class="nhsuk-select" id="new-place" name="about">
                    {places.collect_view()}
                    <option value=Role::Administrator.as_str()>{Role::Administrator.label()}</option>
                </select>
            </div>
            <button class="nhsuk-button">"Make a link"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Organisation(one: OrganisationLine) -> impl IntoView {
    let about = [one.kind.label().to_owned(), one.ods_code, one.phone, one.parent];
    let about = about.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    let status = match one.closed {
        Some(at) => format!("Closed on {}", at.full),
        None if one.people == 1 => "1 person".to_owned(),
        None => format!("{} people", one.people),
    };
    view! { <li class="panel"><strong><bdi>{one.name}</bdi></strong>": "<bdi>{about}</bdi>". "{status}</li> }.into_any()
}

#[component]
fn NewOrganisation() -> impl IntoView {
    let kinds = OrganisationKind::ALL.iter().map(|kind| view! { <option value=kind.as_str()>{kind.label()}</option> });
    view! {
        <h2>"Add an organisation"</h2>
        <form method="post" action=marked(ACT)>
            <input type="hidden" name="act" value="organisation"/>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="new-kind">"Kind"</label>
                <select class="nhsuk-select" id="new-kind" name="about">{kinds.collect_view()}</select>
            </div>
            <Text name="organisation" label="Name" kind="text" required=true/>
            <Text name="ods" label="ODS code, where it has one" kind="text" required=false/>
            <Text name="phone" label="Telephone number" kind="tel" required=false/>
            <button class="nhsuk-button">"Add it"</button>
        </form>
    }
    .into_any()
}

/// What came of an administrator's act, for the page that says so. The server puts it into the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActDone {
    /// A link to hand over, and until when it works.
    Link {
        url: String,
        until: String,
    },
    Done(String),
    /// Why not.
    Not(String),
}

#[component]
pub fn ActDonePage() -> impl IntoView {
    let inside = match told().unwrap_or(ActDone::Not("There is nothing here.".to_owned())) {
        ActDone::Link { url, until } => view! {
            <h1>"Hand over this link"</h1>
            <p>"Skinlink has not sent it. Give it to them alone, by a way that only they read. It works once, until "{until}"."</p>
            <p><code class="secret" translate="no">{url}</code></p>
        }
        .into_any(),
        ActDone::Done(what) => view! { <h1>{what}</h1> }.into_any(),
        ActDone::Not(why) => view! { <h1>"Not done"</h1><p>{why}</p> }.into_any(),
    };
    view! {
        <Title text="People and organisations"/>
        <main class="nhsuk-width-container nhsuk-main-wrapper" id="main">
            {inside}
            <p><a class="nhsuk-button nhsuk-button--secondary" href="/admin">"Back to people and organisations"</a></p>
        </main>
    }
    .into_any()
}
