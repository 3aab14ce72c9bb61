//! A form out of its JSON. Reads all of it before it gives up, so that whoever mends a file is told everything at once.

use std::fmt;

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{
    limits,
    questionnaire::{Behaviour, Coding, Condition, InitialFrom, Item, ItemKind, Operator, Questionnaire, Value},
};

/// One thing that is wrong with a form, in a sentence that says where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Extensions by which R4 says what its elements do not.
pub(super) mod extension {
    pub(in super::super) const MIN: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
    pub(in super::super) const MAX: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
    pub(in super::super) const REGEX: &str = "http://hl7.org/fhir/StructureDefinition/regex";
    pub(in super::super) const UNIT: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit";
    pub(in super::super) const CONTROL: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl";
    pub(in super::super) const SHORT: &str =
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-shortText";
    /// Ours.
    pub(in super::super) const READ_FIRST: &str = "https://skinlink.example/fhir/StructureDefinition/read-first";
    /// Ours.
    pub(in super::super) const INITIAL_FROM: &str = "https://skinlink.example/fhir/StructureDefinition/initial-from";
}

/// What describes a form and changes nothing about what is asked.
const ABOUT: [&str; 18] = [
    "id",
    "meta",
    "text",
    "identifier",
    "name",
    "experimental",
    "subjectType",
    "date",
    "publisher",
    "contact",
    "description",
    "useContext",
    "jurisdiction",
    "purpose",
    "copyright",
    "approvalDate",
    "lastReviewDate",
    "code",
];

/// Values, as they follow "value" and "answer" in a name.
const SUFFIXES: [&str; 8] = ["Boolean", "Integer", "Decimal", "Date", "String", "Coding", "Quantity", "Code"];

#[derive(Default)]
pub(super) struct Reader {
    pub(super) faults: Vec<Fault>,
    items: usize,
}

impl Reader {
    fn wrong(&mut self, place: &str, what: impl fmt::Display) {
        self.faults.push(Fault(format!("{place}: {what}")));
    }

    pub(super) fn questionnaire(&mut self, json: &Json) -> Option<Questionnaire> {
        const FORM: &str = "The form";
        let Json::Object(object) = json else {
            self.wrong(FORM, "it is not a JSON object");
            return None;
        };
        if object.get("resourceType").and_then(Json::as_str) != Some("Questionnaire") {
            self.wrong(FORM, "its resourceType is not Questionnaire");
            return None;
        }
        let known = ["resourceType", "url", "version", "title", "status", "language", "item"];
        self.no_others(FORM, object, |name| known.contains(&name) || ABOUT.contains(&name));
        let [url, version, title, language] =
            ["url", "version", "title", "language"].map(|name| self.name(FORM, object, name));
        if object.get("status").and_then(Json::as_str) != Some("active") {
            self.wrong(FORM, "its status is not active");
        }
        let items = self.items(FORM, object, 0);
        Some(Questionnaire { url, version, title, language, items })
    }

    /// What this program does not read could change what is asked.
    fn no_others(&mut self, place: &str, object: &Map<String, Json>, is_known: impl Fn(&str) -> bool) {
        for name in object.keys().filter(|name| !is_known(name)) {
            let name: String = name.chars().take(limits::LONGEST_NAME).collect();
            self.wrong(place, format_args!("{name} is not read here: leave it out"));
        }
    }

    fn string(&mut self, place: &str, object: &Map<String, Json>, name: &str, longest: usize) -> String {
        match object.get(name) {
            None => String::new(),
            Some(Json::String(text)) if text.chars().count() <= longest => crate::typed::text(text),
            Some(Json::String(_)) => {
                self.wrong(place, format_args!("{name} is longer than {longest} characters"));
                String::new()
            }
            Some(_) => {
                self.wrong(place, format_args!("{name} is not a text"));
                String::new()
            }
        }
    }

    fn name(&mut self, place: &str, object: &Map<String, Json>, name: &str) -> String {
        let text = self.string(place, object, name, limits::LONGEST_NAME);
        if text.trim().is_empty() {
            self.wrong(place, format_args!("{name} is missing"));
        }
        text
    }

    fn flag(&mut self, place: &str, object: &Map<String, Json>, name: &str) -> bool {
        match object.get(name) {
            None => false,
            Some(Json::Bool(flag)) => *flag,
            Some(_) => {
                self.wrong(place, format_args!("{name} is neither true nor false"));
                false
            }
        }
    }

    fn list<'a>(&mut self, place: &str, object: &'a Map<String, Json>, name: &str, most: usize) -> &'a [Json] {
        match object.get(name) {
            None => &[],
            Some(Json::Array(list)) if list.len() <= most => list,
            Some(Json::Array(list)) => {
                self.wrong(place, format_args!("{name} has {} entries, and {most} is the most", list.len()));
                &[]
            }
            Some(_) => {
                self.wrong(place, format_args!("{name} is not a list"));
                &[]
            }
        }
    }

    fn items(&mut self, place: &str, object: &Map<String, Json>, depth: usize) -> Vec<Item> {
        let list = match object.get("item") {
            None => return Vec::new(),
            Some(Json::Array(list)) => list,
            Some(_) => {
                self.wrong(place, "item is not a list");
                return Vec::new();
            }
        };
        if depth > limits::DEEPEST {
            self.wrong(place, format_args!("more than {} items stand in one another", limits::DEEPEST));
            return Vec::new();
        }
        let items = list.iter().filter_map(|json| {
            self.items += 1;
            // Counted by `most_items` beforehand; this only ends what could not be counted.
            if self.items > limits::MOST_ITEMS { None } else { self.item(json, depth) }
        });
        items.collect()
    }

    fn item(&mut self, json: &Json, depth: usize) -> Option<Item> {
        let Json::Object(object) = json else {
            self.wrong("The form", "an item is not a JSON object");
            return None;
        };
        let link_id = self.name("An item", object, "linkId");
        let place = format!("Item “{link_id}”");
        let kind = object.get("type").and_then(Json::as_str).unwrap_or_default();
        let Ok(kind) = kind.parse::<ItemKind>() else {
            let shown: String = kind.chars().take(40).collect();
            self.wrong(&place, format_args!("its type “{shown}” is not one that is asked here"));
            return None;
        };
        let known = [
            "id",
            "linkId",
            "definition",
            "code",
            "text",
            "type",
            "enableWhen",
            "enableBehavior",
            "required",
            "repeats",
            "maxLength",
            "answerOption",
            "initial",
            "extension",
            "item",
        ];
        self.no_others(&place, object, |name| known.contains(&name));
        let mut item = Item {
            text: self.string(&place, object, "text", limits::LONGEST_TEXT),
            codes: self.codings(&place, object, "code"),
            required: self.flag(&place, object, "required"),
            repeats: self.flag(&place, object, "repeats"),
            ..Item::new(&link_id, kind)
        };
        item.enable_when = self.conditions(&place, object);
        item.behaviour = match object.get("enableBehavior").and_then(Json::as_str) {
            Some("any") => Behaviour::Any,
            Some("all") => Behaviour::All,
            None if item.enable_when.len() < 2 && !object.contains_key("enableBehavior") => Behaviour::All,
            Some(_) | None => {
                self.wrong(&place, "enableBehavior has to be any or all");
                Behaviour::All
            }
        };
        item.max_length = object.get("maxLength").and_then(|length| {
            let length = length.as_u64().and_then(|length| usize::try_from(length).ok()).filter(|length| *length > 0);
            if length.is_none() {
                self.wrong(&place, "maxLength is not a whole number from 1");
            }
            length
        });
        item.options = self.options(&place, object);
        item.initial = self.values(&place, object);
        self.extensions(&place, object, &mut item);
        item.items = self.items(&place, object, depth + 1);
        Some(item)
    }

    fn codings(&mut self, place: &str, object: &Map<String, Json>, name: &str) -> Vec<Coding> {
        let list = self.list(place, object, name, limits::MOST_OPTIONS);
        list.iter().filter_map(|json| self.coding(place, json)).collect()
    }

    fn coding(&mut self, place: &str, json: &Json) -> Option<Coding> {
        let Json::Object(object) = json else {
            self.wrong(place, "a code is not a JSON object");
            return None;
        };
        self.no_others(place, object, |name| ["id", "system", "version", "code", "display"].contains(&name));
        Some(Coding {
            system: self.string(place, object, "system", limits::LONGEST_NAME),
            code: self.name(place, object, "code"),
            display: self.string(place, object, "display", limits::LONGEST_TEXT),
        })
    }

    fn options(&mut self, place: &str, object: &Map<String, Json>) -> Vec<Coding> {
        let list = self.list(place, object, "answerOption", limits::MOST_OPTIONS);
        let options = list.iter().filter_map(|json| match self.value(place, json, "value")? {
            Value::Coding(coding) => Some(coding),
            Value::Text(text) => Some(Coding { system: String::new(), code: text.clone(), display: text }),
            Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Date(_) | Value::Quantity(..) => {
                self.wrong(place, "an answerOption is neither a valueCoding nor a valueString");
                None
            }
        });
        options.collect()
    }

    fn values(&mut self, place: &str, object: &Map<String, Json>) -> Vec<Value> {
        let list = self.list(place, object, "initial", limits::MOST_OPTIONS);
        list.iter().filter_map(|json| self.value(place, json, "value")).collect()
    }

    fn conditions(&mut self, place: &str, object: &Map<String, Json>) -> Vec<Condition> {
        let list = self.list(place, object, "enableWhen", limits::MOST_CONDITIONS);
        let conditions = list.iter().filter_map(|json| {
            let Json::Object(each) = json else {
                self.wrong(place, "an enableWhen is not a JSON object");
                return None;
            };
            let question = self.name(place, each, "question");
            let operator = each.get("operator").and_then(Json::as_str).unwrap_or_default();
            let Some(operator) = Operator::ALL.into_iter().find(|known| known.as_str() == operator) else {
                self.wrong(place, "the operator of its enableWhen is none of exists, =, !=, >, <, >= and <=");
                return None;
            };
            let answer = self.value(place, json, "answer")?;
            Some(Condition { question, operator, answer })
        });
        conditions.collect()
    }

    /// The one `value[x]` or `answer[x]` of an object.
    fn value(&mut self, place: &str, json: &Json, prefix: &str) -> Option<Value> {
        let found = json.as_object().and_then(|object| {
            let mut found =
                SUFFIXES.iter().filter_map(|suffix| Some((*suffix, object.get(&format!("{prefix}{suffix}"))?)));
            found.next().filter(|_| found.next().is_none())
        });
        let Some((suffix, json)) = found else {
            self.wrong(place, format_args!("there has to be one {prefix} of a type that is asked here"));
            return None;
        };
        let value = match suffix {
            "Boolean" => json.as_bool().map(Value::Boolean),
            "Integer" => json.as_i64().map(Value::Integer),
            "Decimal" => json.as_f64().map(Value::Decimal),
            "Date" => json.as_str().and_then(|text| text.parse::<Date>().ok()).map(Value::Date),
            "String" | "Code" => short(json).map(Value::Text),
            "Coding" => self.coding(place, json).map(Value::Coding),
            _ => {
                let unit = json.get("unit").or_else(|| json.get("code")).and_then(short);
                json.get("value").and_then(Json::as_f64).map(|value| Value::Quantity(value, unit.unwrap_or_default()))
            }
        };
        if value.is_none() {
            self.wrong(place, format_args!("{prefix}{suffix} is not what its name says"));
        }
        value
    }

    fn extensions(&mut self, place: &str, object: &Map<String, Json>, item: &mut Item) {
        for json in self.list(place, object, "extension", limits::MOST_OPTIONS) {
            let url = json.get("url").and_then(Json::as_str).unwrap_or_default();
            match url {
                extension::MIN => item.min = self.value(place, json, "value"),
                extension::MAX => item.max = self.value(place, json, "value"),
                extension::REGEX => item.regex = self.text_of(place, json),
                extension::SHORT => item.short = self.text_of(place, json),
                extension::UNIT => {
                    if let Some(Value::Coding(unit)) = self.value(place, json, "value") {
                        item.unit = unit.code;
                    }
                }
                extension::CONTROL => {
                    let codes = json.pointer("/valueCodeableConcept/coding").and_then(Json::as_array);
                    item.is_help = codes.into_iter().flatten().any(|coding| coding["code"] == "help");
                }
                extension::READ_FIRST => match self.value(place, json, "value") {
                    Some(Value::Boolean(is_key)) => item.is_key = is_key,
                    Some(_) => self.wrong(place, "read-first is neither true nor false"),
                    None => {}
                },
                extension::INITIAL_FROM => {
                    let from = self.text_of(place, json);
                    item.initial_from = from.parse::<InitialFrom>().ok();
                    if item.initial_from.is_none() {
                        self.wrong(place, "initial-from names nothing that a form can begin with");
                    }
                }
                unknown => {
                    let unknown: String = unknown.chars().take(limits::LONGEST_NAME).collect();
                    self.wrong(place, format_args!("the extension {unknown} is not read here: leave it out"));
                }
            }
        }
    }

    fn text_of(&mut self, place: &str, json: &Json) -> String {
        match self.value(place, json, "value") {
            Some(Value::Text(text)) => text,
            Some(_) => {
                self.wrong(place, "an extension's value is not a text");
                String::new()
            }
            None => String::new(),
        }
    }
}

fn short(json: &Json) -> Option<String> {
    json.as_str().filter(|text| text.chars().count() <= limits::LONGEST_TEXT).map(crate::typed::text)
}

/// How many items a form has, counted without reading them.
pub(super) fn count_items(json: &Json) -> usize {
    let items = json.get("item").and_then(Json::as_array);
    items.into_iter().flatten().map(|item| 1 + count_items(item)).sum()
}
