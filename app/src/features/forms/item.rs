use domain::forms::{Item, ItemKind};
use leptos::prelude::*;

use super::{Asked, says};
use crate::components::{Choices, Field, FieldKind, Select, Tick};

/// Options beyond which they are a list to choose from, where room is scarce.
const MOST_RADIOS: usize = 8;

/// Items one below the other, or close together.
#[component]
pub fn Items(asked: Asked, items: Vec<Item>) -> impl IntoView {
    let compact = asked.compact;
    let items = items.into_iter().filter(|item| !item.is_help);
    let items = items.map(|item| view! { <Conditional asked=asked.clone() item/> }).collect_view();
    if compact { view! { <div class="fields">{items}</div> }.into_any() } else { items.into_any() }
}

/// An item, and when it is asked.
#[component]
fn Conditional(asked: Asked, item: Item) -> impl IntoView {
    let wide = if asked.compact && is_wide(&item) { "fields__wide" } else { "" };
    if item.enable_when.is_empty() {
        let field = field(&asked, item);
        return if wide.is_empty() { field } else { view! { <div class=wide>{field}</div> }.into_any() };
    }
    let when = says::conditions_for_scripts(&item);
    let said = says::conditions_in_words(&asked.form, &item);
    view! {
        <div class=format!("asked-when {wide}") data-when=when>
            <p class="asked-when__said">{said}</p>
            {field(&asked, item)}
        </div>
    }
    .into_any()
}

/// Whether it wants the whole width.
const fn is_wide(item: &Item) -> bool {
    match item.kind {
        ItemKind::Group | ItemKind::Display | ItemKind::Attachment | ItemKind::Boolean | ItemKind::OpenChoice => true,
        ItemKind::Choice => item.repeats || (item.options.len() > 4 && item.options.len() <= MOST_RADIOS),
        ItemKind::String
        | ItemKind::Text
        | ItemKind::Integer
        | ItemKind::Decimal
        | ItemKind::Date
        | ItemKind::Quantity => false,
    }
}

fn field(asked: &Asked, item: Item) -> AnyView {
    let (name, form_name, error) = (item.link_id.clone(), asked.field(&item), asked.error(&item));
    let (label, hint, own) = (item.text.clone(), item.hint().to_owned(), !asked.compact);
    let value = asked.response.typed(&item.link_id).to_owned();
    let max_length = item.max_length.unwrap_or(domain::forms::limits::LONGEST_ANSWER);
    let rows = if own { 3 } else { 2 };
    let typed = |kind: FieldKind, width: &'static str| {
        let (name, form_name, label, hint, value) =
            (name.clone(), form_name.clone(), label.clone(), hint.clone(), value.clone());
        // Where it saves itself as one types, what is too long is kept and said to be.
        let max_length = if own { max_length } else { 0 };
        view! { <Field name form_name label value hint kind width rows max_length own error/> }.into_any()
    };
    match item.kind {
        ItemKind::Group if item.is_ticks() => view! { <Ticks asked=asked.clone() item/> }.into_any(),
        ItemKind::Group => view! {
            <section class="form-group">
                <h2 class=if own { "nhsuk-heading-m" } else { "nhsuk-heading-s" }>{label}</h2>
                {(!hint.is_empty()).then(|| view! { <p class="nhsuk-hint">{hint}</p> })}
                <Items asked=asked.clone() items=item.items/>
            </section>
        }
        .into_any(),
        ItemKind::Display => view! { <p>{label}</p> }.into_any(),
        ItemKind::Attachment => view! { <p class="nhsuk-hint">{label}</p> }.into_any(),
        ItemKind::String => typed(FieldKind::Text, ""),
        ItemKind::Text => typed(FieldKind::Long, ""),
        ItemKind::Integer => typed(FieldKind::Number, "nhsuk-input--width-5"),
        ItemKind::Decimal | ItemKind::Quantity => typed(FieldKind::Decimal, "nhsuk-input--width-5"),
        ItemKind::Boolean => view! { <Alone asked=asked.clone() item/> }.into_any(),
        ItemKind::Date => view! { <Day asked=asked.clone() item/> }.into_any(),
        ItemKind::Choice | ItemKind::OpenChoice => {
            let given: Vec<String> = asked.response.given(&item.link_id).into_iter().map(str::to_owned).collect();
            let choices: Vec<_> =
                item.options.iter().map(|option| (option.code.clone(), option.display.clone())).collect();
            let own_words = given.iter().find(|code| item.option(code).is_none()).cloned().unwrap_or_default();
            let chosen = given.iter().find(|code| item.option(code).is_some()).cloned().unwrap_or_default();
            let several = item.repeats.then_some(given);
            if item.kind == ItemKind::Choice {
                return match several {
                    Some(several) => {
                        view! { <Choices name form_name legend=label choices value=chosen hint several own error/> }
                            .into_any()
                    }
                    None if !own && choices.len() > MOST_RADIOS => {
                        view! { <Select name form_name label choices value=chosen hint error/> }.into_any()
                    }
                    None => {
                        view! { <Choices name form_name legend=label choices value=chosen hint own error/> }.into_any()
                    }
                };
            }
            let other = format!("{name}-other");
            let (first, second) = (format!("{form_name}[0]"), format!("{form_name}[1]"));
            view! {
                <Choices name form_name=first legend=label choices value=chosen hint own error/>
                <Field name=other form_name=second label=locales::say!("form.own_words") value=own_words max_length/>
            }
            .into_any()
        }
    }
}

/// What is wrong, above the fields that it is about.
#[component]
fn Said(error: Signal<Option<String>>) -> impl IntoView {
    move || {
        error.get().map(|error| {
            view! {
                <span class="nhsuk-error-message"><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
            }
        })
    }
}

/// Boxes to tick under one question.
#[component]
fn Ticks(asked: Asked, item: Item) -> impl IntoView {
    let hint_id = format!("{}-hint", item.link_id);
    let hint = item.hint().to_owned();
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    let (legend, list) = match asked.compact {
        true => ("nhsuk-fieldset__legend", "nhsuk-checkboxes nhsuk-checkboxes--small ticks"),
        false => ("nhsuk-fieldset__legend nhsuk-fieldset__legend--s", "nhsuk-checkboxes"),
    };
    let errors = item.parts().map(|part| view! { <Said error=asked.error(part)/> }).collect_view();
    let boxes = item
        .parts()
        .map(|part| {
            let (name, form_name, label) = (part.link_id.clone(), asked.field(part), part.text.clone());
            let checked = asked.response.is_ticked(&part.link_id);
            let tick = view! { <Tick name form_name label checked/> };
            if part.enable_when.is_empty() {
                return tick.into_any();
            }
            let (when, said) = (says::conditions_for_scripts(part), says::conditions_in_words(&asked.form, part));
            view! { <div class="asked-when" data-when=when><p class="asked-when__said">{said}</p>{tick}</div> }
                .into_any()
        })
        .collect_view();
    view! {
        <fieldset class="nhsuk-fieldset nhsuk-form-group" aria-describedby=described>
            <legend class=legend>{item.text.clone()}</legend>
            {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=hint_id>{hint}</div> })}
            {errors}
            <div class=list>{boxes}</div>
        </fieldset>
    }
    .into_any()
}

/// One box that stands in no group of boxes.
#[component]
fn Alone(asked: Asked, item: Item) -> impl IntoView {
    let (name, form_name, checked) =
        (item.link_id.clone(), asked.field(&item), asked.response.is_ticked(&item.link_id));
    let small = if asked.compact { "nhsuk-checkboxes--small" } else { "" };
    view! {
        <div class=format!("nhsuk-form-group nhsuk-checkboxes {small}")><Tick name form_name label=item.text.clone() checked/></div>
    }
    .into_any()
}

/// A date in three boxes: nobody is made to use a calendar for a day that they know.
#[component]
fn Day(asked: Asked, item: Item) -> impl IntoView {
    // One that was filled in for them is written as a whole.
    let parts: Vec<String> = match asked.response.parts(&item.link_id) {
        [whole] => whole.split('-').rev().map(str::to_owned).collect(),
        parts => parts.to_vec(),
    };
    let (error, form_name, name) = (asked.error(&item), asked.field(&item), item.link_id.clone());
    let legend =
        if asked.compact { "nhsuk-fieldset__legend" } else { "nhsuk-fieldset__legend nhsuk-fieldset__legend--s" };
    let boxes = [("form.day", 2, "day"), ("form.month", 2, "month"), ("form.year", 4, "year")];
    let boxes = boxes
        .into_iter()
        .enumerate()
        .map(|(i, (key, length, part))| {
            let id = if i == 0 { name.clone() } else { format!("{name}-{part}") };
            let value = parts.get(i).cloned().unwrap_or_default();
            view! {
                <div class="nhsuk-date-input__item">
                    <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>{locales::say!(key)}</label>
                    <input class=format!("nhsuk-input nhsuk-date-input__input nhsuk-input--width-{length}") id=id
                        name=format!("{form_name}[{i}]") inputmode="numeric" autocomplete="off" value=value/>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=move || error.get().is_some()>
            <fieldset class="nhsuk-fieldset" role="group">
                <legend class=legend>{item.text.clone()}</legend>
                {(!item.hint().is_empty()).then(|| view! { <div class="nhsuk-hint">{item.hint().to_owned()}</div> })}
                <Said error/>
                <div class="nhsuk-date-input">{boxes}</div>
            </fieldset>
        </div>
    }
    .into_any()
}
