//! Requests from before there were forms: one flat list of fields, some of which were asked twice. Read wherever a draft is
//! read: rows, revisions, and what a page posts that was opened before the new version came.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, MapAccess, Visitor,
        value::{MapAccessDeserializer, StringDeserializer},
    },
};

use super::Draft;
use crate::forms::{FormKind, Given};

/// What stood beside the patient and the question, and now stands in the response under the same name.
const CLINICAL: [&str; 41] = [
    "pigment",
    "site",
    "side",
    "site_detail",
    "lesions",
    "size_mm",
    "duration",
    "change_size",
    "change_shape",
    "change_colour",
    "change_raised",
    "itch",
    "bleeding",
    "ooze",
    "crust",
    "pain",
    "trigger",
    "tried",
    "biopsy",
    "distribution",
    "systemic_upset",
    "personal_skin_cancer",
    "family_skin_cancer",
    "immunosuppressed",
    "many_moles",
    "uv_exposure",
    "skin_type",
    "history",
    "drugs",
    "allergies",
    "anticoagulant",
    "pregnant",
    "seven_inflamed",
    "seven_sensation",
    "seven_none",
    "seven_large",
    // Asked twice; `TWICE` says what became of each.
    "pigmented",
    "seven_size",
    "seven_shape",
    "seven_colour",
    "seven_oozing",
];

/// Boxes that asked what another one asks.
const TWICE: [(&str, &str); 4] = [
    ("seven_size", "change_size"),
    ("seven_shape", "change_shape"),
    ("seven_colour", "change_colour"),
    ("seven_oozing", "ooze"),
];

/// The only version that there was when the last of them was written.
const VERSION: &str = "1";

/// A draft, whichever shape it has.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Draft, D::Error> {
    deserializer.deserialize_map(AnyDraft)
}

struct AnyDraft;

impl<'de> Visitor<'de> for AnyDraft {
    type Value = Draft;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Draft, A::Error> {
        let mut apart = Apart { map, clinical: BTreeMap::new() };
        let draft = Draft::of_fields(MapAccessDeserializer::new(&mut apart))?;
        Ok(moved(draft, apart.clinical))
    }
}

/// A map without the fields that are read into the response.
struct Apart<A> {
    map: A,
    clinical: BTreeMap<String, Given>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for &mut Apart<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.map.next_key::<String>()? {
            if !CLINICAL.contains(&name.as_str()) {
                return seed.deserialize(StringDeserializer::new(name)).map(Some);
            }
            let given = self.map.next_value::<Given>()?;
            if given.is_answer() {
                self.clinical.insert(name, given);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// The same request by the form of today: one fact, one field. Nothing that was answered is left out.
fn moved(mut draft: Draft, mut clinical: BTreeMap<String, Given>) -> Draft {
    if clinical.is_empty() {
        return draft;
    }
    let is_ticked = |given: Option<Given>| given.is_some_and(|given| given.is_tick());
    if is_ticked(clinical.remove("pigmented")) {
        clinical.entry("pigment".to_owned()).or_insert_with(|| Given::Typed(vec!["yes".to_owned()]));
    }
    for (before, now) in TWICE {
        if is_ticked(clinical.remove(before)) {
            clinical.insert(now.to_owned(), Given::Tick(true));
        }
    }
    if draft.response.questionnaire.is_empty() {
        let form = if draft.problem == "rash" { FormKind::Rash } else { FormKind::Lesion };
        draft.response.questionnaire = format!("{}|{VERSION}", form.url());
    }
    for (link_id, given) in clinical {
        draft.response.answers.entry(link_id).or_insert(given);
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Filled;

    /// Everything that the form of the release before asked, as it was stored.
    const FILLED: &str = r#"{
        "nhs_number": "943 476 5919", "name": "Nia Roberts", "dob": {"day": "12", "month": "3", "year": "1948"},
        "sex": "female", "mobile": "07700 900123", "same_number_seen": "A1B2", "kind": "cancer", "service": "s",
        "question": "Is it safe?", "impression": "?BCC", "concern": "very", "urgency_reason": "Grows",
        "conversion_authorised": true, "told_may_be_cancer": true, "problem": "lesion", "pigment": "yes", "site": "nose",
        "side": "left", "site_detail": "Tip", "lesions": "2", "size_mm": "8", "duration": "3 months",
        "change_size": true, "change_shape": true, "change_colour": true, "change_raised": true, "itch": true,
        "bleeding": true, "ooze": true, "crust": true, "pain": true, "trigger": "Sun", "tried": "Cream",
        "biopsy": "None", "distribution": "Sleeves", "systemic_upset": true, "personal_skin_cancer": true,
        "family_skin_cancer": true, "immunosuppressed": true, "many_moles": true, "uv_exposure": true, "skin_type": "II",
        "history": "Asthma", "drugs": "Apixaban", "allergies": "Latex", "anticoagulant": true, "pregnant": true,
        "seven_inflamed": true, "seven_sensation": true, "seven_none": true, "despite_reason": "Because",
        "seven_large": true, "no_images_reason": "No camera", "photos_agreed": true, "include_unfinished": true}"#;

    #[test]
    fn a_filled_request_of_before_keeps_every_answer() {
        let before: serde_json::Map<String, serde_json::Value> = serde_json::from_str(FILLED).unwrap();
        let draft: Draft = serde_json::from_str(FILLED).unwrap();
        assert_eq!(draft.response.questionnaire, format!("{}|1", FormKind::Lesion.url()));
        let now = serde_json::to_value(&draft).unwrap();
        for (name, value) in &before {
            let kept = now.get(name).or_else(|| now["response"].get(name));
            assert_eq!(kept, Some(value), "{name}");
            assert_eq!(CLINICAL.contains(&name.as_str()), now["response"].get(name).is_some(), "{name}");
        }
        // Each stands in the form of today, but for what only the other one asks and what none asks any longer.
        let filled = Filled::of(draft.clone());
        let others: Vec<&str> = draft.response.answers.keys().map(String::as_str).collect();
        let others: Vec<&str> = others.into_iter().filter(|link_id| filled.form().item(link_id).is_none()).collect();
        assert_eq!(others, ["distribution", "seven_large", "systemic_upset"]);
        // Read again it is the same.
        assert_eq!(serde_json::from_value::<Draft>(now).unwrap(), draft);
    }

    #[test]
    fn what_was_asked_twice_is_one_fact() {
        let old = r#"{"problem": "lesion", "pigmented": true, "seven_size": true, "seven_shape": false, "seven_colour": true,
            "seven_oozing": true, "size_mm": "8", "site": "", "itch": false}"#;
        let draft: Draft = serde_json::from_str(old).unwrap();
        let answered: Vec<_> = draft.response.answers.keys().map(String::as_str).collect();
        assert_eq!(answered, ["change_colour", "change_size", "ooze", "pigment", "size_mm"]);
        assert_eq!(draft.response.typed("pigment"), "yes");
        let said = r#"{"pigment": "no", "pigmented": true}"#;
        assert_eq!(serde_json::from_str::<Draft>(said).unwrap().response.typed("pigment"), "no");
        assert_eq!(serde_json::from_str::<Draft>("{}").unwrap(), Draft::default());
    }

    /// A page that was open while the new version came.
    #[test]
    fn a_page_of_before_is_read_too() {
        let posted =
            r#"{"problem": "rash", "photos_agreed": true, "systemic_upset": "true", "site": "hand", "unknown": [1]}"#;
        let draft: Draft = serde_json::from_str(posted).unwrap();
        assert_eq!(draft.response.questionnaire, format!("{}|1", FormKind::Rash.url()));
        assert!(draft.response.is_ticked("systemic_upset") && draft.photos_agreed);
        assert_eq!(draft.response.given("site"), ["hand"]);
    }
}
