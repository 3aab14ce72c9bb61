//! A form as FHIR R4 writes it.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

use super::{
    questionnaire::{Behaviour, Coding, Item, ItemKind, Questionnaire, Value},
    read::extension,
};

impl Serialize for Questionnaire {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl Questionnaire {
    /// As it is written into a file.
    pub fn to_json(&self) -> Json {
        json!({
            "resourceType": "Questionnaire",
            "url": self.url,
            "version": self.version,
            "title": self.title,
            "status": "active",
            "language": self.language,
            "item": self.items.iter().map(item).collect::<Vec<_>>(),
        })
    }
}

fn item(item: &Item) -> Json {
    let mut object = Map::new();
    let mut put = |name: &str, json: Json| drop(object.insert(name.to_owned(), json));
    put("linkId", json!(item.link_id));
    put("type", json!(item.kind.as_str()));
    if !item.text.is_empty() {
        put("text", json!(item.text));
    }
    for (name, list) in [
        ("code", item.codes.iter().map(coding).collect::<Vec<_>>()),
        ("extension", extensions(item)),
        (
            "enableWhen",
            item.enable_when
                .iter()
                .map(|it| {
                    with(json!({ "question": it.question, "operator": it.operator.as_str() }), "answer", &it.answer)
                })
                .collect(),
        ),
        ("answerOption", item.options.iter().map(option).collect()),
        ("initial", item.initial.iter().map(|it| with(json!({}), "value", it)).collect()),
        ("item", item.items.iter().map(self::item).collect()),
    ] {
        if !list.is_empty() {
            put(name, Json::Array(list));
        }
    }
    if item.enable_when.len() > 1 || item.behaviour == Behaviour::Any {
        put("enableBehavior", json!(if item.behaviour == Behaviour::Any { "any" } else { "all" }));
    }
    for (name, flag) in [("required", item.required), ("repeats", item.repeats)] {
        if flag {
            put(name, Json::Bool(true));
        }
    }
    if let Some(length) = item.max_length {
        put("maxLength", json!(length));
    }
    Json::Object(object)
}

fn extensions(item: &Item) -> Vec<Json> {
    let mut list = Vec::new();
    for (url, value) in [(extension::MIN, &item.min), (extension::MAX, &item.max)] {
        if let Some(value) = value {
            list.push(with(json!({ "url": url }), "value", value));
        }
    }
    for (url, text) in [(extension::REGEX, &item.regex), (extension::SHORT, &item.short)] {
        if !text.is_empty() {
            list.push(json!({ "url": url, "valueString": text }));
        }
    }
    if !item.unit.is_empty() {
        list.push(json!({
            "url": extension::UNIT,
            "valueCoding": { "system": "http://unitsofmeasure.org", "code": item.unit },
        }));
    }
    if item.is_help {
        let coding = json!({ "system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help" });
        list.push(json!({ "url": extension::CONTROL, "valueCodeableConcept": { "coding": [coding] } }));
    }
    if item.is_key {
        list.push(json!({ "url": extension::READ_FIRST, "valueBoolean": true }));
    }
    if let Some(from) = item.initial_from {
        list.push(json!({ "url": extension::INITIAL_FROM, "valueCode": from.as_str() }));
    }
    list
}

pub(super) fn option(option: &Coding) -> Json {
    if option.system.is_empty() && option.display == option.code {
        json!({ "valueString": option.code })
    } else {
        json!({ "valueCoding": coding(option) })
    }
}

pub(super) fn coding(coding: &Coding) -> Json {
    let mut object = Map::new();
    for (name, text) in [("system", &coding.system), ("code", &coding.code), ("display", &coding.display)] {
        if !text.is_empty() {
            object.insert(name.to_owned(), json!(text));
        }
    }
    Json::Object(object)
}

/// `object` with its `value[x]` or `answer[x]`.
pub(super) fn with(mut object: Json, prefix: &str, value: &Value) -> Json {
    let (suffix, json) = match value {
        Value::Boolean(flag) => ("Boolean", json!(flag)),
        Value::Integer(number) => ("Integer", json!(number)),
        Value::Decimal(number) => ("Decimal", json!(number)),
        Value::Date(date) => ("Date", json!(date.to_string())),
        Value::Text(text) => ("String", json!(text)),
        Value::Coding(it) => ("Coding", coding(it)),
        Value::Quantity(number, unit) => (
            "Quantity",
            if unit.is_empty() { json!({ "value": number }) } else { json!({ "value": number, "unit": unit }) },
        ),
    };
    object[format!("{prefix}{suffix}")] = json;
    object
}

impl ItemKind {
    /// Whether a value of this type can be an answer of such an item.
    pub(super) const fn takes(self, value: &Value) -> bool {
        match value {
            Value::Boolean(_) => matches!(self, Self::Boolean),
            Value::Integer(_) => matches!(self, Self::Integer | Self::Decimal | Self::Quantity),
            Value::Decimal(_) => matches!(self, Self::Decimal | Self::Quantity),
            Value::Quantity(..) => matches!(self, Self::Quantity),
            Value::Date(_) => matches!(self, Self::Date),
            Value::Text(_) => matches!(self, Self::String | Self::Text | Self::Choice | Self::OpenChoice),
            Value::Coding(_) => matches!(self, Self::Choice | Self::OpenChoice),
        }
    }
}
