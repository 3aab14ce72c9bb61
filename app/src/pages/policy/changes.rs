use domain::{policy::part_of, view::PolicyDraft};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{
        client::marked,
        policy::{ForgetPolicy, PublishPolicy},
    },
    components::{Notice, NoticeTone},
};

/// What the reader has typed: what is wrong with it, or what it changes, and the way to publish it.
#[component]
pub fn PolicyChanges(draft: PolicyDraft, refused: bool) -> impl IntoView {
    let PolicyDraft { seen, problems, changes, changes_of_planned, from, refused: why, example } = draft;
    let is_whole = problems.is_empty();
    let changes_nothing = is_whole && changes.is_empty() && changes_of_planned.is_empty();
    let wrong = (!is_whole).then(|| {
        let links = problems.into_iter().map(|problem| {
            let part = part_of(&problem.field).map_or("service", |part| part.as_str());
            view! { <li><a href=format!("/policy/{part}?checked=1#{}", problem.field) rel="external">{problem.message}</a></li> }
        });
        view! {
            <div class="nhsuk-error-summary" role="alert" aria-labelledby="wrong">
                <h3 class="nhsuk-error-summary__title" id="wrong">"It cannot be published yet"</h3>
                <div class="nhsuk-error-summary__body"><ul class="nhsuk-list nhsuk-error-summary__list">{links.collect_view()}</ul></div>
            </div>
        }
    });
    let says = list("Compared with what holds now, this changes:", changes);
    let of_planned = list("Compared with the edition that is planned, this changes:", changes_of_planned);
    let publish = (is_whole && !changes_nothing).then(|| {
        // As the server says it: that a day is not ahead is not the only thing that can be wrong.
        let why = why.into_iter().find(|_| refused).map(|problem| problem.message);
        let wrong_day = why.is_some();
        let error = why.map(|message| view! {
            <span class="nhsuk-error-message" id="from-error"><span class="nhsuk-u-visually-hidden">"Error: "</span>{message}</span>
        });
        view! {
            <form method="post" action=marked(PublishPolicy::url())>
                <input type="hidden" name="seen" value=seen/>
                <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong_day>
                    <label class="nhsuk-label" for="from">"From which day on (empty: from now on)"</label>
                    <div class="nhsuk-hint" id="from-hint">{format!("Such as {example}. It replaces an edition that is planned for that day or later.")}</div>
                    {error}
                    <input class="nhsuk-input nhsuk-input--width-20" class:nhsuk-input--error=wrong_day id="from" name="from" autocomplete="off" aria-describedby=if wrong_day { "from-hint from-error" } else { "from-hint" } value=from/>
                </div>
                <button class="nhsuk-button">"Publish these changes"</button>
            </form>
        }
    });
    view! {
        <section class="panel policy-changes" id="changes">
            <h2 class="nhsuk-heading-m">"Your changes, not published yet"</h2>
            {wrong}
            {changes_nothing.then(|| view! { <Notice tone=NoticeTone::Info><p>"They change nothing of what holds."</p></Notice> })}
            {says}{of_planned}{publish}
            <form method="post" action=marked(ForgetPolicy::url())>
                <button class="nhsuk-button nhsuk-button--secondary">"Take your changes back"</button>
            </form>
        </section>
    }
    .into_any()
}

fn list(title: &'static str, changes: Vec<String>) -> Option<AnyView> {
    (!changes.is_empty()).then(|| {
        let changes = changes.into_iter().map(|it| view! { <li>{it}</li> }).collect_view();
        view! { <p>{title}</p><ul class="nhsuk-list nhsuk-list--bullet">{changes}</ul> }.into_any()
    })
}
