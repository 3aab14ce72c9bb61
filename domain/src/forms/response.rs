//! What was answered, as typed: every item optional, nothing judged yet. It is an HTML form's content, a draft, and what
//! is stored; `validate` says what is wrong with it and `as_sent` what of it counts.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};

use crate::typed;

/// The name under which a response keeps its form's "url|version", beside the items' linkIds.
pub(super) const NAMED_BY: &str = "questionnaire";

/// The most values of one answer: three for a date, and more than any list has that somebody ticks through.
const MOST_VALUES: usize = super::limits::MOST_OPTIONS;

/// Answers by linkId.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// "url|version"; empty where it was given before forms had one.
    pub questionnaire: String,
    pub answers: BTreeMap<String, Given>,
}

/// What stands in one field, or is ticked among its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Tick(bool),
    Typed(Vec<String>),
}

impl Response {
    /// An empty one of a form.
    pub fn to(questionnaire: impl Into<String>) -> Self {
        Self { questionnaire: questionnaire.into(), answers: BTreeMap::new() }
    }

    /// The same with one answer typed.
    #[must_use]
    pub fn with(mut self, link_id: &str, typed: &str) -> Self {
        self.answers.insert(link_id.to_owned(), Given::Typed(vec![typed.to_owned()]));
        self
    }

    /// Out of a page's fields, called `<name>[<linkId>]`, and numbered behind that where there are several.
    pub fn of_fields(name: &str, fields: &[(String, String)]) -> Self {
        let mut response = Self::default();
        for (field, typed) in fields {
            let Some(rest) = field.strip_prefix(name).and_then(|rest| rest.strip_prefix('[')) else { continue };
            let Some((link_id, _)) = rest.split_once(']') else { continue };
            if link_id == NAMED_BY {
                response.questionnaire = typed::text(typed);
                continue;
            }
            let given = response.answers.entry(link_id.to_owned()).or_insert_with(|| Given::Typed(Vec::new()));
            if let Given::Typed(values) = given
                && values.len() < MOST_VALUES
            {
                values.push(typed::text(typed));
            }
        }
        response
    }

    /// What was typed or chosen, blanks left out; "true" for a tick.
    pub fn given(&self, link_id: &str) -> Vec<&str> {
        match self.answers.get(link_id) {
            Some(Given::Tick(true)) => vec!["true"],
            Some(Given::Tick(false)) | None => Vec::new(),
            Some(Given::Typed(values)) => {
                let values = values.iter().map(String::as_str);
                values.filter(|value| !typed::is_blank(value)).collect()
            }
        }
    }

    /// The one thing that was typed, as it was; empty where nothing was.
    pub fn typed(&self, link_id: &str) -> &str {
        match self.answers.get(link_id) {
            Some(Given::Typed(values)) => values.first().map_or("", String::as_str),
            Some(Given::Tick(_)) | None => "",
        }
    }

    /// Everything that was typed, blanks among it: a date's day, month and year.
    pub fn parts(&self, link_id: &str) -> &[String] {
        match self.answers.get(link_id) {
            Some(Given::Typed(values)) => values,
            Some(Given::Tick(_)) | None => &[],
        }
    }

    /// Whether a box is ticked.
    pub fn is_ticked(&self, link_id: &str) -> bool {
        self.given(link_id) == ["true"]
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.answers.keys().all(|link_id| self.given(link_id).is_empty())
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.answers.len() + 1))?;
        map.serialize_entry(NAMED_BY, &self.questionnaire)?;
        for (link_id, given) in self.answers.iter().filter(|(link_id, _)| *link_id != NAMED_BY) {
            map.serialize_entry(link_id, given)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Response {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut answers = BTreeMap::<String, Given>::deserialize(deserializer)?;
        let questionnaire = match answers.remove(NAMED_BY) {
            Some(Given::Typed(mut values)) if !values.is_empty() => values.swap_remove(0),
            Some(_) | None => String::new(),
        };
        Ok(Self { questionnaire, answers })
    }
}

impl Given {
    /// A box that is ticked.
    pub fn is_tick(&self) -> bool {
        match self {
            Self::Tick(ticked) => *ticked,
            Self::Typed(values) => values.as_slice() == ["true"],
        }
    }

    /// Whether anything was typed, ticked or chosen.
    pub fn is_answer(&self) -> bool {
        match self {
            Self::Tick(ticked) => *ticked,
            Self::Typed(values) => values.iter().any(|value| !typed::is_blank(value)),
        }
    }
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tick(ticked) => serializer.serialize_bool(*ticked),
            Self::Typed(values) if values.len() == 1 => serializer.serialize_str(&values[0]),
            Self::Typed(values) => values.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyGiven)
    }
}

/// A text, a tick, or several of one name: a list in JSON, numbered in a posted form.
struct AnyGiven;

impl<'de> Visitor<'de> for AnyGiven {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what was typed, ticked or chosen")
    }

    fn visit_bool<E>(self, ticked: bool) -> Result<Given, E> {
        Ok(Given::Tick(ticked))
    }

    fn visit_str<E>(self, value: &str) -> Result<Given, E> {
        Ok(Given::Typed(vec![typed::text(value)]))
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Typed(Vec::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element::<String>()? {
            if values.len() < MOST_VALUES {
                values.push(typed::text(&value));
            }
        }
        Ok(Given::Typed(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
        let mut values = BTreeMap::new();
        while let Some((place, value)) = map.next_entry::<String, String>()? {
            // Numbered: "10" comes after "9".
            let place = (place.len(), place);
            if values.len() < MOST_VALUES {
                values.insert(place, typed::text(&value));
            }
        }
        Ok(Given::Typed(values.into_values().collect()))
    }
}
