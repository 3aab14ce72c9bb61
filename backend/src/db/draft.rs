use domain::case::Draft;
use serde_json::Value;

use crate::Error;

/// What differs from an empty form, as JSON: most of a form stays empty, and a list reads fifty of them.
pub(super) fn draft_json(draft: &Draft) -> Result<String, Error> {
    let fields = |draft| serde_json::to_value(draft).map_err(|error| Error::Internal(error.into()));
    let (mut filled, empty) = (fields(draft)?, fields(&Draft::default())?);
    if let Value::Object(filled) = &mut filled {
        filled.retain(|name, value| empty[name] != *value);
    }
    Ok(filled.to_string())
}

#[cfg(test)]
mod tests {
    use super::{super::from_json, *};

    #[test]
    fn a_draft_is_kept_as_what_was_filled_in() {
        let draft = Draft { question: "A mole?".to_owned(), ..Draft::default() }.tick("itch");
        let json = draft_json(&draft).unwrap();
        assert_eq!(json, r#"{"question":"A mole?","response":{"itch":true,"questionnaire":""}}"#);
        assert_eq!(from_json::<Draft>(&json, "draft").unwrap(), draft);
        assert_eq!(draft_json(&Draft::default()).unwrap(), "{}");
    }
}
