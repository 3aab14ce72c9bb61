use domain::{
    case::Problem,
    forms::{
        FormKind,
        edit::{Edit, EditAct, Opened},
    },
    view::{FormDraft, FormEditor},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{At, Editing, id, in_form, item::Items, live::LivePreview};
use crate::{
    api::{
        client::marked,
        forms::{ChangeForm, ForgetForm, PublishForm},
    },
    components::{ErrorSummary, Field, Notice, NoticeTone},
};

/// What was proposed in the fields and is not saved: shown beside them.
pub type Proposed = RwSignal<Option<Result<Edit, String>>>;

#[component]
pub fn Editor(kind: FormKind, draft: FormDraft, editor: FormEditor, at: At) -> impl IntoView {
    let opened = match Opened::read(&draft.json) {
        Ok(opened) => opened,
        Err(faults) => {
            let faults = faults.into_iter().map(|fault| view! { <li>{fault.0}</li> }).collect_view();
            return view! {
                <div class="page-head"><h1>{format!("A new version of “{}”", kind.label())}</h1></div>
                <Notice tone=NoticeTone::Warning>
                    <p>"What was put in cannot be shown as questions. Mend it as a file, or begin with another version:"</p>
                    <ul class="nhsuk-list nhsuk-list--bullet">{faults}</ul>
                </Notice>
            }
            .into_any();
        }
    };
    let title = format!("{}, version {}", opened.form.title, opened.form.version);
    let faults: Vec<String> = opened.faults.iter().map(|fault| opened.in_words(fault)).collect();
    // What stands against publishing and is no fault of the file.
    let faults = if faults.is_empty() { draft.faults } else { faults };
    let editing = Editing::of(kind, draft.seen.clone(), opened, &editor, at);
    let proposed: Proposed = RwSignal::new(None);
    let typed = {
        let editing = editing.clone();
        move |event: leptos::ev::Event| propose(&event, &editing, proposed)
    };
    view! {
        <div class="page-head"><h1><bdi>{title}</bdi></h1></div>
        <Said editing=editing.clone()/>
        <Status faults is_taken=editor.is_taken seen=draft.seen/>
        <div class="form-editor">
            <div class="form-editor__items" on:input=typed>
                <Name editing=editing.clone()/>
                <h2 class="nhsuk-heading-m">"Questions"</h2>
                <Items editing=editing.clone() of=String::new()/>
            </div>
            <LivePreview editing proposed/>
        </div>
    }
    .into_any()
}

/// What became of what was done last.
#[component]
fn Said(editing: Editing) -> impl IntoView {
    let problems: Vec<Problem> = editing.refused.as_ref().map(|refused| refused.problems.clone()).unwrap_or_default();
    let item = editing.refused.as_ref().map(|refused| refused.item.clone()).unwrap_or_default();
    let problems: Vec<Problem> = problems
        .into_iter()
        .map(|problem| {
            let place = if problem.field.is_empty() { format!("item:{item}") } else { id(&problem.field) };
            Problem::new(&place, problem.message)
        })
        .collect();
    let changed = editing.at.is_changed.then(|| {
        view! {
            <Notice tone=NoticeTone::Warning>
                <p><strong>"This was not saved. "</strong>"Somebody else at your service has changed the form since you opened this page. It stands here as it is now; what you typed is kept in its fields. Read it, and save it again."</p>
            </Notice>
        }
    });
    let is_gone = editing.refused.as_ref().filter(|refused| {
        !refused.item.is_empty() && editing.opened.with_value(|opened| opened.form.item(&refused.item).is_none())
    });
    let gone = is_gone.map(|refused| {
        let typed = refused.fields.0.values().filter(|typed| !typed.trim().is_empty() && *typed != "true");
        let typed = typed.map(|typed| view! { <li><bdi>{typed.clone()}</bdi></li> }).collect_view();
        view! {
            <Notice tone=NoticeTone::Warning>
                <p>"The question that you worked on is no longer in the form. You had typed:"</p>
                <ul class="nhsuk-list nhsuk-list--bullet">{typed}</ul>
            </Notice>
        }
    });
    view! { <ErrorSummary problems=Signal::stored(problems) title="Nothing was changed".to_owned()/>{changed}{gone} }
        .into_any()
}

/// Whether it may be published, and the way to do so.
#[component]
fn Status(faults: Vec<String>, is_taken: bool, seen: String) -> impl IntoView {
    let count = faults.len();
    let publish = {
        let seen = seen.clone();
        (count == 0 && !is_taken).then(|| {
            view! {
                <form method="post" action=marked(PublishForm::url())>
                    <input type="hidden" name="seen" value=seen/>
                    <button class="nhsuk-button">"Publish it"</button>
                </form>
            }
        })
    };
    let said = match (count, is_taken) {
        (0, false) => view! { <p role="status">"Nothing is wrong with it: it can be published."</p> }.into_any(),
        (0, true) => view! { <p role="status"><strong>"It cannot be published: this form has a version of that name already. "</strong>"Give it another name below."</p> }.into_any(),
        _ => {
            let lines = faults.into_iter().map(|fault| view! { <li>{fault}</li> }).collect_view();
            view! {
                <p role="status"><strong>{format!("It cannot be published yet: {count} {}", if count == 1 { "fault" } else { "faults" })}</strong></p>
                <ul class="nhsuk-list nhsuk-list--bullet">{lines}</ul>
            }
            .into_any()
        }
    };
    let try_it = (count == 0).then(|| view! { <p><a class="lone-link" href="/forms/preview" rel="external">"Try it with answers, and see what the rules say"</a></p> });
    view! {
        <section class="panel form-status" aria-label="Whether it can be published">
            <div>{said}{try_it}<p class="form-status__preview"><a class="lone-link" href="#preview">"See how it will be asked"</a></p></div>
            <div class="form-status__acts">
                {publish}
                <form method="post" action=marked(ForgetForm::url())>
                    <input type="hidden" name="seen" value=seen/>
                    <button class="nhsuk-button nhsuk-button--secondary">"Throw it away"</button>
                </form>
            </div>
        </section>
    }
    .into_any()
}

/// What it is called.
#[component]
fn Name(editing: Editing) -> impl IntoView {
    let act = EditAct::Name;
    let (version, title) = editing.opened.with_value(|it| (it.form.version.clone(), it.form.title.clone()));
    let is_open = editing.refused(act, "").is_some();
    view! {
        <details class="nhsuk-details" open=is_open>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Change what it is called"</span></summary>
            <div class="nhsuk-details__text">
                <form method="post" action=marked(ChangeForm::url())>
                    {editing.hidden(Some(act), "")}
                    <Field name=id("version") form_name=in_form("version") label="Version" value=editing.value(act, "", "version", version)
                        hint="A name that no other version of this form has." width="nhsuk-input--width-20" error=editing.error(act, "", "version")/>
                    <Field name=id("title") form_name=in_form("title") label="Form" value=editing.value(act, "", "title", title)
                        hint="Read above the questions where there is a heading." error=editing.error(act, "", "title")/>
                    <button class="nhsuk-button nhsuk-button--secondary">{act.label()}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// What the form around a field would do, were it posted.
fn propose(event: &leptos::ev::Event, editing: &Editing, proposed: Proposed) {
    #[cfg(feature = "hydrate")]
    {
        use domain::forms::edit::EditForm;
        use wasm_bindgen::JsCast;
        let field = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let form = field.and_then(|field| field.closest("form").ok().flatten());
        let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) else { return };
        let pairs = crate::browser::form::pairs(&form);
        let named = |name: &str| pairs.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str());
        let Some(act) = named("act").and_then(|act| act.parse::<EditAct>().ok()) else { return };
        let item = named("item").unwrap_or_default();
        let fields = EditForm::of_fields("fields", &pairs);
        let edit = editing.opened.with_value(|opened| fields.read(opened, act, item));
        proposed.set(Some(edit.map_err(|refused| refused.sentence)));
    }
    let _ = (event, editing, proposed);
}
