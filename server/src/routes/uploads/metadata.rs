use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{command::PictureDetails, ids::CaseId};
use serde::{Serialize, de::DeserializeOwned};

/// What `Upload-Metadata` says: for whom the picture is, and what comes with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) to: To,
    pub(super) details: PictureDetails,
}

/// Where a picture goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum To {
    Case(CaseId),
    /// A link, by its reference.
    Link(String),
}

/// Reads comma-separated pairs of a name and a value in base64. None for what is not that, for a name that comes twice,
/// for an unknown view, and where it is said neither or twice for whom.
pub(super) fn read(header: &str) -> Option<Metadata> {
    let mut values = HashMap::new();
    for pair in header.split(',') {
        let (name, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        let value = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
        if values.insert(name, value).is_some() {
            return None;
        }
    }
    let to = match (values.remove("case"), values.remove("link")) {
        (Some(case), None) => To::Case(case.parse().ok()?),
        (None, Some(link)) => To::Link(link),
        _ => return None,
    };
    let details = PictureDetails {
        view: values.remove("view")?.parse().ok()?,
        lesion: values.remove("lesion").map_or(Some(1), |lesion| lesion.parse().ok())?,
        annotations: json(values.remove("annotations"))?,
        kept_despite: json(values.remove("kept_despite"))?,
        kept_because: values.remove("kept_because").and_then(|why| why.parse().ok()),
        fingerprint: values.remove("fingerprint").unwrap_or_default(),
        clip_of: values
            .remove("clip_of")
            .map(|image| image.parse().ok())
            .map_or(Some(None), |image| image.map(Some))?,
    };
    Some(Metadata { to, details })
}

/// What was said of the picture, as it was kept. Whom it is for is left out.
pub(super) fn write(details: &PictureDetails) -> String {
    let mut pairs = vec![
        ("view", details.view.as_str().to_owned()),
        ("lesion", details.lesion.to_string()),
        ("annotations", text(&details.annotations)),
        ("kept_despite", text(&details.kept_despite)),
        ("fingerprint", details.fingerprint.clone()),
    ];
    pairs.extend(details.kept_because.map(|why| ("kept_because", why.as_str().to_owned())));
    pairs.extend(details.clip_of.map(|image| ("clip_of", image.to_string())));
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    pairs.map(|(name, value)| format!("{name} {}", STANDARD.encode(value))).collect::<Vec<_>>().join(",")
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("shapes and names are always JSON")
}

/// The default where nothing was said; None where what was said cannot be read.
fn json<T: DeserializeOwned + Default>(value: Option<String>) -> Option<T> {
    match value {
        None => Some(T::default()),
        Some(text) if text.is_empty() => Some(T::default()),
        Some(text) => serde_json::from_str(&text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use domain::image::{KeptBecause, View};

    use super::*;

    fn pair(name: &str, value: &str) -> String {
        format!("{name} {}", STANDARD.encode(value))
    }

    #[test]
    fn reads_what_the_browser_sends() {
        let header = [
            pair("link", "abc"),
            pair("view", "close_up"),
            pair("lesion", "2"),
            pair("annotations", r#"{"marks":[]}"#),
            pair("kept_despite", r#"["blurred"]"#),
            pair("kept_because", "it_moves"),
        ];
        let read = read(&header.join(",")).unwrap();
        assert_eq!(read.to, To::Link("abc".to_owned()));
        assert_eq!((read.details.view, read.details.lesion), (View::CloseUp, 2));
        assert_eq!(read.details.kept_despite, ["blurred"]);
        assert_eq!(read.details.kept_because, Some(KeptBecause::ItMoves));

        let written = write(&read.details);
        assert!(!written.contains("link"), "{written}");
        let again = super::read(&format!("{written},{}", pair("link", "abc"))).unwrap();
        assert_eq!(again, read);
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        let view = pair("view", "overview");
        for wrong in [
            String::new(),
            view.clone(),
            format!("{view},link !"),
            format!("{view},{},{}", pair("link", "a"), pair("case", "b")),
            format!("{view},{}", pair("case", "not an id")),
            format!("{view},{view},{}", pair("link", "a")),
            format!("{view},{0},{0}", pair("link", "a")),
            format!("{},{}", pair("link", "a"), pair("view", "sideways")),
            format!("{view},{},{}", pair("link", "a"), pair("annotations", "{")),
        ] {
            assert_eq!(read(&wrong), None, "{wrong}");
        }
    }
}
