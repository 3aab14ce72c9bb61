//! A questionnaire as an NHS-style form: one field for each item, what explains it, and when it is asked.
//!
//! Without scripts every item stands there, and one that depends on another's answer says on which; what was answered
//! where nothing was asked is ignored by whoever judges it (`Checked::as_sent`). With `public/conditions.js` such an item
//! shows itself when it is asked.

mod item;
mod says;

use domain::forms::{Checked, Item, Response};
use leptos::{nonce::use_nonce, prelude::*};

pub use item::Items;
pub use says::{condition_in_words, conditions_in_words, wrong_in_words};

/// What is wrong with an item's answer, by linkId, as it changes.
pub type Errors = Callback<String, Signal<Option<String>>>;

/// What the fields of one form share.
#[derive(Clone)]
pub struct Asked {
    form: Checked,
    response: Response,
    /// Fields are called `<name>[<linkId>]`.
    name: &'static str,
    errors: Errors,
    /// Close together, for whoever fills in many.
    compact: bool,
}

impl Asked {
    /// A form that takes up little room, filled in as far as it was answered.
    pub const fn compact(form: Checked, response: Response, name: &'static str, errors: Errors) -> Self {
        Self { form, response, name, errors, compact: true }
    }

    /// A form with room around each question.
    pub const fn roomy(form: Checked, response: Response, name: &'static str, errors: Errors) -> Self {
        Self { form, response, name, errors, compact: false }
    }

    fn field(&self, item: &Item) -> String {
        format!("{}[{}]", self.name, item.link_id)
    }

    /// What is wrong with an item's answer.
    fn error(&self, item: &Item) -> Signal<Option<String>> {
        self.errors.run(item.link_id.clone())
    }

    /// What says which version the fields are of, and shows what is asked as one answers.
    pub fn frame(&self) -> AnyView {
        let version = self.form.canonical();
        let has_conditions = self.form.all_items().iter().any(|(item, _)| !item.enable_when.is_empty());
        let script =
            has_conditions.then(|| view! { <script type="module" src="/conditions.js" nonce=use_nonce()></script> });
        view! {
            <input type="hidden" name=format!("{}[questionnaire]", self.name) value=version/>
            {script}
        }
        .into_any()
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
    let errors = Callback::new(move |link_id: String| {
        let wrong = wrongs.iter().find(|(wrong, _)| *wrong == link_id);
        Signal::stored(wrong.map(|(_, sentence)| sentence.clone()))
    });
    let items = form.items.clone();
    let asked = Asked::roomy(form, response, name, errors);
    let frame = asked.frame();
    view! { <Items asked items/>{frame} }.into_any()
}
