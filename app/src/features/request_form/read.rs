use domain::{case::Draft, forms::Response};
use serde_json::Value;

/// The draft that a form holds: its fields are named `draft[name]`, `draft[dob][day]` and `draft[response][site]`, ticks have
/// the value `true`.
pub fn draft_of(pairs: &[(String, String)]) -> Draft {
    // The empty draft knows every field and whether it is text or a tick; unknown names fall through.
    let mut draft = serde_json::to_value(Draft::default()).unwrap_or_default();
    // But for what is not written while it is empty.
    if let Some(fields) = draft.as_object_mut() {
        fields.insert("anyway_reason".to_owned(), Value::String(String::new()));
    }
    for (name, value) in pairs {
        let Some(path) = name.strip_prefix("draft[").and_then(|rest| rest.strip_suffix(']')) else { continue };
        let field = path.split("][").try_fold(&mut draft, |place, key| place.get_mut(key));
        match field {
            Some(Value::Bool(tick)) => *tick = value == "true",
            Some(Value::String(text)) => value.clone_into(text),
            _ => {}
        }
    }
    let response = Response::of_fields("draft[response]", pairs);
    Draft { response, ..serde_json::from_value(draft).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Draft {
        draft_of(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn text_ticks_and_dates_find_their_place() {
        let draft = of(&[
            ("case", "0190"),
            ("draft[name]", "Ada Example"),
            ("draft[dob][day]", "7"),
            ("draft[photos_agreed]", "true"),
            ("draft[anyway_reason]", "It grows"),
            ("draft[response][itch]", "true"),
            ("draft[response][questionnaire]", "url|1"),
            ("draft[nonsense]", "x"),
            ("draft[dob][nonsense]", "x"),
        ]);
        assert_eq!(draft.name, "Ada Example");
        assert_eq!(draft.dob.day, "7");
        assert!(draft.photos_agreed && draft.response.is_ticked("itch"));
        assert_eq!(draft.response.questionnaire, "url|1");
        assert_eq!(draft.anyway_reason, "It grows");
        let Draft { name, dob, response, anyway_reason, .. } = draft.clone();
        assert_eq!(draft, Draft { name, dob, response, anyway_reason, photos_agreed: true, ..Draft::default() });
    }

    #[test]
    fn a_text_that_says_true_stays_a_text() {
        assert_eq!(of(&[("draft[question]", "true")]).question, "true");
    }
}
