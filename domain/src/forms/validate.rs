//! What is asked, given the answers so far, and what is wrong with them.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use super::{
    answer::compare,
    check::Checked,
    limits,
    questionnaire::{Behaviour, Item, ItemKind, Value},
    regex::Patterns,
    response::{Given, Response},
};
use crate::case::Problem;

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// There is none, and there has to be.
    Missing,
    /// Longer than so many characters; how long it is.
    TooLong {
        max: usize,
        length: usize,
    },
    NotANumber,
    NotAWholeNumber,
    NotADate,
    NotAnOption,
    /// Below the least that is taken.
    TooSmall(Value),
    /// Above the most.
    TooLarge(Value),
    /// Not what its pattern asks for.
    NoMatch,
}

/// Furthest from today that a date is no slip of the finger: nobody is older, nothing is planned further ahead.
const YEARS_BACK: i16 = 130;
const YEARS_ON: i16 = 10;

impl Checked {
    /// The linkIds of what is asked, given these answers. What is hidden has no answer, whatever stands in its field.
    pub fn enabled<'a>(&'a self, response: &Response) -> HashSet<&'a str> {
        let all = self.all_items();
        let mut enabled: HashSet<&str> = HashSet::with_capacity(all.len());
        let mut read: HashMap<&str, Vec<Value>> = HashMap::new();
        for &place in self.order() {
            let (item, parent) = all[place];
            let is_reached = parent.is_none_or(|parent| enabled.contains(parent.link_id.as_str()));
            let holds = |n: usize| {
                let condition = &item.enable_when[n];
                let answers = read.get(condition.question.as_str()).map_or(&[][..], Vec::as_slice);
                condition.operator.holds(answers, &condition.answer)
            };
            let mut conditions = 0..item.enable_when.len();
            let is_wanted = match item.behaviour {
                _ if item.enable_when.is_empty() => true,
                Behaviour::All => conditions.all(holds),
                Behaviour::Any => conditions.any(holds),
            };
            if is_reached && is_wanted {
                enabled.insert(&item.link_id);
                // What cannot be read is no answer to wait for.
                let answers = item.read(&response.given(&item.link_id)).unwrap_or_default();
                read.insert(&item.link_id, answers);
            }
        }
        enabled
    }

    /// What is wrong, by linkId, in the order in which the form is read. `today` is London's day.
    pub fn wrongs(&self, response: &Response, today: Date) -> Vec<(&Item, Wrong)> {
        let enabled = self.enabled(response);
        let asked = self.all_items().into_iter().map(|(item, _)| item);
        let asked = asked.filter(|item| item.kind.is_asked() && enabled.contains(item.link_id.as_str()));
        asked
            .filter_map(|item| Some((item, item.wrong(&response.given(&item.link_id), today, self.patterns())?)))
            .collect()
    }

    /// The same in sentences, each with its field.
    pub fn validate(&self, response: &Response, today: Date) -> Vec<Problem> {
        let wrongs = self.wrongs(response, today).into_iter();
        wrongs.map(|(item, wrong)| Problem::new(&item.link_id, wrong.sentence(item))).collect()
    }

    /// What counts of a response: the answers to what is asked and to nothing else, ticks as ticks.
    #[must_use]
    pub fn as_sent(&self, response: &Response) -> Response {
        let enabled = self.enabled(response);
        let asked = self.all_items().into_iter().map(|(item, _)| item);
        let asked = asked.filter(|item| item.kind.is_asked() && enabled.contains(item.link_id.as_str()));
        let mut answers = BTreeMap::new();
        for item in asked {
            let given = response.given(&item.link_id);
            if item.kind == ItemKind::Boolean || !given.is_empty() {
                answers.insert(item.link_id.clone(), item.kept(&given));
            }
        }
        Response { questionnaire: self.canonical(), answers }
    }

    /// A page's fields over what was answered before. What this form asks is as it was typed, also where it is hidden, too
    /// long or emptied; what only another form asks stays, for whoever goes back to that one.
    #[must_use]
    pub fn typed_over(&self, typed: &Response, before: &Response) -> Response {
        let is_asked = |link_id: &str| self.item(link_id).is_some_and(|item| item.kind.is_asked());
        let others = before.answers.iter().filter(|(link_id, _)| !is_asked(link_id));
        let mut answers: BTreeMap<String, Given> =
            others.map(|(link_id, given)| (link_id.clone(), given.clone())).collect();
        for (item, _) in self.all_items() {
            let given = typed.given(&item.link_id);
            if !item.kind.is_asked() || given.is_empty() {
                continue;
            }
            // A date of which the month is missing is not one of a month and a year.
            let kept = match item.kind {
                ItemKind::Date => Given::Typed(typed.parts(&item.link_id).to_vec()),
                _ => item.kept(&given),
            };
            answers.insert(item.link_id.clone(), kept);
        }
        Response { questionnaire: self.canonical(), answers }
    }

    /// What of a response fits into its fields, hidden ones among them: a draft, to be gone on with. What is hidden was not
    /// judged, so that only its length is.
    #[must_use]
    pub fn as_draft(&self, response: &Response) -> Response {
        let asked = self.all_items().into_iter().map(|(item, _)| item).filter(|item| item.kind.is_asked());
        let kept = asked.filter_map(|item| {
            let given = response.given(&item.link_id);
            let fits = given.iter().all(|typed| typed.chars().count() <= limits::LONGEST_ANSWER);
            (fits && !given.is_empty()).then(|| (item.link_id.clone(), item.kept(&given)))
        });
        Response { questionnaire: self.canonical(), answers: kept.collect() }
    }
}

impl Item {
    /// As it is stored: ticks as ticks.
    fn kept(&self, given: &[&str]) -> Given {
        match self.kind {
            ItemKind::Boolean => Given::Tick(given == ["true"]),
            _ => Given::Typed(given.iter().map(|typed| (*typed).to_owned()).collect()),
        }
    }

    fn wrong(&self, given: &[&str], today: Date, patterns: &Patterns) -> Option<Wrong> {
        let max = self.max_length.unwrap_or(limits::LONGEST_ANSWER);
        let length = given.iter().map(|typed| typed.trim().chars().count()).max().unwrap_or_default();
        if length > max {
            return Some(Wrong::TooLong { max, length });
        }
        let Ok(values) = self.read(given) else { return Some(self.unread()) };
        if values.is_empty() {
            return self.required.then_some(Wrong::Missing);
        }
        values.iter().find_map(|value| {
            let below = self.min.as_ref().filter(|min| compare(value, min).is_some_and(std::cmp::Ordering::is_lt));
            let above = self.max.as_ref().filter(|max| compare(value, max).is_some_and(std::cmp::Ordering::is_gt));
            match (below, above, value) {
                (Some(min), ..) => Some(Wrong::TooSmall(min.clone())),
                (_, Some(max), _) => Some(Wrong::TooLarge(max.clone())),
                (.., Value::Date(date)) => {
                    let years = today.year() - YEARS_BACK..=today.year() + YEARS_ON;
                    (!years.contains(&date.year())).then_some(Wrong::NotADate)
                }
                (.., Value::Text(text)) => (!patterns.matches(self, text)).then_some(Wrong::NoMatch),
                (
                    ..,
                    Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Coding(_) | Value::Quantity(..),
                ) => None,
            }
        })
    }

    /// Why `read` failed.
    const fn unread(&self) -> Wrong {
        match self.kind {
            ItemKind::Integer => Wrong::NotAWholeNumber,
            ItemKind::Decimal | ItemKind::Quantity => Wrong::NotANumber,
            ItemKind::Date => Wrong::NotADate,
            ItemKind::Group
            | ItemKind::Display
            | ItemKind::String
            | ItemKind::Text
            | ItemKind::Choice
            | ItemKind::OpenChoice
            | ItemKind::Boolean
            | ItemKind::Attachment => Wrong::NotAnOption,
        }
    }
}

impl Wrong {
    /// What is wrong and what to do, in one sentence, as clinicians read it.
    fn sentence(&self, item: &Item) -> String {
        let asked = item.question();
        match self {
            Self::Missing if item.kind.has_options() => format!("“{asked}”: choose an answer"),
            Self::Missing => format!("“{asked}”: enter an answer"),
            Self::TooLong { max, length } => {
                format!("“{asked}”: the answer must be {max} characters or fewer, and this has {length}")
            }
            Self::NotANumber => format!("“{asked}”: enter a number, for example 8"),
            Self::NotAWholeNumber => format!("“{asked}”: enter a whole number, for example 8"),
            Self::NotADate => format!("“{asked}”: enter a real date, for example 27 3 2026"),
            Self::NotAnOption => format!("“{asked}”: choose one of the answers"),
            Self::TooSmall(min) => format!("“{asked}”: the answer must be {} or more", bound(min)),
            Self::TooLarge(max) => format!("“{asked}”: the answer must be {} or less", bound(max)),
            Self::NoMatch if item.hint().is_empty() => format!("“{asked}”: this is not in the form that is asked for"),
            Self::NoMatch => format!("“{asked}”: this is not in the form that is asked for. {}", item.hint()),
        }
    }
}

/// A limit in words.
pub fn bound(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Quantity(number, unit) => format!("{number} {unit}"),
        Value::Date(date) => date.strftime("%-d %B %Y").to_string(),
        Value::Text(text) => text.clone(),
        Value::Coding(coding) => coding.display.clone(),
        Value::Boolean(flag) => flag.to_string(),
    }
}
