//! What a form begins with.

use super::{
    check::Checked,
    questionnaire::{InitialFrom, ItemKind, Value},
    response::{Given, Response},
};
use crate::{case::Draft, command::DateFields};

/// What is known before anybody has answered.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub patient: &'a Draft,
    /// What was answered when this was last asked about the same skin problem.
    pub last: Option<&'a Response>,
}

impl Checked {
    /// Whether an item begins with this.
    pub fn begins_with(&self, from: InitialFrom) -> bool {
        self.all_items().iter().any(|(item, _)| item.initial_from == Some(from))
    }

    /// A response with what the form begins with. Never of an answer that it does not take: a last answer may be of
    /// another version.
    pub fn begin(&self, known: Known<'_>) -> Response {
        let mut response = Response::to(self.canonical());
        for (item, _) in self.all_items().into_iter().filter(|(item, _)| item.kind.is_asked()) {
            let own = item.initial.iter().map(written).collect::<Vec<_>>();
            let values = match item.initial_from {
                None => own,
                Some(InitialFrom::LastAnswer) => {
                    let last = known.last.map(|last| last.given(&item.link_id)).unwrap_or_default();
                    last.into_iter().map(str::to_owned).collect()
                }
                Some(InitialFrom::PatientSex) => vec![known.patient.sex.clone()],
                Some(InitialFrom::PatientDateOfBirth) => {
                    let DateFields { day, month, year } = known.patient.dob.clone();
                    vec![day, month, year]
                }
            };
            let given: Vec<&str> = values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
            if !given.is_empty() && item.read(&given).is_ok() {
                let given =
                    if item.kind == ItemKind::Boolean { Given::Tick(given == ["true"]) } else { Given::Typed(values) };
                response.answers.insert(item.link_id.clone(), given);
            }
        }
        response
    }
}

/// As somebody would have typed or chosen it.
fn written(value: &Value) -> String {
    match value {
        Value::Boolean(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) | Value::Quantity(number, _) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => text.clone(),
        Value::Coding(coding) => coding.code.clone(),
    }
}
