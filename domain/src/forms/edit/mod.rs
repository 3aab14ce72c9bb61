//! A form changed one act at a time, by somebody who never sees its file. What a page posts is an [`EditForm`], which
//! becomes an [`Edit`]; a page with scripts applies it as the server does, to show what would come of it.
//!
//! It is the file's JSON that changes, not what was read of it: what describes a form and is not read here stays as it was
//! put in. A form without faults stays without, or the edit is refused; one with faults may be mended in any order, and
//! says what is left.
//!
//! To add an act: a variant of [`EditAct`] and of [`Edit`], how it is read (`form`), what it does (`change`, `options`,
//! `shape`, `when`), and its place on the page (`app::pages::forms::edit`).

mod change;
mod form;
mod options;
mod shape;
#[cfg(test)]
mod tests;
mod tree;
mod when;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use thiserror::Error;

pub use change::{Offers, bound_as_typed};
pub use form::EditForm;
pub use options::options_as_typed;
pub use shape::NEW_KINDS;

use super::{
    check::Checked,
    limits,
    needs::{FormKind, Need},
    questionnaire::{Behaviour, Item, ItemKind, Operator, Questionnaire},
    read::{Fault, Reader, count_items},
};
use crate::{code::coded, typed};

/// What somebody does to a form, as a page's button says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditAct {
    Name,
    Change,
    Retype,
    Add,
    Up,
    Down,
    Put,
    Remove,
    When,
    NoLongerWhen,
    AnyOrAll,
}

coded! { EditAct, "act on a form",
    Name => "name", "Save the name";
    Change => "change", "Save";
    Retype => "retype", "Change the kind of answer";
    Add => "add", "Add it";
    Up => "up", "Move up";
    Down => "down", "Move down";
    Put => "put", "Move it there";
    Remove => "remove", "Remove it";
    When => "when", "Save the condition";
    NoLongerWhen => "no_longer_when", "Remove the condition";
    AnyOrAll => "any_or_all", "Save whether all are needed";
}

/// The same with what it needs to know. Items are named by their linkId, numbers and dates are as typed.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// What the version and the form are called.
    Name {
        version: String,
        title: String,
    },
    /// A question's words, and what an answer has to be.
    Change {
        item: String,
        to: Change,
    },
    /// Another kind of answer.
    Retype {
        item: String,
        to: AnswerKind,
    },
    /// A question behind another one; without that, the last one.
    Add {
        after: Option<String>,
        text: String,
        required: bool,
        to: AnswerKind,
    },
    /// Before the one above it.
    Up {
        item: String,
    },
    /// Behind the one below it.
    Down {
        item: String,
    },
    /// Somewhere else.
    Put {
        item: String,
        to: Spot,
    },
    Remove {
        item: String,
    },
    /// Asked only after an answer: in place of one of its conditions, or one more.
    When {
        item: String,
        instead_of: Option<usize>,
        question: String,
        operator: Operator,
        answer: String,
    },
    /// Without one of its conditions.
    NoLongerWhen {
        item: String,
        condition: usize,
    },
    /// Whether one condition is enough.
    AnyOrAll {
        item: String,
        behaviour: Behaviour,
    },
}

/// What stands in the fields of one item; None where the item has no such field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub text: String,
    pub short: Option<String>,
    pub hint: Option<String>,
    pub required: Option<bool>,
    pub repeats: Option<bool>,
    pub max_length: Option<String>,
    pub min: Option<String>,
    pub max: Option<String>,
    /// One on each line.
    pub options: Option<String>,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerKind {
    pub kind: ItemKind,
    /// Of a choice, one on each line.
    pub options: String,
    /// Of a measure.
    pub unit: String,
}

/// Where an item is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// Before everything.
    First,
    FirstIn(String),
    After(String),
}

/// Why nothing was changed, in a sentence, and the field that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{sentence}")]
pub struct EditRefused {
    pub field: &'static str,
    pub sentence: String,
}

impl EditRefused {
    fn new(field: &'static str, sentence: impl Into<String>) -> Self {
        Self { field, sentence: sentence.into() }
    }
}

/// A form that was changed, and the item that whoever changed it goes on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    pub file: String,
    pub item: String,
}

/// A form that is being changed: read as far as it can be, and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    json: Json,
    checked: Option<Checked>,
    pub form: Questionnaire,
    pub faults: Vec<Fault>,
}

impl Opened {
    /// Opens a file.
    ///
    /// # Errors
    /// What is wrong with a file of which no question can be shown: it is mended as a file.
    pub fn read(file: &str) -> Result<Self, Vec<Fault>> {
        let (checked, faults) = match Questionnaire::parse(file.as_bytes()) {
            Ok(checked) => (Some(checked), Vec::new()),
            Err(faults) => (None, faults),
        };
        let json = if file.len() > limits::MOST_BYTES { None } else { serde_json::from_str::<Json>(file).ok() };
        let json = json.filter(|json| count_items(json) <= limits::MOST_ITEMS);
        match json.and_then(|json| Some((Reader::default().questionnaire(&json)?, json))) {
            Some((form, json)) => Ok(Self { json, checked, form, faults }),
            None => Err(faults),
        }
    }

    /// The form as it can be asked; None where something is wrong with it.
    pub const fn checked(&self) -> Option<&Checked> {
        self.checked.as_ref()
    }

    /// The form with one change.
    ///
    /// # Errors
    /// A sentence that says what stands against it, and what to do instead.
    pub fn edit(&self, edit: &Edit) -> Result<Edited, EditRefused> {
        let mut json = self.json.clone();
        let item = self.change(&mut json, edit)?;
        let file = written(&json);
        if file.len() > limits::MOST_BYTES {
            let sentence = format!("A form’s file has at most {} bytes: take questions out first", limits::MOST_BYTES);
            return Err(EditRefused::new("", sentence));
        }
        match Questionnaire::parse(file.as_bytes()) {
            Err(faults) if self.faults.is_empty() => {
                let said = faults.iter().take(3).map(|fault| self.in_words(fault)).collect::<Vec<_>>().join(". ");
                Err(EditRefused::new("", said))
            }
            Ok(changed) => self.is_still_ticks(&changed).map(|()| Edited { file, item }),
            Err(_) => Ok(Edited { file, item }),
        }
    }

    fn change(&self, json: &mut Json, edit: &Edit) -> Result<String, EditRefused> {
        match edit {
            Edit::Name { version, title } => change::name(json, version, title).map(|()| String::new()),
            Edit::Change { item, to } => self.change_item(json, item, to),
            Edit::Retype { item, to } => self.retype(json, item, to),
            Edit::Add { after, text, required, to } => self.add(json, after.as_deref(), text, *required, to),
            Edit::Up { item } => self.swap(json, item, true),
            Edit::Down { item } => self.swap(json, item, false),
            Edit::Put { item, to } => self.put(json, item, to),
            Edit::Remove { item } => self.remove(json, item),
            Edit::When { item, instead_of, question, operator, answer } => {
                self.when(json, item, *instead_of, (question, *operator, answer))
            }
            Edit::NoLongerWhen { item, condition } => self.no_longer_when(json, item, *condition),
            Edit::AnyOrAll { item, behaviour } => self.any_or_all(json, item, *behaviour),
        }
    }

    /// What rules read of an item.
    pub fn need(&self, link_id: &str) -> Option<&'static Need> {
        FormKind::of(&self.form.url)?.needs().iter().find(|need| need.link_id == link_id)
    }

    /// The item itself, or that it is gone.
    fn item(&self, link_id: &str) -> Result<&Item, EditRefused> {
        self.form.item(link_id).ok_or_else(gone)
    }

    /// A fault for whoever knows questions by their words and not by their names in the file.
    pub fn in_words(&self, fault: &Fault) -> String {
        let mut said = fault.0.strip_prefix("Item ").unwrap_or(&fault.0).to_owned();
        for (item, _) in self.form.all_items().iter().filter(|(item, _)| !item.text.trim().is_empty()) {
            said = said.replace(&format!("“{}”", item.link_id), &quoted(item));
        }
        said
    }

    /// Boxes under one question stay boxes: with another kind of question among them each would stand alone.
    fn is_still_ticks(&self, changed: &Questionnaire) -> Result<(), EditRefused> {
        let all = self.form.all_items();
        let mut ticks = all.iter().map(|(item, _)| item).filter(|item| item.is_ticks());
        let broken = ticks.find(|item| changed.item(&item.link_id).is_some_and(|now| !now.is_ticks()));
        let Some(group) = broken else { return Ok(()) };
        let sentence = format!("{} has boxes to tick and nothing else: put this behind it instead", quoted(group));
        Err(EditRefused::new("kind", sentence))
    }
}

/// As it is read in a sentence.
fn quoted(item: &Item) -> String {
    format!("“{}”", typed::isolated(item.question().trim()))
}

fn gone() -> EditRefused {
    EditRefused::new("", "This question is no longer in the form")
}

/// As people read a file, where there is room for it.
fn written(json: &Json) -> String {
    let pretty = serde_json::to_string_pretty(json).unwrap_or_default();
    if pretty.len() > limits::MOST_BYTES { json.to_string() } else { pretty }
}
