//! What a form is made of: an exact subset of FHIR R4's Questionnaire. What stands in a file and is not here is refused
//! by name (`read`), never left out in silence: a form that lost a question looks whole.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::coded;

/// A form, as read: its words and its rules, not yet known to fit together.
#[derive(Debug, Clone, PartialEq)]
pub struct Questionnaire {
    pub url: String,
    pub version: String,
    pub title: String,
    /// BCP 47: "en".
    pub language: String,
    pub items: Vec<Item>,
}

/// What an item is answered with, if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// Items under one heading; of yes-or-no items only, boxes to tick.
    Group,
    /// Words to read.
    Display,
    /// One line.
    String,
    /// Several lines.
    Text,
    Integer,
    Decimal,
    Date,
    Choice,
    /// A choice, or an answer in one's own words.
    OpenChoice,
    /// A box to tick: not ticked is no.
    Boolean,
    /// A number of the item's unit.
    Quantity,
    /// Pictures, which are added on a page of their own: here only that they are wanted.
    Attachment,
}

coded! { ItemKind, "type of item",
    Group => "group", "Group";
    Display => "display", "Words to read";
    String => "string", "One line";
    Text => "text", "Several lines";
    Integer => "integer", "Whole number";
    Decimal => "decimal", "Number";
    Date => "date", "Date";
    Choice => "choice", "Choice";
    OpenChoice => "open-choice", "Choice or own words";
    Boolean => "boolean", "Box to tick";
    Quantity => "quantity", "Measure";
    Attachment => "attachment", "Pictures";
}

impl ItemKind {
    /// Whether it is answered here.
    pub const fn is_asked(self) -> bool {
        !matches!(self, Self::Group | Self::Display | Self::Attachment)
    }

    /// Whether its answers have an order, so that one can be less than another.
    pub const fn is_ordered(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Date | Self::Quantity)
    }

    /// Whether one of a list is chosen.
    pub const fn has_options(self) -> bool {
        matches!(self, Self::Choice | Self::OpenChoice)
    }

    /// Whether words are typed.
    pub const fn is_words(self) -> bool {
        matches!(self, Self::String | Self::Text | Self::OpenChoice)
    }
}

/// One item: a question, a group of them, or words.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub link_id: String,
    pub kind: ItemKind,
    /// The question as it is asked.
    pub text: String,
    /// The same in a word or two, for a list of answers; empty where the question is short enough.
    pub short: String,
    pub codes: Vec<Coding>,
    pub enable_when: Vec<Condition>,
    pub behaviour: Behaviour,
    pub required: bool,
    /// Several of the options may be chosen.
    pub repeats: bool,
    /// In characters.
    pub max_length: Option<usize>,
    pub min: Option<Value>,
    pub max: Option<Value>,
    /// What the whole answer has to match; empty where nothing.
    pub regex: String,
    /// Of a quantity.
    pub unit: String,
    pub options: Vec<Coding>,
    pub initial: Vec<Value>,
    pub initial_from: Option<InitialFrom>,
    /// Changes the answer: whoever reads the answers reads this before the rest. An extension of ours.
    pub is_key: bool,
    /// Words that explain the item above them (`questionnaire-itemControl` "help").
    pub is_help: bool,
    pub items: Vec<Item>,
}

impl Item {
    /// An item that asks nothing yet.
    pub(super) fn new(link_id: &str, kind: ItemKind) -> Self {
        Self {
            link_id: link_id.to_owned(),
            kind,
            text: String::new(),
            short: String::new(),
            codes: Vec::new(),
            enable_when: Vec::new(),
            behaviour: Behaviour::All,
            required: false,
            repeats: false,
            max_length: None,
            min: None,
            max: None,
            regex: String::new(),
            unit: String::new(),
            options: Vec::new(),
            initial: Vec::new(),
            initial_from: None,
            is_key: false,
            is_help: false,
            items: Vec::new(),
        }
    }

    /// What explains it; empty where nothing does.
    pub fn hint(&self) -> &str {
        self.items.iter().find(|item| item.is_help).map_or("", |help| &help.text)
    }

    /// What stands in it beside what explains it.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        self.items.iter().filter(|item| !item.is_help)
    }

    /// What it is called in a list of answers.
    pub fn label(&self) -> &str {
        if self.short.is_empty() { &self.text } else { &self.short }
    }

    /// The question without what stands behind it in brackets: "Risk (tick all that apply)".
    pub fn question(&self) -> &str {
        self.text.split(" (").next().unwrap_or(&self.text)
    }

    /// A group of boxes to tick under one question.
    pub fn is_ticks(&self) -> bool {
        self.kind == ItemKind::Group
            && self.parts().count() > 0
            && self.parts().all(|part| part.kind == ItemKind::Boolean)
    }

    /// The option with this code.
    pub fn option(&self, code: &str) -> Option<&Coding> {
        self.options.iter().find(|option| option.code == code)
    }
}

/// A code of a code system. An option's code is what is stored, its display what is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coding {
    /// Empty where the option is only its words.
    pub system: String,
    pub code: String,
    pub display: String,
}

/// SNOMED CT's name in FHIR.
pub const SNOMED_CT: &str = "http://snomed.info/sct";

/// What is compared or filled in.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Boolean(bool),
    Integer(i64),
    Decimal(f64),
    Date(Date),
    Text(String),
    Coding(Coding),
    Quantity(f64, String),
}

/// When an item is asked, by another's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The other item's linkId.
    pub question: String,
    pub operator: Operator,
    pub answer: Value,
}

/// How an answer is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    Exists,
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
}

impl Operator {
    pub const ALL: [Self; 7] =
        [Self::Exists, Self::Equal, Self::NotEqual, Self::Greater, Self::Less, Self::GreaterOrEqual, Self::LessOrEqual];

    /// As FHIR writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::Less => "<",
            Self::GreaterOrEqual => ">=",
            Self::LessOrEqual => "<=",
        }
    }

    /// Whether it needs an order.
    pub const fn orders(self) -> bool {
        matches!(self, Self::Greater | Self::Less | Self::GreaterOrEqual | Self::LessOrEqual)
    }
}

/// Whether one condition is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Behaviour {
    All,
    Any,
}

/// What an empty form begins with, by an extension of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InitialFrom {
    /// The same item's answer when this was last asked about the same skin problem.
    LastAnswer,
    PatientSex,
    PatientDateOfBirth,
}

coded! { InitialFrom, "source of a first answer",
    LastAnswer => "last-answer", "The last answer";
    PatientSex => "patient-sex", "The patient's sex";
    PatientDateOfBirth => "patient-date-of-birth", "The patient's date of birth";
}

impl Questionnaire {
    /// What a response names it by: "url|version".
    pub fn canonical(&self) -> String {
        format!("{}|{}", self.url, self.version)
    }

    /// Every item, in the order in which it is read, with the linkId of what it stands in.
    pub fn all_items(&self) -> Vec<(&Item, Option<&Item>)> {
        fn walk<'a>(items: &'a [Item], parent: Option<&'a Item>, all: &mut Vec<(&'a Item, Option<&'a Item>)>) {
            for item in items {
                all.push((item, parent));
                walk(&item.items, Some(item), all);
            }
        }
        let mut all = Vec::new();
        walk(&self.items, None, &mut all);
        all
    }

    /// The item with this linkId.
    pub fn item(&self, link_id: &str) -> Option<&Item> {
        fn find<'a>(items: &'a [Item], link_id: &str) -> Option<&'a Item> {
            items.iter().find_map(|item| if item.link_id == link_id { Some(item) } else { find(&item.items, link_id) })
        }
        find(&self.items, link_id)
    }
}
