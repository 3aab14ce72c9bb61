//! A response as FHIR R4's QuestionnaireResponse: what is asked and answered, in the form's groups.

use serde_json::{Map, Value as Json, json};

use super::{
    check::Checked,
    questionnaire::{Item, ItemKind},
    read::Fault,
    response::{Given, Response},
    write::with,
};

impl Checked {
    /// What counts of a response. An answer that cannot be read as what its item asks for is left out: `wrongs` tells it.
    pub fn to_fhir(&self, response: &Response) -> Json {
        let sent = self.as_sent(response);
        json!({
            "resourceType": "QuestionnaireResponse",
            "questionnaire": self.canonical(),
            "status": "completed",
            "item": answered(&self.items, &sent),
        })
    }

    /// The other way.
    ///
    /// # Errors
    /// What is no response of this form: each answer to an unknown item, of another type, or none of its options.
    pub fn response_of_fhir(&self, json: &Json) -> Result<Response, Vec<Fault>> {
        if json["resourceType"] != "QuestionnaireResponse" || json["questionnaire"] != self.canonical().as_str() {
            return Err(vec![Fault(format!("This is no response to {}", self.canonical()))]);
        }
        let mut response = Response::to(self.canonical());
        let mut faults = Vec::new();
        self.collect(json, &mut response, &mut faults, 0);
        if faults.is_empty() { Ok(response) } else { Err(faults) }
    }

    fn collect(&self, json: &Json, response: &mut Response, faults: &mut Vec<Fault>, depth: usize) {
        let items = json.get("item").and_then(Json::as_array);
        for each in items.into_iter().flatten().take(super::limits::MOST_ITEMS) {
            if depth < super::limits::DEEPEST {
                self.collect(each, response, faults, depth + 1);
            }
            let link_id = each.get("linkId").and_then(Json::as_str).unwrap_or_default();
            let Some(item) = self.item(link_id) else {
                faults.push(Fault("An answer is to an item that the form does not have".to_owned()));
                continue;
            };
            let answers = each.get("answer").and_then(Json::as_array);
            let values: Option<Vec<String>> = answers.into_iter().flatten().map(|it| plain(item.kind, it)).collect();
            match values {
                Some(values) if values.is_empty() => {}
                Some(values) if item.read(&values.iter().map(String::as_str).collect::<Vec<_>>()).is_ok() => {
                    let given = if item.kind == ItemKind::Boolean {
                        Given::Tick(values == ["true"])
                    } else {
                        Given::Typed(values)
                    };
                    response.answers.insert(item.link_id.clone(), given);
                }
                Some(_) | None => faults.push(Fault(format!("Item “{}”: this is no answer to it", item.link_id))),
            }
        }
    }
}

fn answered(items: &[Item], sent: &Response) -> Vec<Json> {
    let answered = items.iter().filter_map(|item| {
        let mut object = Map::new();
        object.insert("linkId".to_owned(), json!(item.link_id));
        object.insert("text".to_owned(), json!(item.text));
        let inside = answered(&item.items, sent);
        // Of a hidden box there is nothing, of an asked one its no.
        let is_asked = sent.answers.contains_key(&item.link_id);
        let values = if is_asked { item.read(&sent.given(&item.link_id)).unwrap_or_default() } else { Vec::new() };
        if inside.is_empty() && values.is_empty() {
            return None;
        }
        if !inside.is_empty() {
            object.insert("item".to_owned(), Json::Array(inside));
        }
        if !values.is_empty() {
            let values = values.iter().map(|value| with(json!({}), "value", value)).collect();
            object.insert("answer".to_owned(), Json::Array(values));
        }
        Some(Json::Object(object))
    });
    answered.collect()
}

/// As somebody would have typed it.
fn plain(kind: ItemKind, answer: &Json) -> Option<String> {
    let text = |name: &str| answer.get(name).and_then(Json::as_str).map(crate::typed::text);
    let number = |json: Option<&Json>| json.filter(|it| it.is_number()).map(Json::to_string);
    match kind {
        ItemKind::Group | ItemKind::Display | ItemKind::Attachment => None,
        ItemKind::Boolean => answer.get("valueBoolean").and_then(Json::as_bool).map(|flag| flag.to_string()),
        ItemKind::String | ItemKind::Text => text("valueString"),
        ItemKind::Integer => number(answer.get("valueInteger")),
        ItemKind::Decimal => number(answer.get("valueDecimal")),
        ItemKind::Quantity => number(answer.pointer("/valueQuantity/value")),
        ItemKind::Date => text("valueDate"),
        ItemKind::Choice | ItemKind::OpenChoice => answer
            .pointer("/valueCoding/code")
            .and_then(Json::as_str)
            .map(str::to_owned)
            .or_else(|| text("valueString")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::FormKind;

    #[test]
    fn a_response_is_the_same_after_fhir() {
        let form = FormKind::Lesion.shipped().unwrap();
        let response = Response::to(form.canonical())
            .with("pigment", "yes")
            .with("site", "sole")
            .with("side", "left")
            .with("size_mm", "0.8 cm")
            .with("lesions", "2")
            .with("tried", "A cream.\nIt helped.")
            .with("change_size", "true");
        let json = form.to_fhir(&response);
        assert_eq!(json["item"][0]["item"][0]["answer"][0]["valueCoding"]["display"], "Pigmented");
        let size = json.pointer("/item/0/item/3/answer/0/valueQuantity").unwrap();
        assert_eq!(size, &json!({ "value": 8.0, "unit": "mm" }));
        let back = form.response_of_fhir(&json).unwrap();
        assert_eq!(form.to_fhir(&back), json);
        assert_eq!(back.given("side"), ["left"]);
        let other = json!({ "resourceType": "QuestionnaireResponse", "questionnaire": form.canonical(), "item": [
            { "linkId": "site", "answer": [{ "valueCoding": { "code": "moon" } }] },
            { "linkId": "nonsense", "answer": [{ "valueString": "x" }] },
            { "linkId": "lesions", "answer": [{ "valueString": "2" }] },
        ] });
        assert_eq!(form.response_of_fhir(&other).unwrap_err().len(), 3);
    }
}
