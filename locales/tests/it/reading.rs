//! How hard a text is to read.

/// A text's sentences.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '?', '!', ':']).map(str::trim).filter(|sentence| !sentence.is_empty())
}

pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.contains(|c: char| c.is_alphanumeric()))
}

/// The Flesch–Kincaid grade (Kincaid et al. 1975, Navy Research Branch Report 8-75).
pub fn grade(text: &str) -> f64 {
    let sentences = split(text).count() as f64;
    let count = words(text).count() as f64;
    let syllables: usize = words(text).map(syllables).sum();
    0.39 * count / sentences + 11.8 * syllables as f64 / count - 15.59
}

/// Groups of vowels, less a silent e.
fn syllables(word: &str) -> usize {
    let word: String = word.chars().filter(|c| c.is_alphabetic()).map(|c| c.to_ascii_lowercase()).collect();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let groups = word
        .chars()
        .fold((0, false), |(count, before), c| (count + usize::from(is_vowel(c) && !before), is_vowel(c)))
        .0;
    let silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

#[test]
fn hard_text_scores_higher_than_easy_text() {
    let easy = grade("The cat sat on the mat. It was warm. We like cats.");
    let hard = grade(
        "Dermatological examination necessitates appropriate illumination and perpendicular photographic positioning.",
    );
    assert!(easy < 2.0, "{easy}");
    assert!(hard > 12.0, "{hard}");
}
