//! A version of a form made by hand: its questions in a list, one of them open, and beside them how it will be asked.
//! Every act is a plain form that posts the whole page's [`domain::forms::edit::EditForm`]; scripts only show sooner what
//! would come of it.

mod add;
mod begin;
mod editor;
mod fields;
mod item;
mod live;
mod when;

use domain::{
    forms::{
        FormKind, Item,
        edit::{EditAct, Opened},
    },
    view::{FormEditor, RefusedEdit},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, location::Url};

use self::{begin::Begin, editor::Editor};
use crate::{api::forms::load_form_editor, components::loaded};

/// The form that is being made, or the way to begin one.
#[component]
pub fn FormEdit() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let kind = query.get("form").and_then(|kind| kind.parse::<FormKind>().ok());
    let from = query.get("version").unwrap_or_default();
    let at = At {
        item: query.get("item").unwrap_or_default(),
        after: query.get("after").unwrap_or_default(),
        when: query.get("when").unwrap_or_default(),
        condition: query.get("condition").and_then(|number| number.parse().ok()),
        done: query.get("done").and_then(|act| act.parse().ok()),
        done_at: query.get("at").unwrap_or_default(),
        is_refused: query.get("refused").is_some(),
        is_changed: query.get("changed").is_some(),
    };
    let page = move |kind: FormKind| {
        let (from, at) = (from.clone(), at.clone());
        let editor = Resource::new_blocking(move || (kind, from.clone()), |(kind, from)| load_form_editor(kind, from));
        loaded(editor, move |mut editor| {
            // What was refused once is not shown to whoever comes for something else.
            editor.refused = editor.refused.filter(|_| at.is_refused || at.is_changed);
            let at = at.clone();
            match editor.draft.clone() {
                Some(draft) if editor.from.is_empty() => view! { <Editor kind draft editor at/> }.into_any(),
                _ => view! { <Begin kind editor at/> }.into_any(),
            }
        })
    };
    view! {
        <Title text="Change a form"/>
        <div class="staff__page">
            <p><a href="/forms" class="nhsuk-back-link">"Forms"</a></p>
            {match kind {
                Some(kind) => page(kind).into_any(),
                None => view! { <h1>"There is no such form"</h1> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// What of the page is open, and what was done last.
#[derive(Debug, Clone, PartialEq, Eq)]
struct At {
    /// The item whose fields stand there.
    item: String,
    /// The item behind which one is added.
    after: String,
    /// The question by whose answer an item is to be asked.
    when: String,
    /// The condition that this is in place of.
    condition: Option<usize>,
    done: Option<EditAct>,
    done_at: String,
    is_refused: bool,
    is_changed: bool,
}

/// What the parts of the page share.
#[derive(Clone)]
struct Editing {
    kind: FormKind,
    /// Stands for the form as it is shown.
    seen: String,
    opened: StoredValue<Opened>,
    refused: Option<RefusedEdit>,
    at: At,
}

impl Editing {
    fn of(kind: FormKind, seen: String, opened: Opened, editor: &FormEditor, at: At) -> Self {
        Self { kind, seen, opened: StoredValue::new(opened), refused: editor.refused.clone(), at }
    }

    /// This page with something else open.
    fn page(&self, opens: &[(&str, &str)]) -> String {
        let opens: String = opens.iter().map(|(name, value)| format!("&{name}={}", Url::escape(value))).collect();
        format!("/forms/edit?form={}{opens}#edit", self.kind.as_str())
    }

    /// What the reader typed last time for this, and could not be done.
    fn refused(&self, act: EditAct, item: &str) -> Option<&RefusedEdit> {
        self.refused.as_ref().filter(|refused| refused.act == act && refused.item == item)
    }

    /// What stands in a field: as typed last time, else as it is.
    fn value(&self, act: EditAct, item: &str, field: &str, is: impl Into<String>) -> String {
        match self.refused(act, item) {
            Some(refused) => refused.fields.get(field),
            None => is.into(),
        }
    }

    /// The same of a box.
    fn is_ticked(&self, act: EditAct, item: &str, field: &str, is: bool) -> bool {
        self.refused(act, item).map_or(is, |refused| refused.fields.is_ticked(field))
    }

    /// What stood against what was typed there.
    fn error(&self, act: EditAct, item: &str, field: &str) -> Signal<Option<String>> {
        let problems = self.refused(act, item).map(|refused| refused.problems.as_slice()).unwrap_or_default();
        let problem = problems.iter().find(|problem| problem.field == field);
        Signal::stored(problem.map(|problem| problem.message.clone()))
    }

    /// What says which act of which item a form is.
    fn hidden(&self, act: Option<EditAct>, item: &str) -> AnyView {
        view! {
            <input type="hidden" name="kind" value=self.kind.as_str()/>
            <input type="hidden" name="seen" value=self.seen.clone()/>
            <input type="hidden" name="item" value=item.to_owned()/>
            {act.map(|act| view! { <input type="hidden" name="act" value=act.as_str()/> })}
        }
        .into_any()
    }
}

/// A field's name within the posted form.
fn in_form(field: &str) -> String {
    format!("fields[{field}]")
}

/// A field's id: no item can be called so, whose fields stand in the preview.
fn id(field: &str) -> String {
    format!("edit:{field}")
}

/// Which item something is about, for whoever hears a button without what stands around it.
fn about(item: &Item) -> AnyView {
    let text = item.text.clone();
    view! { <span class="nhsuk-u-visually-hidden">" “"{text}"”"</span> }.into_any()
}
