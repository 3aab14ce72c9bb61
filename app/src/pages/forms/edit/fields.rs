use domain::forms::{
    Item, ItemKind,
    edit::{EditAct, Offers, bound_as_typed, options_as_typed},
    limits,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Editing, about, add::AnswerKindFields, id, in_form, when::WhenAsked};
use crate::{
    api::{client::marked, forms::ChangeForm},
    components::{Field, FieldKind, Select, Tick},
};

/// Everything that can be changed of one item.
#[component]
pub fn ItemFields(editing: Editing, item: Item) -> impl IntoView {
    let act = EditAct::Change;
    let link_id = item.link_id.clone();
    let need = editing.opened.with_value(|opened| opened.need(&link_id));
    let offers = Offers::of(item.kind, need);
    let read = need.map(|_| {
        view! { <p>"The rules read this question. It cannot be removed or answered in another way, and in whatever words it is asked, it has to ask the same."</p> }
    });
    let value = |field: &str, is: String| editing.value(act, &link_id, field, is);
    let error = |field: &str| editing.error(act, &link_id, field);
    let short = offers.short.then(|| {
        view! { <Field name=id("short") form_name=in_form("short") label="The same in a word or two" value=value("short", item.short.clone())
            hint="For a list of answers. Not needed where the question is short." width="nhsuk-input--width-20" error=error("short")/> }
    });
    let hint = offers.hint.then(|| {
        view! { <Field name=id("hint") form_name=in_form("hint") label="Help below the question" value=value("hint", item.hint().to_owned())
            kind=FieldKind::Long rows=2 error=error("hint")/> }
    });
    let options = offers.options.then(|| {
        let read = need.map(|need| need.options).unwrap_or_default();
        let read: Vec<String> = item.options.iter().filter(|it| read.contains(&it.code.as_str())).map(|it| it.display.clone()).collect();
        let said = if read.is_empty() { String::new() } else { format!(" The rules read these, which have to stay: {}.", read.join(", ")) };
        view! { <Field name=id("options") form_name=in_form("options") label="Choices" value=value("options", options_as_typed(&item.options))
            kind=FieldKind::Long rows=u32::try_from(item.options.len() + 1).unwrap_or(6).clamp(3, 12) hint=format!("One on each line.{said}") error=error("options")/> }
    });
    let length = offers.max_length.then(|| {
        view! { <Field name=id("max_length") form_name=in_form("max_length") label="The most characters" value=value("max_length", item.max_length.map(|most| most.to_string()).unwrap_or_default())
            kind=FieldKind::Number width="nhsuk-input--width-5" hint=format!("From 1 to {}. Nothing for no limit of its own.", limits::LONGEST_ANSWER) error=error("max_length")/> }
    });
    let bounds = offers.bounds.then(|| {
        let kind = if item.kind == ItemKind::Date { FieldKind::Text } else { FieldKind::Decimal };
        let width = "nhsuk-input--width-10";
        view! {
            <Field name=id("min") form_name=in_form("min") label="The least that is taken" value=value("min", bound_as_typed(item.min.as_ref())) kind width error=error("min")/>
            <Field name=id("max") form_name=in_form("max") label="The most that is taken" value=value("max", bound_as_typed(item.max.as_ref())) kind width error=error("max")/>
        }
    });
    let ticks = [
        ("required", offers.required, item.required, "It has to be answered"),
        ("repeats", offers.repeats, item.repeats, "Several may be chosen"),
    ];
    let ticks = ticks.into_iter().filter(|(_, is_offered, ..)| *is_offered).map(|(field, _, is, label)| {
        let checked = editing.is_ticked(act, &link_id, field, is);
        view! { <Tick name=id(field) form_name=in_form(field) label checked/> }
    });
    let ticks = ticks.collect_view();
    let close = editing.page(&[]).replace("#edit", &format!("#item:{link_id}"));
    view! {
        <section class="form-open" id="edit" aria-labelledby="edit:heading">
            <h3 class="nhsuk-heading-s" id="edit:heading">"Change “"<bdi>{item.text.clone()}</bdi>"”"</h3>
            {read}
            <form method="post" action=marked(ChangeForm::url())>
                {editing.hidden(Some(act), &link_id)}
                <Field name=id("text") form_name=in_form("text") label=if item.kind.is_asked() { "The question as it is asked" } else { "The words" }
                    value=value("text", item.text.clone()) kind=FieldKind::Long rows=2 error=error("text")/>
                {hint}{short}{options}{bounds}{length}
                <div class="nhsuk-form-group nhsuk-checkboxes nhsuk-checkboxes--small">{ticks}</div>
                <div class="form-open__acts">
                    <button class="nhsuk-button">{act.label()}</button>
                    <a href=close rel="external">"Close without saving"</a>
                </div>
            </form>
            <WhenAsked editing=editing.clone() item=item.clone()/>
            <Elsewhere editing=editing.clone() item=item.clone()/>
            {offers.retype.then(|| view! { <Retype editing=editing.clone() item=item.clone()/> })}
            {need.is_none().then(|| view! { <Remove editing item/> })}
        </section>
    }
    .into_any()
}

/// Another kind of answer.
#[component]
fn Retype(editing: Editing, item: Item) -> impl IntoView {
    let act = EditAct::Retype;
    let link_id = item.link_id.clone();
    let is_open = editing.refused(act, &link_id).is_some();
    let unit = if item.unit.is_empty() { "mm".to_owned() } else { item.unit.clone() };
    view! {
        <details class="nhsuk-details" open=is_open>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Let it be answered in another way"</span></summary>
            <div class="nhsuk-details__text">
                <form method="post" action=marked(ChangeForm::url())>
                    {editing.hidden(Some(act), &link_id)}
                    <AnswerKindFields editing=editing.clone() act item=link_id.clone() kind=item.kind.as_str() options=options_as_typed(&item.options) unit/>
                    <button class="nhsuk-button nhsuk-button--secondary">{act.label()}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// Somewhere else in the form.
#[component]
fn Elsewhere(editing: Editing, item: Item) -> impl IntoView {
    let act = EditAct::Put;
    let link_id = item.link_id.clone();
    let is_open = editing.refused(act, &link_id).is_some();
    let mut choices = vec![("first".to_owned(), "Before everything".to_owned())];
    editing.opened.with_value(|opened| {
        let is_inside = |other: &Item| other.link_id == link_id || within(&item, &other.link_id);
        for (other, _) in opened.form.all_items().into_iter().filter(|(it, _)| !it.is_help && !is_inside(it)) {
            choices.push((format!("after {}", other.link_id), format!("After “{}”", other.question())));
            if other.kind == ItemKind::Group {
                choices.push((format!("in {}", other.link_id), format!("In “{}”, first", other.question())));
            }
        }
    });
    view! {
        <details class="nhsuk-details" open=is_open>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Move it somewhere else"</span></summary>
            <div class="nhsuk-details__text">
                <form method="post" action=marked(ChangeForm::url())>
                    {editing.hidden(Some(act), &link_id)}
                    <Select name=id("spot") form_name=in_form("spot") label="Where it goes" choices value=editing.value(act, &link_id, "spot", "") error=editing.error(act, &link_id, "spot")/>
                    <button class="nhsuk-button nhsuk-button--secondary">{act.label()}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

fn within(item: &Item, link_id: &str) -> bool {
    item.items.iter().any(|each| each.link_id == link_id || within(each, link_id))
}

#[component]
fn Remove(editing: Editing, item: Item) -> impl IntoView {
    let act = EditAct::Remove;
    view! {
        <form method="post" action=marked(ChangeForm::url())>
            {editing.hidden(Some(act), &item.link_id)}
            <button class="nhsuk-button nhsuk-button--secondary">{act.label()}{about(&item)}</button>
        </form>
    }
    .into_any()
}
