//! What somebody has opened, typed and reached on a page, carried over a redraw that they did not ask for.

use std::collections::HashMap;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlDetailsElement, HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement,
    HtmlTextAreaElement,
};

/// What a hand can be on.
const HANDLED: &str = "main a[href], main button, main summary, main input:not([type=hidden]):not([type=file]), main select, main textarea";

/// What is different from how the page came.
enum Mine {
    Open,
    Text(String),
    Ticked(bool),
    Chosen(String),
}

/// Elements are known again by what they are for: the page that is drawn anew has others in their place.
pub struct Kept {
    mine: HashMap<String, Mine>,
    focus: Option<(String, Option<(u32, u32)>)>,
}

impl Kept {
    /// As the page stands now.
    pub fn of_page() -> Self {
        let focused = document().active_element();
        let mut kept = Self { mine: HashMap::new(), focus: None };
        each(|key, element| {
            if focused.as_ref() == Some(element) {
                kept.focus = Some((key.clone(), selection(element)));
            }
            if let Some(mine) = mine(element) {
                kept.mine.insert(key, mine);
            }
        });
        kept
    }

    /// Puts everything back that has a place on the page as it stands now.
    pub fn put_back(self) {
        each(|key, element| {
            if let Some(mine) = self.mine.get(&key) {
                put(element, mine);
            }
            if let Some((focus, selection)) = &self.focus
                && *focus == key
            {
                reach(element, *selection);
            }
        });
    }
}

/// Calls `then` for everything that a hand can be on, in the page's order, with a name that only it has.
fn each(mut then: impl FnMut(String, &Element)) {
    let Ok(all) = document().query_selector_all(HANDLED) else { return };
    let mut same: HashMap<String, u32> = HashMap::new();
    for element in (0..all.length()).filter_map(|i| all.get(i)?.dyn_into::<Element>().ok()) {
        let name = name(&element);
        let count = same.entry(name.clone()).or_default();
        *count += 1;
        then(format!("{name} {count}"), &element);
    }
}

fn name(element: &Element) -> String {
    let of = |name: &str| element.get_attribute(name).unwrap_or_default();
    let tag = element.tag_name();
    if element.is_instance_of::<HtmlInputElement>()
        || element.is_instance_of::<HtmlSelectElement>()
        || element.is_instance_of::<HtmlTextAreaElement>()
    {
        let form = element.closest("form").ok().flatten();
        let action = form.and_then(|form| form.get_attribute("action")).unwrap_or_default();
        let choice = if matches!(of("type").as_str(), "radio" | "checkbox") { of("value") } else { String::new() };
        return format!("{tag} {action} {} {choice}", of("name"));
    }
    format!("{tag} {} {}", of("href"), element.text_content().unwrap_or_default())
}

fn mine(element: &Element) -> Option<Mine> {
    if element.tag_name() == "SUMMARY" {
        return details(element)?.open().then_some(Mine::Open);
    }
    if let Some(field) = element.dyn_ref::<HtmlTextAreaElement>() {
        return (Ok(field.value()) != field.default_value()).then(|| Mine::Text(field.value()));
    }
    if let Some(field) = element.dyn_ref::<HtmlSelectElement>() {
        let is_mine = (0..field.length()).any(|i| {
            let option = field.item(i).and_then(|option| option.dyn_into::<HtmlOptionElement>().ok());
            option.is_some_and(|option| option.selected() != option.default_selected())
        });
        return is_mine.then(|| Mine::Chosen(field.value()));
    }
    let field = element.dyn_ref::<HtmlInputElement>()?;
    if matches!(field.type_().as_str(), "radio" | "checkbox") {
        return (field.checked() != field.default_checked()).then(|| Mine::Ticked(field.checked()));
    }
    (field.value() != field.default_value()).then(|| Mine::Text(field.value()))
}

fn put(element: &Element, mine: &Mine) {
    match mine {
        Mine::Open => {
            if let Some(details) = details(element) {
                details.set_open(true);
            }
            return;
        }
        Mine::Text(text) => {
            if let Some(field) = element.dyn_ref::<HtmlTextAreaElement>() {
                field.set_value(text);
            } else if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
                field.set_value(text);
            }
        }
        Mine::Ticked(ticked) => {
            if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
                field.set_checked(*ticked);
            }
        }
        Mine::Chosen(value) => {
            if let Some(field) = element.dyn_ref::<HtmlSelectElement>() {
                field.set_value(value);
            }
        }
    }
    // The page's scripts learn of it as if it were typed again.
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    for kind in ["input", "change"] {
        if let Ok(event) = Event::new_with_event_init_dict(kind, &bubbles) {
            let _ = element.dispatch_event(&event);
        }
    }
}

fn details(summary: &Element) -> Option<HtmlDetailsElement> {
    summary.parent_element()?.dyn_into().ok()
}

fn selection(element: &Element) -> Option<(u32, u32)> {
    // A field without a place to write, such as a date, has none.
    if let Some(field) = element.dyn_ref::<HtmlTextAreaElement>() {
        return Some((field.selection_start().ok()??, field.selection_end().ok()??));
    }
    let field = element.dyn_ref::<HtmlInputElement>()?;
    Some((field.selection_start().ok()??, field.selection_end().ok()??))
}

fn reach(element: &Element, selection: Option<(u32, u32)>) {
    let Some(target) = element.dyn_ref::<HtmlElement>() else { return };
    let no_scroll = web_sys::FocusOptions::new();
    no_scroll.set_prevent_scroll(true);
    // A browser that refuses leaves the focus where it was.
    let _ = target.focus_with_options(&no_scroll);
    let Some((from, to)) = selection else { return };
    if let Some(field) = element.dyn_ref::<HtmlTextAreaElement>() {
        let _ = field.set_selection_range(from, to);
    } else if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
        let _ = field.set_selection_range(from, to);
    }
}
