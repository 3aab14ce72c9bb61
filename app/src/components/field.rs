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
    /// Digits and a point.
    Decimal,
    Tel,
    /// A day; its value is "2026-12-01".
    Date,
    /// Several lines.
    Long,
}

/// A labelled text field. `error` is what is wrong with it, None while nothing is.
#[component]
pub fn Field(
    /// The field's name in `Problem`, and its id.
    #[prop(into)]
    name: String,
    /// Its name in the form: "draft[name]".
    form_name: String,
    #[prop(into)] label: String,
    value: String,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional, into)] hint: String,
    /// A class for the width: "nhsuk-input--width-10".
    #[prop(optional)]
    width: &'static str,
    #[prop(default = 3)] rows: u32,
    /// The most characters; 0 where the page sets no limit.
    #[prop(optional)]
    max_length: usize,
    /// A question of its own, not one of a group's fields.
    #[prop(optional)]
    own: bool,
    /// The browser itself does not send a form without it, and keeps what was typed.
    #[prop(optional)]
    required: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let described = described(&name, !hint.is_empty(), error);
    let wrong = move || error.get().is_some();
    let invalid = move || wrong().then_some("true");
    let max_length = (max_length > 0).then(|| max_length.to_string());
    let input = match kind {
        FieldKind::Long => view! {
            <textarea class="nhsuk-textarea" class:nhsuk-textarea--error=wrong id=name.clone() name=form_name rows=rows dir="auto"
                maxlength=max_length required=required aria-describedby=described aria-invalid=invalid>{value}</textarea>
        }
        .into_any(),
        FieldKind::Text | FieldKind::Number | FieldKind::Decimal | FieldKind::Tel | FieldKind::Date => view! {
            <input class=format!("nhsuk-input {width}") class:nhsuk-input--error=wrong id=name.clone() name=form_name
                type=match kind {
                    FieldKind::Tel => "tel",
                    FieldKind::Date => "date",
                    FieldKind::Text | FieldKind::Number | FieldKind::Decimal | FieldKind::Long => "text",
                }
                inputmode=match kind {
                    FieldKind::Number => Some("numeric"),
                    FieldKind::Decimal => Some("decimal"),
                    FieldKind::Text | FieldKind::Tel | FieldKind::Date | FieldKind::Long => None,
                }
                autocomplete="off" dir=(kind == FieldKind::Text).then_some("auto") spellcheck=(kind != FieldKind::Text).then_some("false")
                maxlength=max_length required=required aria-describedby=described aria-invalid=invalid value=value/>
        }
        .into_any(),
    };
    let hint_id = format!("{name}-hint");
    let error_id = format!("{name}-error");
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <label class=if own { "nhsuk-label nhsuk-label--s" } else { "nhsuk-label" } for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=hint_id>{hint}</div> })}
            {move || error.get().map(|error| view! { <Wrong id=error_id.clone() error/> })}
            {input}
        </div>
    }
}

/// What a field's hint and error are found by.
fn described(name: &str, hint: bool, error: Signal<Option<String>>) -> impl Fn() -> Option<String> + Send + use<> {
    let (hint, wrong) = (hint.then(|| format!("{name}-hint")), format!("{name}-error"));
    move || {
        let error = error.get().map(|_| wrong.clone());
        let both: Vec<String> = hint.clone().into_iter().chain(error).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }
}

#[component]
fn Wrong(id: String, error: String) -> impl IntoView {
    view! {
        <span class="nhsuk-error-message" id=id><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
    }
}

/// One of a few, or several of them: radio buttons or boxes under a legend.
#[component]
pub fn Choices(
    #[prop(into)] name: String,
    form_name: String,
    #[prop(into)] legend: String,
    /// Value and label of each.
    choices: Vec<(String, String)>,
    value: String,
    /// Several may be chosen: the values of those that are.
    #[prop(optional)]
    several: Option<Vec<String>>,
    #[prop(optional, into)] hint: String,
    /// A question of its own, not one of a group's fields.
    #[prop(optional)]
    own: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let wrong = move || error.get().is_some();
    let kind = if several.is_some() { "checkbox" } else { "radio" };
    let described = described(&name, !hint.is_empty(), error);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(i, (code, label))| {
            // The first carries the field's own name, so that the error summary's link lands on it.
            let id = if i == 0 { name.clone() } else { format!("{name}-{i}") };
            let (checked, form_name) = match &several {
                Some(several) => (several.contains(&code), format!("{form_name}[{i}]")),
                None => (code == value, form_name.clone()),
            };
            view! {
                <div class=format!("nhsuk-{}__item", plural(kind))>
                    <input class=format!("nhsuk-{}__input", plural(kind)) type=kind id=id.clone() name=form_name value=code checked=checked/>
                    <label class=format!("nhsuk-label nhsuk-{}__label", plural(kind)) for=id>{label}</label>
                </div>
            }
        })
        .collect_view();
    let list = match (kind, own) {
        ("radio", false) => "nhsuk-radios nhsuk-radios--inline nhsuk-radios--small",
        ("radio", true) => "nhsuk-radios",
        _ => "nhsuk-checkboxes",
    };
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <fieldset class="nhsuk-fieldset" aria-describedby=described>
                <legend class=if own { "nhsuk-fieldset__legend nhsuk-fieldset__legend--s" } else { "nhsuk-fieldset__legend" }>{legend}</legend>
                {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=hint_id>{hint}</div> })}
                {move || error.get().map(|error| view! { <Wrong id=error_id.clone() error/> })}
                <div class=list>{items}</div>
            </fieldset>
        </div>
    }
}

/// One of many: a list to choose from.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    form_name: String,
    #[prop(into)] label: String,
    /// Value and label of each.
    choices: Vec<(String, String)>,
    value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let described = described(&name, !hint.is_empty(), error);
    let wrong = move || error.get().is_some();
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let options = choices
        .into_iter()
        .map(|(code, label)| {
            let selected = code == value;
            view! { <option value=code selected=selected>{label}</option> }
        })
        .collect_view();
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <label class="nhsuk-label" for=name.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=hint_id>{hint}</div> })}
            {move || error.get().map(|error| view! { <Wrong id=error_id.clone() error/> })}
            <select class="nhsuk-select" class:nhsuk-select--error=wrong id=name name=form_name aria-describedby=described
                aria-invalid=move || wrong().then_some("true")>
                <option value="">"Choose"</option>
                {options}
            </select>
        </div>
    }
}

fn plural(kind: &str) -> &'static str {
    if kind == "radio" { "radios" } else { "checkboxes" }
}

/// A yes-or-no, none of them ticked unless somebody ticked it.
#[component]
pub fn Tick(
    #[prop(into)] name: String,
    form_name: String,
    #[prop(into)] label: String,
    checked: bool,
) -> impl IntoView {
    view! {
        <div class="nhsuk-checkboxes__item">
            <input class="nhsuk-checkboxes__input" type="checkbox" id=name.clone() name=form_name value="true" checked=checked/>
            <label class="nhsuk-label nhsuk-checkboxes__label" for=name>{label}</label>
        </div>
    }
}
