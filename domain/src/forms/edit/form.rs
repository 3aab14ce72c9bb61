//! What a page posts about a form that is being changed, as typed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AnswerKind, Change, Edit, EditAct, EditRefused, Offers, Opened, Spot};
use crate::{
    forms::questionnaire::{Behaviour, ItemKind, Operator},
    typed,
};

/// Fields by their names. A box that is not ticked is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditForm(pub BTreeMap<String, String>);

impl EditForm {
    /// Out of a page's fields, called `<name>[<field>]`.
    pub fn of_fields(name: &str, fields: &[(String, String)]) -> Self {
        let inner = |field: &str| Some(field.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.to_owned());
        Self(fields.iter().filter_map(|(field, typed)| Some((inner(field)?, typed.clone()))).collect())
    }

    /// What stands in a field, None where there is no such field.
    pub fn field(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|typed| typed::text(typed))
    }

    /// What stands in a field; empty where nothing does.
    pub fn get(&self, name: &str) -> String {
        self.field(name).unwrap_or_default()
    }

    /// Whether a box is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What it asks for.
    ///
    /// # Errors
    /// Where something was not chosen that has to be.
    pub fn read(&self, opened: &Opened, act: EditAct, item: &str) -> Result<Edit, EditRefused> {
        let item = item.to_owned();
        Ok(match act {
            EditAct::Name => Edit::Name { version: self.get("version"), title: self.get("title") },
            EditAct::Change => {
                let kind = opened.form.item(&item).map_or(ItemKind::String, |item| item.kind);
                let offers = Offers::of(kind, opened.need(&item));
                let tick = |name: &str, is_offered: bool| is_offered.then(|| self.is_ticked(name));
                let to = Change {
                    text: self.get("text"),
                    short: self.field("short"),
                    hint: self.field("hint"),
                    required: tick("required", offers.required),
                    repeats: tick("repeats", offers.repeats),
                    max_length: self.field("max_length"),
                    min: self.field("min"),
                    max: self.field("max"),
                    options: self.field("options"),
                };
                Edit::Change { item, to }
            }
            EditAct::Retype => Edit::Retype { item, to: self.answer_kind()? },
            EditAct::Add => Edit::Add {
                after: Some(item).filter(|item| !item.is_empty()),
                text: self.get("text"),
                required: self.is_ticked("required"),
                to: self.answer_kind()?,
            },
            EditAct::Up => Edit::Up { item },
            EditAct::Down => Edit::Down { item },
            EditAct::Put => Edit::Put { item, to: self.spot()? },
            EditAct::Remove => Edit::Remove { item },
            EditAct::When => {
                let test = self.get("test");
                let (operator, answer) = test.split_once(' ').unwrap_or((&test, ""));
                let Some(operator) = Operator::ALL.into_iter().find(|it| it.as_str() == operator) else {
                    return Err(EditRefused::new("test", "Choose what the answer has to be"));
                };
                // Of what has an order, the answer is typed beside it.
                let answer = if answer.is_empty() { self.get("answer") } else { answer.to_owned() };
                let instead_of = self.get("condition").parse().ok();
                Edit::When { item, instead_of, question: self.get("question"), operator, answer }
            }
            EditAct::NoLongerWhen => {
                Edit::NoLongerWhen { item, condition: self.get("condition").parse().unwrap_or(usize::MAX) }
            }
            EditAct::AnyOrAll => {
                let behaviour = if self.get("behaviour") == "any" { Behaviour::Any } else { Behaviour::All };
                Edit::AnyOrAll { item, behaviour }
            }
        })
    }

    fn answer_kind(&self) -> Result<AnswerKind, EditRefused> {
        let kind = self.get("kind").parse::<ItemKind>();
        let kind = kind.map_err(|_| EditRefused::new("kind", "Choose how it is answered"))?;
        Ok(AnswerKind { kind, options: self.get("options"), unit: self.get("unit") })
    }

    /// "first", "in <group>" or "after <item>".
    fn spot(&self) -> Result<Spot, EditRefused> {
        let spot = self.get("spot");
        match spot.split_once(' ') {
            None if spot == "first" => Ok(Spot::First),
            Some(("in", group)) => Ok(Spot::FirstIn(group.to_owned())),
            Some(("after", item)) => Ok(Spot::After(item.to_owned())),
            None | Some(_) => Err(EditRefused::new("spot", "Choose where it goes")),
        }
    }
}
