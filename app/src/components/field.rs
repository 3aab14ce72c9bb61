//! One labelled question of a form. Values are what the server knew; the browser owns them afterwards, so that
//! nothing typed before hydration is lost.

use leptos::prelude::*;

/// How a field is answered in writing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FieldKind {
    #[default]
    Text,
    /// Digits: a keypad on a phone, no spinner.
    Number,
    Tel,
    /// Several lines.
    Long,
}

/// A labelled text field. `error` is what is wrong with it, None while nothing is.
#[component]
pub fn Field(
    /// The field's name in `Problem`, and its id.
    name: &'static str,
    /// Its name in the form: "draft[name]".
    form_name: String,
    label: &'static str,
    value: String,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional)] hint: &'static str,
    /// A class for the width: "nhsuk-input--width-10".
    #[prop(optional)]
    width: &'static str,
    #[prop(default = 3)] rows: u32,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let described = move || {
        let hint = (!hint.is_empty()).then(|| format!("{name}-hint"));
        let error = error.get().map(|_| format!("{name}-error"));
        let both: Vec<String> = hint.into_iter().chain(error).collect();
        (!both.is_empty()).then(|| both.join(" "))
    };
    let wrong = move || error.get().is_some();
    let invalid = move || wrong().then_some("true");
    let input = match kind {
        FieldKind::Long => view! {
            <textarea class="nhsuk-textarea" class:nhsuk-textarea--error=wrong id=name name=form_name rows=rows dir="auto"
                aria-describedby=described aria-invalid=invalid>{value}</textarea>
        }
        .into_any(),
        _ => view! {
            <input class=format!("nhsuk-input {width}") class:nhsuk-input--error=wrong id=name name=form_name
                type=if kind == FieldKind::Tel { "tel" } else { "text" }
                inputmode=(kind == FieldKind::Number).then_some("numeric")
                autocomplete="off" dir=(kind == FieldKind::Text).then_some("auto") spellcheck=(kind != FieldKind::Text).then_some("false")
                aria-describedby=described aria-invalid=invalid value=value/>
        }
        .into_any(),
    };
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <label class="nhsuk-label" for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=format!("{name}-hint")>{hint}</div> })}
            {move || error.get().map(|error| view! {
                <span class="nhsuk-error-message" id=format!("{name}-error")>
                    <span class="nhsuk-u-visually-hidden">"Error: "</span>{error}
                </span>
            })}
            {input}
        </div>
    }
}

/// One of a few: radio buttons under a legend.
#[component]
pub fn Choices(
    name: &'static str,
    form_name: String,
    legend: &'static str,
    /// Value and label of each.
    choices: Vec<(String, String)>,
    value: String,
    #[prop(optional)] hint: &'static str,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let wrong = move || error.get().is_some();
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(i, (code, label))| {
            // The first carries the field's own name, so that the error summary's link lands on it.
            let id = if i == 0 { name.to_owned() } else { format!("{name}-{code}") };
            let checked = code == value;
            view! {
                <div class="nhsuk-radios__item">
                    <input class="nhsuk-radios__input" type="radio" id=id.clone() name=form_name.clone() value=code checked=checked/>
                    <label class="nhsuk-label nhsuk-radios__label" for=id>{label}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend">{legend}</legend>
                {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint">{hint}</div> })}
                {move || error.get().map(|error| view! {
                    <span class="nhsuk-error-message"><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
                })}
                <div class="nhsuk-radios nhsuk-radios--inline nhsuk-radios--small">{items}</div>
            </fieldset>
        </div>
    }
}

/// A yes-or-no, none of them ticked unless somebody ticked it.
#[component]
pub fn Tick(name: &'static str, form_name: String, label: &'static str, checked: bool) -> impl IntoView {
    view! {
        <div class="nhsuk-checkboxes__item">
            <input class="nhsuk-checkboxes__input" type="checkbox" id=name name=form_name value="true" checked=checked/>
            <label class="nhsuk-label nhsuk-checkboxes__label" for=name>{label}</label>
        </div>
    }
}
