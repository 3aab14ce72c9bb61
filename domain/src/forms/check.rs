//! Whether a form's items fit together, and whether what rules read of it is there.

use std::{collections::HashMap, ops::Deref};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value as Json;

use super::{
    answer::compare,
    limits,
    needs::{FormKind, Need},
    questionnaire::{Condition, Item, ItemKind, Operator, Questionnaire, SNOMED_CT, Value},
    read::{Fault, Reader, count_items},
    regex::Patterns,
};
use crate::case::Site;

/// A form that can be asked: read within its limits, its items known to fit together, and whole for the rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    form: Questionnaire,
    kind: FormKind,
    /// Items by their place in `all_items`, each behind those that decide whether it is asked.
    order: Vec<usize>,
    patterns: Patterns,
}

impl Deref for Checked {
    type Target = Questionnaire;
    fn deref(&self) -> &Questionnaire {
        &self.form
    }
}

/// As it is written into a file.
impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.form.serialize(serializer)
    }
}

/// Checked again: it came from somewhere else.
impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Questionnaire::of_json(&json).map_err(|faults| de::Error::custom(faults.first().map_or("", |fault| &fault.0)))
    }
}

/// As many as somebody reads: a file can be nothing but faults.
fn told(mut faults: Vec<Fault>) -> Vec<Fault> {
    let more = faults.len().saturating_sub(limits::MOST_FAULTS);
    faults.truncate(limits::MOST_FAULTS);
    if more > 0 {
        faults.push(Fault(format!("And {more} more: mend these first")));
    }
    faults
}

impl Questionnaire {
    /// A form out of a file that anybody may have written.
    ///
    /// # Errors
    /// Everything that is wrong with it, each in a sentence that says where.
    pub fn parse(bytes: &[u8]) -> Result<Checked, Vec<Fault>> {
        let refuse = |sentence: String| Err(vec![Fault(sentence)]);
        if bytes.len() > limits::MOST_BYTES {
            return refuse(format!(
                "The file has {} bytes, and {} is the most: take questions out",
                bytes.len(),
                limits::MOST_BYTES
            ));
        }
        let json: Json = match serde_json::from_slice(bytes) {
            Ok(json) => json,
            // The reader's own words can repeat the file's.
            Err(error) => {
                return refuse(format!("The file is not JSON: see line {}, column {}", error.line(), error.column()));
            }
        };
        Self::of_json(&json)
    }

    fn of_json(json: &Json) -> Result<Checked, Vec<Fault>> {
        let refuse = |sentence: String| Err(vec![Fault(sentence)]);
        let items = count_items(json);
        if items > limits::MOST_ITEMS {
            return refuse(format!(
                "The form has {items} items, and {} is the most: split it, or leave items out",
                limits::MOST_ITEMS
            ));
        }
        let mut reader = Reader::default();
        let form = reader.questionnaire(json);
        match form {
            Some(form) if reader.faults.is_empty() => form.check(),
            Some(_) | None => Err(told(reader.faults)),
        }
    }

    fn check(self) -> Result<Checked, Vec<Fault>> {
        let mut faults = Vec::new();
        let all = self.all_items();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut patterns = Patterns::default();
        for (place, (item, _)) in all.iter().enumerate() {
            if places.insert(&item.link_id, place).is_some() {
                faults.push(wrong(item, "its linkId stands twice: each needs its own"));
            }
            item.check(&mut faults);
            if let Err(fault) = patterns.add(item) {
                faults.push(wrong(item, &fault));
            }
        }
        for (item, _) in &all {
            for condition in &item.enable_when {
                match places.get(condition.question.as_str()) {
                    None => {
                        faults.push(wrong(item, &format!("it asks for “{}”, which is no item", condition.question)))
                    }
                    Some(&place) => condition.check(item, all[place].0, &mut faults),
                }
            }
        }
        let order = order(&all, &places, &mut faults);
        let kind = FormKind::of(&self.url);
        if let Some(kind) = kind {
            faults.extend(kind.needs().iter().filter_map(|need| lacks(&self, kind, need)));
            let taken = all.iter().filter(|(item, _)| kind.asks_itself(&item.link_id));
            faults.extend(
                taken.map(|(item, _)| wrong(item, "its linkId is taken: every request has a field of that name")),
            );
        } else {
            let known: Vec<&str> = FormKind::ALL.iter().map(|kind| kind.url()).collect();
            faults
                .push(Fault(format!("The form: its url is none that is asked here. Take one of {}", known.join(", "))));
        }
        drop((all, places));
        match kind {
            Some(kind) if faults.is_empty() => Ok(Checked { form: self, kind, order, patterns }),
            Some(_) | None => Err(faults),
        }
    }
}

impl Checked {
    /// Which form it is a version of.
    pub const fn kind(&self) -> FormKind {
        self.kind
    }

    /// A form that asks nothing.
    pub(super) fn empty(kind: FormKind) -> Self {
        let [url, language] = [kind.url(), super::LANGUAGE].map(str::to_owned);
        let form =
            Questionnaire { url, version: String::new(), title: kind.label().to_owned(), language, items: Vec::new() };
        Self { form, kind, order: Vec::new(), patterns: Patterns::default() }
    }

    pub(super) const fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// Items, each behind those that decide whether it is asked, by their place in `all_items`.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }
}

fn wrong(item: &Item, what: &str) -> Fault {
    Fault(format!("Item “{}”: {what}", item.link_id))
}

impl Item {
    fn check(&self, faults: &mut Vec<Fault>) {
        let mut refuse = |what: &str| faults.push(wrong(self, what));
        // It is a part of a field's name, and of an address within the page.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !self.link_id.chars().all(plain) || !self.link_id.starts_with(|c: char| c.is_ascii_alphabetic()) {
            refuse("its linkId has to begin with a letter and go on with letters, digits, full stops, - and _");
        }
        if self.link_id == super::response::NAMED_BY {
            refuse("its linkId is taken: an answer's form is named by it");
        }
        if self.text.trim().is_empty() {
            refuse("it has no text");
        }
        let is_group = self.kind == ItemKind::Group;
        if !is_group && self.parts().next().is_some() {
            refuse("only a group has items in it: ask by enableWhen what another answer leads to");
        }
        if is_group && self.parts().next().is_none() {
            refuse("it is a group without items");
        }
        if self.is_help && (self.kind != ItemKind::Display || !self.enable_when.is_empty()) {
            refuse("what explains an item is of the type display and has no enableWhen");
        }
        if !self.kind.is_asked()
            && (self.required || self.repeats || !self.initial.is_empty() || self.initial_from.is_some())
        {
            refuse("nothing is answered in it, so it cannot be required, repeat or begin with an answer");
        }
        if self.kind == ItemKind::Boolean && self.required {
            refuse("a box to tick cannot be required: not ticked is an answer");
        }
        if self.repeats && self.kind != ItemKind::Choice {
            refuse("only a choice repeats");
        }
        if self.kind.has_options() == self.options.is_empty() {
            refuse(if self.kind.has_options() { "it has no answerOption" } else { "only a choice has answerOptions" });
        }
        for (n, option) in self.options.iter().enumerate() {
            if self.options[..n].iter().any(|before| before.code == option.code) {
                refuse(&format!("the option “{}” stands twice", option.code));
            }
            if option.display.trim().is_empty() {
                refuse(&format!("the option “{}” has no display", option.code));
            }
        }
        for coding in self.codes.iter().chain(&self.options).filter(|coding| coding.system == SNOMED_CT) {
            if !is_sctid(&coding.code) {
                refuse(&format!("{} is no SNOMED CT code: its check digit does not fit", coding.code));
            }
        }
        if (self.max_length.is_some() || !self.regex.is_empty()) && !self.kind.is_words() {
            refuse("maxLength and regex are for words");
        }
        if self.max_length.is_some_and(|most| most > limits::LONGEST_ANSWER) {
            refuse(&format!("an answer has at most {} characters: make maxLength smaller", limits::LONGEST_ANSWER));
        }
        if (self.min.is_some() || self.max.is_some()) && !self.kind.is_ordered() {
            refuse("minValue and maxValue are for numbers and dates");
        }
        for bound in self.min.iter().chain(&self.max) {
            if self.kind.is_ordered() && !self.kind.takes(bound) {
                refuse("its minValue or maxValue is of another type than its answers");
            }
        }
        if let (Some(min), Some(max)) = (&self.min, &self.max)
            && compare(min, max).is_some_and(std::cmp::Ordering::is_gt)
        {
            refuse("its minValue is more than its maxValue: nobody could answer it");
        }
        if !self.unit.is_empty() && self.kind != ItemKind::Quantity {
            refuse("only a quantity has a unit");
        }
        if self.kind == ItemKind::Quantity && self.unit.is_empty() {
            refuse("a quantity needs a unit");
        }
        if self.initial.len() > 1 && !self.repeats {
            refuse("it begins with several answers and takes one");
        }
        for value in &self.initial {
            let fits = self.kind.takes(value) && (!self.kind.has_options() || self.offers(value));
            if !fits {
                refuse("what it begins with is no answer to it");
            }
        }
    }

    /// Whether a value is one of its options, or of its own words where these are taken.
    fn offers(&self, value: &Value) -> bool {
        match value {
            Value::Coding(coding) => self.option(&coding.code).is_some(),
            Value::Text(text) => self.kind == ItemKind::OpenChoice || self.option(text).is_some(),
            Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Date(_) | Value::Quantity(..) => false,
        }
    }
}

impl Condition {
    fn check(&self, item: &Item, asked: &Item, faults: &mut Vec<Fault>) {
        let mut refuse = |what: String| faults.push(wrong(item, &what));
        let question = &asked.link_id;
        if !asked.kind.is_asked() {
            refuse(format!("it asks for “{question}”, which nobody answers"));
        } else if self.operator == Operator::Exists {
            if !matches!(self.answer, Value::Boolean(_)) {
                refuse("exists is compared with true or false (answerBoolean)".to_owned());
            }
        } else if self.operator.orders() && !asked.kind.is_ordered() {
            refuse(format!(
                "{} needs an order, and “{question}” is of the type {}",
                self.operator.as_str(),
                asked.kind.as_str()
            ));
        } else if !asked.kind.takes(&self.answer) {
            refuse(format!(
                "it compares “{question}”, which is of the type {}, with an answer of another type",
                asked.kind.as_str()
            ));
        } else if asked.kind == ItemKind::Choice && !asked.offers(&self.answer) {
            refuse(format!("it waits for an answer that “{question}” does not offer"));
        }
    }
}

/// An order in which each item comes after what decides about it: its group, and what its conditions ask for. Loops are
/// told whole.
fn order(all: &[(&Item, Option<&Item>)], places: &HashMap<&str, usize>, faults: &mut Vec<Fault>) -> Vec<usize> {
    let before = |place: usize| {
        let (item, parent) = all[place];
        let asked = item.enable_when.iter().map(|condition| condition.question.as_str());
        let names: Vec<&str> = parent.map(|parent| parent.link_id.as_str()).into_iter().chain(asked).collect();
        names.into_iter().filter_map(|name| places.get(name).copied()).collect::<Vec<usize>>()
    };
    let mut order = Vec::with_capacity(all.len());
    let mut is_placed = vec![false; all.len()];
    // The way to where the search is: an item, and how many of those before it were gone through.
    let mut way: Vec<(usize, usize)> = Vec::new();
    let mut is_on_way = vec![false; all.len()];
    for start in 0..all.len() {
        if !is_placed[start] {
            way.push((start, 0));
            is_on_way[start] = true;
        }
        while let Some(&(place, gone)) = way.last() {
            let next = before(place).get(gone).copied();
            if let Some((_, gone)) = way.last_mut() {
                *gone += 1;
            }
            match next {
                None => {
                    way.pop();
                    is_on_way[place] = false;
                    is_placed[place] = true;
                    order.push(place);
                }
                Some(next) if is_on_way[next] => {
                    let from = way.iter().position(|(each, _)| *each == next).unwrap_or_default();
                    let names = way[from..].iter().map(|(each, _)| *each).chain([next]);
                    let names: Vec<String> = names.map(|each| format!("“{}”", all[each].0.link_id)).collect();
                    let sentence = format!("whether it is asked depends on itself: {}", names.join(" waits for "));
                    faults.push(wrong(all[next].0, &sentence));
                }
                Some(next) if is_placed[next] => {}
                Some(next) => {
                    way.push((next, 0));
                    is_on_way[next] = true;
                }
            }
        }
    }
    order
}

/// What a form does not have although a rule reads it.
fn lacks(form: &Questionnaire, kind: FormKind, need: &Need) -> Option<Fault> {
    let Some(item) = form.item(need.link_id) else {
        return Some(Fault(format!(
            "The form: the item “{}” ({}) is missing, and {} cannot do without it",
            need.link_id,
            need.kind.as_str(),
            kind.read_by()
        )));
    };
    if item.kind != need.kind {
        let sentence = format!("its type has to be {}, because {} reads it", need.kind.as_str(), kind.read_by());
        return Some(wrong(item, &sentence));
    }
    if item.repeats {
        return Some(wrong(item, &format!("it takes one answer, because {} reads one", kind.read_by())));
    }
    if item.kind == ItemKind::Quantity && item.unit != "mm" {
        return Some(wrong(item, &format!("its unit has to be mm, because {} reads millimetres", kind.read_by())));
    }
    // A place that no rule knows is one that none warns about.
    let other = item.options.iter().find(|option| option.code.parse::<Site>().is_err());
    if let Some(other) = other.filter(|_| need.link_id == "site") {
        return Some(wrong(item, &format!("{} knows no site “{}”", kind.read_by(), other.code)));
    }
    let missing: Vec<String> =
        need.options.iter().filter(|code| item.option(code).is_none()).map(|code| format!("“{code}”")).collect();
    (!missing.is_empty())
        .then(|| wrong(item, &format!("{} reads the options that are missing: {}", kind.read_by(), missing.join(", "))))
}

/// Whether a number can be an identifier of SNOMED CT: 6 to 18 digits, the last one Verhoeff's check digit.
pub fn is_sctid(code: &str) -> bool {
    const TIMES: [[u8; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const MOVED: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let fits =
        (6..=18).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit()) && !code.starts_with('0');
    let check = code.bytes().rev().enumerate().fold(0_u8, |check, (place, byte)| {
        let digit = (0..place % 8).fold(byte.saturating_sub(b'0').min(9), |digit, _| MOVED[usize::from(digit)]);
        TIMES[usize::from(check)][usize::from(digit)]
    });
    fits && check == 0
}
