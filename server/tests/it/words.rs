//! One word, one thing: the words that left these rooms do not come back, and a name that was given to several things is
//! given to one.

use std::collections::BTreeMap;

use crate::sources::sources;

/// Words that meant something of our own where the field has a word for it. Not to be found anywhere, whatever it is in.
const LEFT: [(&str, &str); 19] = [
    ("Ahead", "Prefetch"),
    ("Desk", "PhotoChecklist"),
    ("Film", "Clip"),
    ("Glance", "QuickCheck"),
    ("Lined", "Alignment"),
    ("Specimen", "SyntheticImage"),
    ("bent", "malformed"),
    ("dice", "jitter"),
    ("film", "clip (of what is recorded) or video (of what a camera shows)"),
    ("films", "clips"),
    ("glance", "quick check"),
    ("glimpse", "preview frame"),
    ("line_up", "register"),
    ("lining", "registration"),
    ("parked", "pending"),
    ("specimen", "synthetic image"),
    ("take_in", "ingest"),
    ("told_at", "notified_at (a person) or logged_at (in a log)"),
    ("unkept", "unsaved"),
];

/// Words that are good English in a sentence and no name for a thing: not to be declared.
const NO_NAMES: [(&str, &str); 20] = [
    ("Comparing", "CompareState"),
    ("Drafting", "DraftForm"),
    ("Drawing", "StrokeState"),
    ("Filming", "RecorderState"),
    ("Keeping", "LayerAutosave"),
    ("Look", "Review (of a picture) or PreviewFrame (of the camera)"),
    ("Looking", "ViewerState"),
    ("Marking", "AnnotatorState"),
    ("Standing", "what it is the state of: UploadState"),
    ("Still", "still capture"),
    ("Writing", "AnswerFormState"),
    ("ahead", "prefetch"),
    ("desk", "photo checklist"),
    ("drafting", "draft_form"),
    ("keeping", "autosave"),
    ("look", "check, inspect, review: what it does"),
    ("looking", "viewer"),
    ("marking", "annotator"),
    ("standing", "status"),
    ("still", "still_capture"),
];

/// Where words are still to be changed.
const NOT_YET: [&str; 4] = ["backend/", "domain/src/view/admin.rs", "server/src/", "server/tests/it/check.rs"];

/// Names that once stood for several things each.
const ONE_MEANING: [&str; 6] = ["Answered", "Frame", "Kind", "Line", "Picture", "Place"];

/// Columns keep the name that the first release gave them: a server of that release may run beside the new one.
const COLUMNS: [(&str, &str); 1] = [("backend/src/db/", "told_at")];

/// What a name follows where it is declared.
const DECLARING: [&str; 9] = ["const", "enum", "fn", "let", "mod", "static", "struct", "trait", "type"];

#[derive(Debug)]
struct Word<'a> {
    at: String,
    before: &'a str,
    text: &'a str,
}

fn words<'a>(path: &str, text: &'a str) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let mut before = "";
        for word in line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()) {
            words.push(Word { at: format!("{path}:{}", n + 1), before, text: word });
            if word != "mut" {
                before = word;
            }
        }
    }
    words
}

/// What is looked through; these lists are where the words may stand.
fn checked() -> Vec<(String, String)> {
    let is_checked = |path: &str| path != "server/tests/it/words.rs" && !NOT_YET.iter().any(|it| path.starts_with(it));
    sources().into_iter().filter(|(path, _)| is_checked(path)).collect()
}

#[test]
fn words_that_left_stay_away() {
    let sources = checked();
    assert!(sources.len() > 400, "only {} files were found", sources.len());
    let mut found = Vec::new();
    for (path, text) in &sources {
        for word in words(path, text) {
            let is_column = COLUMNS.iter().any(|(folder, column)| path.starts_with(folder) && *column == word.text);
            let left = LEFT.iter().find(|(left, _)| *left == word.text && !is_column);
            let named = NO_NAMES.iter().find(|(name, _)| *name == word.text && DECLARING.contains(&word.before));
            if let Some((left, instead)) = left.or(named) {
                found.push(format!("{}: `{left}` is called {instead}", word.at));
            }
        }
    }
    assert!(found.is_empty(), "words that left:\n{}", found.join("\n"));
}

#[test]
fn a_name_has_one_meaning() {
    let mut declared: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let sources = checked();
    for (path, text) in sources.iter().filter(|(path, _)| path.ends_with(".rs")) {
        for word in words(path, text) {
            if let Some(name) = ONE_MEANING.iter().find(|name| **name == word.text)
                && DECLARING.contains(&word.before)
                // What `let` takes apart was declared elsewhere.
                && word.before != "let"
            {
                declared.entry(name).or_default().push(word.at);
            }
        }
    }
    declared.retain(|_, places| places.len() > 1);
    assert!(declared.is_empty(), "one name for several things: {declared:#?}");
}
