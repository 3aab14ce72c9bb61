//! Holds the locale files to what the sources ask of them, and to a reading age.

mod reading;
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    case::{Arranged, Meaning},
    forms::FormKind,
};
use locales::Locale;

/// Every key of a language with its sentence.
fn sentences(locale: Locale) -> BTreeMap<String, String> {
    let keys = sources::locale_keys(locale.code());
    assert!(!keys.is_empty(), "no locale file for {}", locale.code());
    keys.into_iter().map(|key| (key.clone(), locales::text(locale, &key, &[]))).collect()
}

/// The names in `%{…}`.
fn places(sentence: &str) -> BTreeSet<&str> {
    sentence.split("%{").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_key_that_a_source_names_exists() {
    let known = sentences(Locale::default());
    let used = sources::used();
    assert!(used.len() > 100, "the search through the sources found only {} keys", used.len());
    let unknown: Vec<_> = used.iter().filter(|each| !known.contains_key(&each.key)).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn every_place_in_a_sentence_is_filled_and_no_other() {
    let known = sentences(Locale::default());
    for used in sources::used() {
        let (Some(names), Some(sentence)) = (&used.names, known.get(&used.key)) else { continue };
        let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(places(sentence), names, "{used:?}");
    }
}

#[test]
fn every_sentence_is_used() {
    let used: BTreeSet<String> = sources::used().into_iter().map(|used| used.key).chain(sources::computed()).collect();
    let unused: Vec<_> = sentences(Locale::default()).into_keys().filter(|key| !used.contains(key)).collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn every_computed_key_exists() {
    let known = sentences(Locale::default());
    let missing: Vec<_> = sources::computed().into_iter().filter(|key| !known.contains_key(key)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_language_says_the_same() {
    let first = sentences(Locale::default());
    for &locale in Locale::ALL {
        let other = sentences(locale);
        assert_eq!(first.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{locale:?}");
        for (key, sentence) in &first {
            assert_eq!(places(sentence), places(&other[key]), "{key} in {locale:?}");
        }
    }
}

#[test]
fn a_place_is_filled_and_an_unknown_key_shows_itself() {
    let filled = locales::say!("journey.step", step = "2", steps = "5");
    assert!(filled.contains('2') && filled.contains('5') && !filled.contains('%'), "{filled}");
    assert_eq!(locales::say!("no.such.key"), "no.such.key");
}

/// A consent is kept with the version of its wording: other words need another version in `domain::consent`.
#[test]
fn the_consents_wording_has_the_version_that_is_kept() {
    let known = sentences(Locale::English);
    let wording: Vec<&str> =
        ["before.care", "before.referral", "before.teaching"].iter().map(|key| known[*key].as_str()).collect();
    assert_eq!(domain::consent::WORDING, "2026-11-22");
    assert_eq!(
        wording,
        [
            "I agree that my photos, videos and answers go to my surgery and to skin specialists, for my care.",
            "I agree that the hospital may book an appointment for me, if the specialist thinks I need one.",
            "I agree that my photos may be used to teach health staff. They will not show who I am.",
        ]
    );
}

#[test]
fn a_nine_year_old_can_read_it() {
    let all = sentences(Locale::English);
    let mut text = String::new();
    for (key, sentence) in &all {
        for each in reading::split(sentence) {
            let count = reading::words(each).count();
            assert!(count <= 20, "{key}: {count} words in one sentence: {each}");
        }
        if reading::words(sentence).count() > 4 {
            text.push_str(sentence.trim_end_matches('.'));
            text.push_str(". ");
        }
    }
    // A nine-year-old is in the American fourth or fifth grade.
    let grade = reading::grade(&text);
    assert!(grade < 5.0, "the words read at grade {grade:.1}");
}

/// A form's own words are in its file, for every language.
#[test]
fn what_a_patients_form_asks_is_as_easy_to_read() {
    for &locale in Locale::ALL {
        let mut text = String::new();
        for kind in [FormKind::PatientQuestions, FormKind::HasChanged] {
            let form = kind.shipped().expect("it comes with the program");
            assert_eq!(form.language, locale.code(), "{kind:?}");
            for (item, _) in form.all_items() {
                for each in reading::split(&item.text) {
                    assert!(reading::words(each).count() <= 20, "{}: {each}", item.link_id);
                }
                text.push_str(item.text.trim_end_matches('.'));
                text.push_str(". ");
            }
        }
        let grade = reading::grade(&text);
        assert!(grade < 5.0, "the forms read at grade {grade:.1}");
    }
}

/// Before anybody has looked, nobody knows what a surgery will do; and a forearm is skin without clothes.
#[test]
fn before_the_photos_nothing_is_promised_or_asked_that_cannot_be() {
    let known = sentences(Locale::English);
    let early =
        known.iter().filter(|(key, _)| ["start.", "before.", "photos."].iter().any(|page| key.starts_with(page)));
    for (key, sentence) in early {
        let words = sentence.to_lowercase();
        assert!(!words.contains("will see you") && !words.contains("without clothes"), "{key}: {sentence}");
    }
}

/// A patient is never told that a place contacts them that was not asked to.
#[test]
fn a_patient_waits_for_whoever_really_acts() {
    let known = sentences(Locale::English);
    for meaning in Meaning::all() {
        let words = meaning.for_patient();
        let said = [&words.title, &words.next, &words.who, &words.when].map(|key| known[key].as_str()).join(" ");
        let promises = ["hospital will contact", "clinic will contact", "will be seen", "will see you"];
        if matches!(meaning.arranged, Arranged::NotNeeded | Arranged::ToRefer) {
            assert!(promises.iter().all(|promise| !said.contains(promise)), "{meaning:?}: {said}");
        }
        let told_of_referral = said.contains("%{practice} will refer you");
        assert_eq!(told_of_referral, matches!(meaning.arranged, Arranged::ToRefer), "{meaning:?}: {said}");
    }
}
