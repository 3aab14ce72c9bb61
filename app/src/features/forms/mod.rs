//! A questionnaire as an NHS-style form: one field for each item, what explains it, and when it is asked.
//!
//! Without scripts every item stands there, and one that depends on another's answer says on which; what was answered
//! where nothing was asked is ignored by whoever judges it (`Checked::as_sent`). With `public/conditions.js` such an item
//! shows itself when it is asked.

mod item;
mod says;

use domain::forms::{Checked, Item, Response};
use leptos::{nonce::use_nonce, prelude::*};

use item::Items;
pub use says::wrong_in_words;

/// What the fields of one form share.
#[derive(Clone)]
struct Asked {
    form: Checked,
    response: Response,
    /// Fields are called `<name>[<linkId>]`.
    name: &'static str,
    /// What is wrong, by linkId, in words.
    wrongs: Vec<(String, String)>,
}

impl Asked {
    fn field(&self, item: &Item) -> String {
        format!("{}[{}]", self.name, item.link_id)
    }

    /// What is wrong with an item's answer.
    fn error(&self, item: &Item) -> Signal<Option<String>> {
        let wrong = self.wrongs.iter().find(|(link_id, _)| *link_id == item.link_id);
        Signal::stored(wrong.map(|(_, sentence)| sentence.clone()))
    }
}

/// All items of a form, filled in as far as it was answered. The form around it, and what it is sent by, are the caller's.
#[component]
pub fn FormItems(
    form: Checked,
    response: Response,
    /// What its fields are called by: `answers[<linkId>]`.
    name: &'static str,
    /// What is wrong, by linkId, in words.
    #[prop(optional)]
    wrongs: Vec<(String, String)>,
) -> impl IntoView {
    let version = form.canonical();
    let has_conditions = form.all_items().iter().any(|(item, _)| !item.enable_when.is_empty());
    let script =
        has_conditions.then(|| view! { <script type="module" src="/conditions.js" nonce=use_nonce()></script> });
    let items = form.items.clone();
    let asked = Asked { form, response, name, wrongs };
    view! {
        <input type="hidden" name=format!("{name}[questionnaire]") value=version/>
        <Items asked items/>
        {script}
    }
    .into_any()
}
