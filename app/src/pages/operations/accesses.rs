use domain::{
    audit::AccessKind,
    ids::OrganisationId,
    view::{AccessAnswer, AccessLine, AccessQuestion, LogChecked},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, location::Url, params::ParamsMap};

use crate::{
    api::operations::search_accesses,
    components::{Moment, Notice, NoticeTone, loaded},
    pages::admin::Act,
};

/// The log of accesses: who did or was shown what.
#[component]
pub fn Accesses() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| question(&query.read()));
    let answer = Resource::new_blocking(move || asked.get(), |(question, below)| search_accesses(question, below));
    view! {
        <Title text="Log of accesses"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Log of accesses"</h1></div>
            <p>"Who signed in, did what as a manager, or was sent what. What people did to a case is in its own history. That you look is noted here, too."</p>
            {loaded(answer, move |answer| {
                let AccessAnswer { question, problem, lines, older, checked, organisations } = answer;
                let wrong = problem.map(|problem| view! { <Notice tone=NoticeTone::Danger><p>{problem}</p></Notice> });
                let nothing = lines.is_empty() && wrong.is_none() && !asked.get_untracked().0.from.is_empty();
                let further = older.map(|below| view! { <p><a href=address(&question, below)>"Older entries"</a></p> });
                view! {
                    <Checked checked/>
                    {wrong}
                    <Form question organisations/>
                    {nothing.then(|| view! { <p class="empty">"Nothing of that kind happened in these days."</p> })}
                    {(!lines.is_empty()).then(|| view! { <ul class="accesses">{lines.into_iter().map(|line| view! { <AccessItem line/> }).collect_view()}</ul> })}
                    {further}
                }
            })}
        </div>
    }
    .into_any()
}

fn question(query: &ParamsMap) -> (AccessQuestion, String) {
    let [person, organisation, case, what, from, to, below] =
        ["person", "organisation", "case", "what", "from", "to", "below"]
            .map(|name| query.get(name).unwrap_or_default());
    (AccessQuestion { person, organisation, case, what, from, to }, below)
}

fn address(question: &AccessQuestion, below: i64) -> String {
    let AccessQuestion { person, organisation, case, what, from, to } = question;
    let fields = [
        ("person", person),
        ("organisation", organisation),
        ("case", case),
        ("what", what),
        ("from", from),
        ("to", to),
    ];
    let fields: String = fields.iter().map(|(name, value)| format!("{name}={}&", Url::escape(value))).collect();
    format!("/admin/accesses?{fields}below={below}")
}

#[component]
fn Checked(checked: Option<LogChecked>) -> impl IntoView {
    match checked {
        None => view! { <p>"Whether this log is as it was written has not been looked at yet. A server does so each day."</p> }.into_any(),
        Some(LogChecked { at, entries, faults, known }) if faults.is_empty() && known.is_empty() => view! {
            <p>"This log was last read from its beginning on "<Moment when=at/>": its "{entries}" entries were as they were written."</p>
        }
        .into_any(),
        Some(LogChecked { at, faults, known, .. }) => {
            let read = at.clone();
            view! {
            {(!faults.is_empty()).then(|| view! {
                <Notice tone=NoticeTone::Danger>
                    <p><strong>"The logs are not as they were written. "</strong>"Last read on "<Moment when=read/>". "{faults.join("; ")}". The command "<code>"skinlink verify"</code>" says more."</p>
                    <p>"This stays here, whatever is found later, until an administrator has looked at it. Find out first who can write to the database and its backups, and keep a copy of both."</p>
                    <Act act="log_looked" button="I have looked at this" back="/admin/accesses"/>
                </Notice>
            })}
            {(!known.is_empty()).then(|| view! {
                <p>"Faults that an administrator has looked at: "{known.join("; ")}". The log was last read from its beginning on "<Moment when=at/>"."</p>
            })}
        }
        .into_any()
        }
    }
}

#[component]
fn Form(question: AccessQuestion, organisations: Vec<(OrganisationId, String)>) -> impl IntoView {
    let AccessQuestion { person, organisation, case, what, from, to } = question;
    let places = organisations.into_iter().map(|(id, name)| {
        let id = id.to_string();
        let selected = id == organisation;
        view! { <option value=id selected=selected>{name}</option> }
    });
    let kinds = AccessKind::ALL
        .iter()
        .map(|kind| view! { <option value=kind.as_str() selected=kind.as_str() == what>{kind.label()}</option> });
    view! {
        <form class="accesses__form" method="get" action="/admin/accesses" role="search">
            <Text name="person" label="Name or email address" kind="text" value=person/>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="organisation">"Organisation"</label>
                <select class="nhsuk-select" id="organisation" name="organisation"><option value="">"Any"</option>{places.collect_view()}</select>
            </div>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="what">"What"</label>
                <select class="nhsuk-select" id="what" name="what"><option value="">"Anything"</option>{kinds.collect_view()}</select>
            </div>
            <Text name="case" label="Case number, such as 1F3A 27C1" kind="text" value=case/>
            <Text name="from" label="First day" kind="date" value=from/>
            <Text name="to" label="Last day" kind="date" value=to/>
            <button class="nhsuk-button">"Search"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Text(name: &'static str, label: &'static str, kind: &'static str, value: String) -> impl IntoView {
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>{label}</label>
            <input class="nhsuk-input" id=name name=name type=kind value=value autocomplete="off"/>
        </div>
    }
    .into_any()
}

#[component]
fn AccessItem(line: AccessLine) -> impl IntoView {
    let AccessLine { number, at, who, at_organisation, what, about, case, is_sealed } = line;
    let broken =
        (!is_sealed).then(|| view! { <strong class="nhsuk-tag nhsuk-tag--red">"Not as it was written"</strong> });
    let about = (!about.is_empty()).then(|| view! { ": "<bdi>{about}</bdi> });
    let case = (!case.is_empty()).then(|| view! { <span class="accesses__case" translate="no">"Case "{case}</span> });
    view! {
        <li class="accesses__line">
            <span><Moment when=at/>" "<span class="quiet" translate="no">"No. "{number}</span></span>
            <span><bdi>{who}</bdi><br/><span class="quiet"><bdi>{at_organisation}</bdi></span></span>
            <span>{broken}{what}{about}{case}</span>
        </li>
    }
    .into_any()
}
