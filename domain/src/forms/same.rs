//! Whether two versions ask one question: an answer goes from one to the other only where they do.

use super::{
    check::Checked,
    questionnaire::{Item, ItemKind},
    response::Given,
    shipped::of_a_request,
};

/// Whether the forms of a request that come with the program ask something under this name. What that is cannot be changed
/// by a service, since rules and lists read it.
pub(crate) fn is_shipped(link_id: &str) -> bool {
    [false, true].into_iter().any(|is_rash| of_a_request(is_rash, "").item(link_id).is_some())
}

impl Checked {
    /// Whether an item of this name is answered here.
    pub(crate) fn asks(&self, link_id: &str) -> bool {
        self.item(link_id).is_some_and(|item| item.kind.is_asked())
    }

    /// Whether this answer to `other` answers the question of the same name here: one of the program's, or a service's own
    /// of the same words. A service's own of other words is another question, however it is called in the file.
    pub(crate) fn asks_as(&self, other: &Self, link_id: &str, given: &Given) -> bool {
        let (Some((item, parent)), Some((asked, asked_under))) = (self.find(link_id), other.find(link_id)) else {
            return false;
        };
        let is_measured_so = answered_like(item.kind) == answered_like(asked.kind) && item.unit == asked.unit;
        let heading = |parent: Option<&Item>| parent.filter(|it| it.is_ticks()).map(|it| it.text.clone());
        let is_worded_so =
            || item.text == asked.text && heading(parent) == heading(asked_under) && has_options_of(item, asked, given);
        is_measured_so && (is_shipped(link_id) || is_worded_so())
    }

    fn find(&self, link_id: &str) -> Option<(&Item, Option<&Item>)> {
        self.all_items().into_iter().find(|(item, _)| item.link_id == link_id && item.kind.is_asked())
    }
}

/// What takes the same answers: one line or several are words, and own words beside a list change nothing of the list.
const fn answered_like(kind: ItemKind) -> ItemKind {
    match kind {
        ItemKind::Text => ItemKind::String,
        ItemKind::OpenChoice => ItemKind::Choice,
        kind => kind,
    }
}

/// A code that was chosen stands for the same words.
fn has_options_of(item: &Item, asked: &Item, given: &Given) -> bool {
    let Given::Typed(chosen) = given else { return true };
    let words = |item: &Item, code: &str| item.option(code).map(|option| option.display.clone());
    !item.kind.has_options() || chosen.iter().all(|code| words(item, code) == words(asked, code))
}
