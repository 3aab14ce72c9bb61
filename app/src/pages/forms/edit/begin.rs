use domain::{
    case::Problem,
    forms::{FormKind, edit::EditAct},
    view::FormEditor,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{At, id};
use crate::{
    api::{client::marked, forms::BeginForm},
    components::{ErrorSummary, Field, Notice, NoticeTone},
};

/// Begins with a version that there is, under a name of its own.
#[component]
pub fn Begin(kind: FormKind, editor: FormEditor, at: At) -> impl IntoView {
    let FormEditor { draft, from, proposed, refused, .. } = editor;
    let refused = refused.filter(|refused| refused.act == EditAct::Name);
    let name = refused.as_ref().map_or(proposed, |refused| refused.fields.get("version"));
    let problems: Vec<Problem> = refused.map(|refused| refused.problems).unwrap_or_default();
    let problems: Vec<Problem> =
        problems.into_iter().map(|problem| Problem::new(&id(&problem.field), problem.message)).collect();
    let error = problems.first().map(|problem| problem.message.clone());
    let changed = at.is_changed.then(|| {
        view! {
            <Notice tone=NoticeTone::Warning>
                <p><strong>"Nothing was begun. "</strong>"Somebody else at your service has put in a version meanwhile. This is how it stands now."</p>
            </Notice>
        }
    });
    let is_replacing = draft.is_some();
    let seen = draft.as_ref().map(|draft| draft.seen.clone()).unwrap_or_default();
    let replaces = draft.map(|draft| {
        let go_on = draft.kind.map(|kind| {
            view! { <p><a href=format!("/forms/edit?form={}", kind.as_str()) rel="external">"Go on with that one"</a></p> }
        });
        let name = draft.kind.map_or_else(|| "a form".to_owned(), |kind| format!("“{}”", kind.label()));
        view! {
            <Notice tone=NoticeTone::Warning>
                <p>{format!("Your service is making a version of {name} already, and it is not published. A service makes one at a time: beginning here throws that one away.")}</p>
                {go_on}
            </Notice>
        }
    });
    view! {
        <div class="page-head"><h1>{format!("A new version of “{}”", kind.label())}</h1></div>
        <ErrorSummary problems=Signal::stored(problems)/>
        {changed}{replaces}
        <form class="panel" method="post" action=marked(BeginForm::url())>
            <p>"It begins with version "<bdi>{from.clone()}</bdi>". You change what you need, see how it will be asked, and publish it when it is right: nobody is asked by it before."</p>
            <input type="hidden" name="kind" value=kind.as_str()/>
            <input type="hidden" name="from" value=from/>
            <input type="hidden" name="seen" value=seen/>
            <Field name=id("version") form_name="name".to_owned() label="What the new version is called" value=name width="nhsuk-input--width-20"
                hint="Each version has a name that no other has, for example the date." error=Signal::stored(error)/>
            <button class="nhsuk-button" class:nhsuk-button--warning=is_replacing>{if is_replacing { "Throw that one away and begin" } else { "Begin" }}</button>
        </form>
    }
    .into_any()
}
