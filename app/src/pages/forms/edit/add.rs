use domain::forms::{
    Item, ItemKind,
    edit::{EditAct, NEW_KINDS},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Editing, id, in_form};
use crate::{
    api::{client::marked, forms::ChangeForm},
    components::{Choices, Field, FieldKind, Tick},
};

/// A question behind another one.
#[component]
pub fn AddItem(editing: Editing, item: Item) -> impl IntoView {
    let act = EditAct::Add;
    let after = item.link_id.as_str();
    view! {
        <section class="form-open" id="edit" aria-labelledby="edit:heading">
            <h3 class="nhsuk-heading-s" id="edit:heading">"A question after “"<bdi>{item.text.clone()}</bdi>"”"</h3>
            <form method="post" action=marked(ChangeForm::url())>
                {editing.hidden(Some(act), after)}
                <Field name=id("text") form_name=in_form("text") label="The question as it is asked" value=editing.value(act, after, "text", "")
                    error=editing.error(act, after, "text")/>
                <AnswerKindFields editing=editing.clone() act item=after.to_owned() kind="" options=String::new() unit="mm".to_owned()/>
                <div class="nhsuk-form-group nhsuk-checkboxes nhsuk-checkboxes--small">
                    <Tick name=id("required") form_name=in_form("required") label="It has to be answered" checked=editing.is_ticked(act, after, "required", false)/>
                </div>
                <button class="nhsuk-button">{act.label()}</button>
            </form>
        </section>
    }
    .into_any()
}

/// How a question is answered, and what some kinds need beside.
#[component]
pub fn AnswerKindFields(
    editing: Editing,
    act: EditAct,
    item: String,
    kind: &'static str,
    options: String,
    unit: String,
) -> impl IntoView {
    let choices = NEW_KINDS.iter().map(|kind: &ItemKind| (kind.as_str().to_owned(), kind.label().to_owned())).collect();
    let error = |field: &str| editing.error(act, &item, field);
    // Two such forms may stand on one page.
    let id = |field: &str| id(&if act == EditAct::Add { field.to_owned() } else { format!("retype-{field}") });
    view! {
        <Choices name=id("kind") form_name=in_form("kind") legend="How it is answered" choices value=editing.value(act, &item, "kind", kind) error=error("kind")/>
        <Field name=id("options") form_name=in_form("options") label="Of a choice: the choices" value=editing.value(act, &item, "options", options)
            kind=FieldKind::Long rows=4 hint="One on each line" error=error("options")/>
        <Field name=id("unit") form_name=in_form("unit") label="Of a measure: its unit" value=editing.value(act, &item, "unit", unit)
            width="nhsuk-input--width-5" error=error("unit")/>
    }
    .into_any()
}
