//! A service's own versions of the forms that are asked: listed, put in, looked at, published and withdrawn.

mod edit;
mod preview;

use domain::view::{FormDraft, FormLine, FormVersion};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

pub use edit::FormEdit;
pub use preview::FormPreview;

use crate::{
    api::{
        client::marked,
        forms::{CheckForm, PublishForm, WithdrawForm, load_forms},
    },
    components::{Moment, Notice, NoticeTone, loaded},
};

/// Every form with its versions, and a place to put in another.
#[component]
pub fn Forms() -> impl IntoView {
    let all = Resource::new_blocking(|| (), |()| load_forms());
    let query = use_query_map();
    let has = move |name: &'static str| query.read().get(name).is_some();
    view! {
        <Title text="Forms"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Forms"</h1></div>
            <p>"What referrers and patients are asked. Your service can publish its own version of a form. Whoever has begun with one version goes on with it."</p>
            <Show when=move || has("published")><Notice tone=NoticeTone::Success><p>"Published. New requests and links are asked by it from now on."</p></Notice></Show>
            <Show when=move || has("withdrawn")><Notice tone=NoticeTone::Success><p>"Withdrawn. Nobody begins with it from now on."</p></Notice></Show>
            <Show when=move || has("forgotten")><Notice tone=NoticeTone::Success><p>"Thrown away. Nothing was published."</p></Notice></Show>
            {loaded(all, move |all| {
                let forms = all.forms.into_iter().map(|form| view! { <Form form/> }).collect_view();
                view! { {forms}<New draft=all.draft taken=has("taken") changed=has("changed")/> }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Form(form: FormLine) -> impl IntoView {
    let FormLine { kind, title, versions } = form;
    let not_yet = (!kind.is_asked_from_its_file())
        .then(|| view! { <p class="nhsuk-hint">"Not asked from its file yet: here to look at."</p> });
    let rows =
        versions.into_iter().map(|version| view! { <Version form=kind title=title.clone() version/> }).collect_view();
    view! {
        <section class="panel">
            <h2 class="nhsuk-heading-m">{kind.label()}</h2>
            {not_yet}
            <ul class="nhsuk-list form-versions">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Version(form: domain::forms::FormKind, title: String, version: FormVersion) -> impl IntoView {
    let FormVersion { version, published, withdrawn, is_current } = version;
    let is_own = published.is_some();
    let is_withdrawn = withdrawn.is_some();
    let state = match (published, withdrawn) {
        (_, Some(at)) => view! { "Withdrawn "<Moment when=at/> }.into_any(),
        (Some(at), None) => view! { "Published "<Moment when=at/> }.into_any(),
        (None, None) => "Comes with Skinlink".into_any(),
    };
    // What no page asks is in use nowhere.
    let current = (is_current && form.is_asked_from_its_file()).then(|| view! { <strong>" – in use now"</strong> });
    let preview =
        format!("/forms/preview?form={}&version={}", form.as_str(), leptos_router::location::Url::escape(&version));
    let of = format!(" version {version} of {title}");
    let change =
        format!("/forms/edit?form={}&version={}", form.as_str(), leptos_router::location::Url::escape(&version));
    let change = form.is_asked_from_its_file().then(|| {
        view! { <a href=change rel="external">"Make a version from it"<span class="nhsuk-u-visually-hidden">{format!(":{of}")}</span></a> }
    });
    let withdraw = (is_own && !is_withdrawn).then(|| {
        view! {
            <form method="post" action=marked(WithdrawForm::url())>
                <input type="hidden" name="kind" value=form.as_str()/>
                <input type="hidden" name="version" value=version.clone()/>
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">"Withdraw"<span class="nhsuk-u-visually-hidden">{of.clone()}</span></button>
            </form>
        }
    });
    view! {
        <li class="form-versions__one">
            <span>"Version "<bdi>{version}</bdi>": "{state}{current}</span>
            // The page brings a script of its own, so it is loaded whole.
            <a href=preview rel="external">"Look at it"<span class="nhsuk-u-visually-hidden">{of}</span></a>
            {change}{withdraw}
        </li>
    }
    .into_any()
}

/// What was put in, what is wrong with it, and the way to publish it.
#[component]
fn New(draft: Option<FormDraft>, taken: bool, changed: bool) -> impl IntoView {
    let FormDraft { json, kind, faults, seen } = draft.unwrap_or_default();
    let is_put_in = !json.is_empty();
    let is_ready = is_put_in && faults.is_empty();
    let by_hand = match kind {
        Some(kind) => view! {
            <p>{format!("Your service is making a version of “{}”.", kind.label())}" "<a href=format!("/forms/edit?form={}", kind.as_str()) rel="external">"Change its questions"</a></p>
        }
        .into_any(),
        None => view! { <p>"Make a version from one above, question by question; or put in a file that was made elsewhere."</p> }.into_any(),
    };
    let count = faults.len();
    let faults = (is_put_in && !is_ready).then(|| {
        let lines = faults.into_iter().map(|fault| view! { <li>{fault}</li> }).collect_view();
        view! {
            <div class="nhsuk-error-summary" role="alert" aria-labelledby="faults">
                <h3 class="nhsuk-error-summary__title" id="faults">{format!("It cannot be published: {count} {}", if count == 1 { "fault" } else { "faults" })}</h3>
                <div class="nhsuk-error-summary__body"><ul class="nhsuk-list nhsuk-list--bullet">{lines}</ul></div>
            </div>
        }
    });
    let taken = (taken && is_ready).then(|| {
        view! {
            <Notice tone=NoticeTone::Warning>
                <p>"Not published: this form has a version of that name already. Give “version” another name, and check it again."</p>
            </Notice>
        }
    });
    let changed = changed.then(|| {
        view! {
            <Notice tone=NoticeTone::Warning>
                <p><strong>"Nothing was published. "</strong>"What was put in is another version since you looked at it, or none: somebody else at your service works on it, too. This is how it stands now."</p>
            </Notice>
        }
    });
    let ready = is_ready.then(|| {
        view! {
            <p role="status">"Nothing is wrong with it."</p>
            <p><a href="/forms/preview" rel="external">"Look at it as it will be asked"</a></p>
            <form method="post" action=marked(PublishForm::url())><input type="hidden" name="seen" value=seen/><button class="nhsuk-button">"Publish it"</button></form>
        }
    });
    view! {
        <section class="panel" id="new">
            <h2 class="nhsuk-heading-m">"A new version"</h2>
            {changed}{by_hand}{faults}{taken}{ready}
            <form method="post" action=marked(CheckForm::url())>
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label" for="json">"Questionnaire (FHIR R4, JSON)"</label>
                    <div class="nhsuk-hint" id="json-hint">"Start from a version above, give “version” a new name, and paste the whole file here."</div>
                    <textarea class="nhsuk-textarea form-json" id="json" name="json" rows="12" spellcheck="false" dir="ltr" aria-describedby="json-hint">{json}</textarea>
                </div>
                <button class="nhsuk-button nhsuk-button--secondary">"Check it"</button>
            </form>
        </section>
    }
    .into_any()
}
