//! What the sources ask for, found by reading them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use domain::{
    case::{Meaning, Side, Site},
    person::DateOfBirthError,
};

/// One place in a source that names a key.
#[derive(Debug)]
pub struct Used {
    pub key: String,
    /// What it fills the sentence's places with; None where that stands elsewhere.
    pub names: Option<Vec<String>>,
    #[expect(dead_code, reason = "shown when a test fails")]
    pub file: PathBuf,
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the workspace").to_owned()
}

/// The keys of a language, in all its files.
pub fn locale_keys(code: &str) -> BTreeSet<String> {
    let folder = workspace().join("locales/text");
    let end = format!(".{code}.yml");
    let files = fs::read_dir(folder)
        .expect("the sources can be read")
        .map(|entry| entry.expect("the sources can be read").path());
    let own = files.filter(|path| path.to_string_lossy().ends_with(&end));
    own.flat_map(|path| keys(&fs::read_to_string(path).expect("the sources can be read"))).collect()
}

/// The keys of one file: nested names, two blanks for each level, a sentence on one line at the end.
fn keys(file: &str) -> Vec<String> {
    let mut path: Vec<&str> = Vec::new();
    let mut keys = Vec::new();
    for line in file.lines() {
        let Some((name, sentence)) = line.split_once(':').filter(|(name, _)| !name.trim_start().starts_with('#'))
        else {
            continue;
        };
        path.truncate((name.len() - name.trim_start().len()) / 2);
        path.push(name.trim_start());
        if !sentence.trim().is_empty() {
            keys.push(path.join("."));
        }
    }
    keys
}

/// Every text in the sources that has the shape of a key of ours.
pub fn used() -> Vec<Used> {
    let areas: BTreeSet<String> =
        locale_keys("en").iter().filter_map(|key| key.split_once('.')).map(|(area, _)| area.to_owned()).collect();
    let mut found = Vec::new();
    for room in ["app/src", "backend/src", "capture/src", "server/src", "ui/src", "viewer/src"] {
        read_all(&workspace().join(room), &mut |file, source| {
            for (at, key) in literals(source).filter(|(_, key)| has_the_shape(key, &areas)) {
                let rest = &source[at + key.len() + 2..];
                let names = match &source[..at] {
                    before if before.ends_with("say!(") => Some(names(rest)),
                    before if before.ends_with("locales::text(Locale::English, ") => Some(pairs(rest)),
                    _ => None,
                };
                found.push(Used { key: key.to_owned(), names, file: file.to_owned() });
            }
        });
    }
    found
}

fn read_all(folder: &Path, each: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("the sources can be read") {
        let path = entry.expect("the sources can be read").path();
        if path.is_dir() {
            read_all(&path, each);
        } else if path.extension().is_some_and(|end| end == "rs") {
            each(&path, &fs::read_to_string(&path).expect("the sources can be read"));
        }
    }
}

/// Texts between quotation marks that hold no blank, with where they begin.
fn literals(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source.match_indices('"').filter_map(|(at, _)| {
        let rest = &source[at + 1..];
        let text = &rest[..rest.find(['"', ' ', '\n'])?];
        rest[text.len()..].starts_with('"').then_some((at, text))
    })
}

fn has_the_shape(text: &str, areas: &BTreeSet<String>) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c))
        && text.split_once('.').is_some_and(|(area, key)| areas.contains(area) && !key.is_empty())
}

/// The names in `, name = value` up to the bracket that closes `say!(`.
fn names(rest: &str) -> Vec<String> {
    let mut depth = 0;
    let inner: String = rest
        .chars()
        .take_while(|c| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth >= 0
        })
        .collect();
    let parts = inner.split(" = ").collect::<Vec<_>>();
    let before = &parts[..parts.len() - 1];
    before.iter().filter_map(|part| part.rsplit([',', ' ']).next()).map(str::to_owned).collect()
}

/// The names in `, &[("name", value), …])`.
fn pairs(rest: &str) -> Vec<String> {
    let list = rest.split(']').next().unwrap_or_default();
    list.split("(\"").skip(1).filter_map(|pair| pair.split('"').next()).map(str::to_owned).collect()
}

/// Keys that the sources put together from a name.
pub fn computed() -> Vec<String> {
    let outcomes = Meaning::all().into_iter().flat_map(|meaning| {
        let words = meaning.for_patient();
        [words.title, words.next, words.who, words.when]
    });
    let sites = Site::ALL.iter().map(|site| format!("site.{}", site.as_str()));
    let sides = Side::ALL.iter().map(|side| format!("site.{}", side.as_str()));
    let dates = DateOfBirthError::ALL.iter().map(|error| format!("check.date.{}", error.code()));
    outcomes.chain(sites).chain(sides).chain(dates).collect()
}
