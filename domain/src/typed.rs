//! What people type, paste and dictate, before anything judges it. The one place that knows how the same text can be
//! written: other spaces, dashes and digits, characters that nobody sees, letters in one piece or two.
//!
//! [`text`] for what people read (names, questions, answers), [`plain`] for what rules read (numbers, dates, addresses).
//! Both can be applied again without changing anything, and neither makes a digit of what was none.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

/// Free text: composed letters (NFC), "\n" as the only line end, nothing unseen. Joiners stay where a script needs
/// them: Persian, Hindi or Sinhala words change without.
pub fn text(typed: &str) -> String {
    let seen: String = typed.replace("\r\n", "\n").chars().filter(|&c| !is_unseen(c)).map(plain_line_end).collect();
    let composed = compose(&seen);
    let mut kept = String::with_capacity(composed.len());
    let mut after = composed.chars();
    let mut before = ' ';
    while let Some(c) = after.next() {
        let next = after.clone().next().unwrap_or(' ');
        if !is_joiner(c) || joins(before) && joins(next) {
            kept.push(c);
            before = c;
        }
    }
    compose(&kept)
}

/// Free text of one line: as [`text`], each run of spaces one space, none at the ends.
pub fn line(typed: &str) -> String {
    text(typed).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number, a date, an address: one line in its plainest form. Every dash is "-", every digit one of 0 to 9, full-width
/// letters are ordinary ones, and joiners go too. What only looks like a digit (², ½, ①) stays what it is, so that the
/// judge refuses it instead of reading "8²" as 82.
pub fn plain(typed: &str) -> String {
    let mut plain = String::with_capacity(typed.len());
    for c in typed.chars().filter(|&c| !is_unseen(c) && !is_joiner(c)).map(plain_line_end) {
        if let Some(digit) = digit(c) {
            plain.push(digit);
        } else if is_dash(c) {
            plain.push('-');
        } else if c.is_numeric() {
            plain.push(c);
        } else {
            widen(c, &mut plain);
        }
    }
    compose(&plain).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The digits of a number in groups, however they are spaced, dashed or bracketed; what else stands there stays, to be
/// refused.
pub fn ungrouped(typed: &str) -> String {
    let kept: String = plain(typed).chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
    compose(&kept)
}

/// A count or a measure: "8", "8.5" and, as half of Europe types it, "8,5". Digits and one separator, nothing else:
/// "1e3", "inf" and "1,000" are no numbers here.
pub fn number(typed: &str) -> Option<f32> {
    let number = plain(typed).replacen(',', ".", 1);
    let (whole, part) = number.split_once('.').unwrap_or((&number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // "1,000" may be a thousand or one: nothing on this scale is measured to a thousandth.
    (digits(whole) && digits(part) && part.len() < 3).then(|| number.parse().ok()).flatten()
}

/// Nothing that anybody would see.
pub fn is_blank(typed: &str) -> bool {
    typed.chars().all(|c| c.is_whitespace() || is_unseen(c) || is_joiner(c))
}

/// A foreign text to be put into a sentence, where no `<bdi>` can stand. Words that run from right to left are set apart
/// (FSI and PDI, as `<bdi>` does), so that they cannot move what stands beside them.
pub fn isolated(foreign: &str) -> Cow<'_, str> {
    let runs_left = |c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}');
    if foreign.contains(runs_left) { format!("\u{2068}{foreign}\u{2069}").into() } else { foreign.into() }
}

/// The letters without their marks ("Zoë" and "Zoe" are one), in their plainest form: to compare by, not to show.
#[cfg(not(target_arch = "wasm32"))]
pub fn unmarked(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    text.nfkd().filter(|&c| !is_combining_mark(c) && !is_unseen(c) && !is_joiner(c)).collect()
}

/// A browser finds nobody: the server does.
#[cfg(target_arch = "wasm32")]
pub fn unmarked(text: &str) -> String {
    text.to_owned()
}

/// For fields of forms and columns: whatever comes in is [`text`], so nothing behind can meet another form of it.
///
/// # Errors
/// Where there is no text.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(|typed| text(&typed))
}

fn plain_line_end(c: char) -> char {
    match c {
        '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        c => c,
    }
}

/// Controls, direction marks and overrides, and what takes no room (Unicode's Default_Ignorable_Code_Point), but for the
/// two joiners and for the selectors that choose how an emoji looks.
fn is_unseen(c: char) -> bool {
    if matches!(c, '\n' | '\t' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}') {
        return false;
    }
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Scripts from Hebrew to Vedic, and emoji: what a joiner between two of them changes.
fn joins(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{1CFF}' | '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58A}' | '\u{5BE}' | '\u{2010}'
            ..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}'
    )
}

/// A decimal digit of a script that has a keyboard, as 0 to 9.
fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 20] = [
        '0', '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}', '\u{BE6}',
        '\u{C66}', '\u{CE6}', '\u{D66}', '\u{DE6}', '\u{E50}', '\u{ED0}', '\u{F20}', '\u{1040}', '\u{17E0}',
        '\u{FF10}',
    ];
    let value = ZEROS.iter().find_map(|&zero| (c as u32).checked_sub(zero as u32).filter(|&value| value < 10))?;
    char::from_digit(value, 10)
}

#[cfg(not(target_arch = "wasm32"))]
fn compose(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

/// A character in its ordinary width and form (NFKC), unless that would make a digit.
#[cfg(not(target_arch = "wasm32"))]
fn widen(c: char, plain: &mut String) {
    use unicode_normalization::UnicodeNormalization;
    let before = plain.len();
    plain.extend(std::iter::once(c).nfkc());
    if plain[before..].chars().any(char::is_numeric) {
        plain.truncate(before);
        plain.push(c);
    }
}

// In a browser the tables would weigh more than they are worth: what it sends is composed by the browser's own
// `normalize`, and judged again by the server.
#[cfg(target_arch = "wasm32")]
fn compose(text: &str) -> String {
    text.to_owned()
}

#[cfg(target_arch = "wasm32")]
fn widen(c: char, plain: &mut String) {
    plain.push(c);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_loses_what_nobody_sees() {
        for (typed, kept) in [
            ("Ann\u{202E}ee Test", "Annee Test"),
            ("\u{2068}محمد علي\u{2069}", "محمد علي"),
            ("mole\u{200B}s, \u{FEFF}soft\u{AD}ly", "moles, softly"),
            ("Jose\u{301}", "José"),
            ("one\r\ntwo\rthree\u{2028}four\u{2029}five", "one\ntwo\nthree\nfour\nfive"),
            ("a\u{0}b\tc", "ab\tc"),
            // Typography is nobody's mistake.
            ("St Mary’s – “8½ mm²”", "St Mary’s – “8½ mm²”"),
        ] {
            assert_eq!(text(typed), kept, "{typed:?}");
        }
        assert_eq!(line(" Nia\u{2028}\u{A0} Roberts\u{200E} "), "Nia Roberts");
    }

    #[test]
    fn joiners_stay_where_they_change_a_word() {
        for word in ["می\u{200C}خواهم", "ශ්\u{200D}රී", "👩\u{200D}⚕\u{FE0F}"] {
            assert_eq!(text(word), word);
        }
        assert_eq!(text("An\u{200D}n \u{200C}Test\u{200D}"), "Ann Test");
    }

    #[test]
    fn numbers_are_what_they_look_like() {
        for (typed, kept) in [
            ("\u{202D}07700 900123\u{202C}", "07700 900123"),
            ("07700–900—123", "07700-900-123"),
            ("٠٧٧٠٠", "07700"),
            ("９４３\u{3000}４７６", "943 476"),
            ("943\u{A0}476\u{202F}5919\u{200B}", "943 476 5919"),
            ("ｎｉａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "nia@example.com"),
            // 8 squared is not 82.
            ("8² ½ ①", "8² ½ ①"),
        ] {
            assert_eq!(plain(typed), kept, "{typed:?}");
        }
        assert_eq!(ungrouped("(943) 476-5919"), "9434765919");
    }

    #[test]
    fn a_number_has_one_meaning_or_is_none() {
        for (typed, value) in [(" 8 ", 8.0), ("8,5", 8.5), ("８．２５", 8.25), ("0.5", 0.5), ("٨", 8.0)] {
            assert_eq!(number(typed), Some(value), "{typed}");
        }
        for typed in ["", "1,000", "1e3", "inf", "NaN", "-4", "+4", "8²", "8 6", "1.2.3", ".", "5.", ".5", "big"] {
            assert_eq!(number(typed), None, "{typed}");
        }
    }

    #[test]
    fn only_what_could_move_its_neighbours_is_set_apart() {
        assert_eq!(isolated("St Mary’s"), "St Mary’s");
        assert_eq!(isolated("محمد علي"), "\u{2068}محمد علي\u{2069}");
    }

    #[test]
    fn blank_is_what_shows_nothing() {
        assert!(is_blank(" \u{200B}\u{202E}\u{200D}\n") && !is_blank(" . "));
    }

    /// What the fields above are made of, closer together than chance puts it.
    fn awkward() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            '\u{200B}', '\u{200C}', '\u{200D}', '\u{202E}', '\u{2069}', '\u{301}', '\u{653}', '\u{34F}', '\u{FE0F}',
            'e', 'ا', 'ي', 'क', '\u{94D}', '👩', '⚕', '²', '½', '٣', '５', '–', '\u{2028}', '\r', '\n', ' ', '8', ',',
            '.',
        ]);
        prop_oneof![any::<String>(), prop::collection::vec(odd, 0..12).prop_map(String::from_iter)]
    }

    fn digits(text: &str) -> usize {
        text.chars().filter(|&c| digit(c).is_some()).count()
    }

    proptest! {
        #[test]
        fn twice_is_once(typed in awkward()) {
            for form in [text, line, plain, ungrouped] {
                let once = form(&typed);
                prop_assert_eq!(form(&once), once);
            }
        }

        #[test]
        fn no_digit_appears_or_goes(typed in awkward()) {
            for form in [text, line, plain, ungrouped] {
                prop_assert_eq!(digits(&form(&typed)), digits(&typed));
            }
        }

        #[test]
        fn nothing_unseen_is_left(typed in awkward()) {
            prop_assert!(!text(&typed).chars().any(is_unseen));
            prop_assert!(!plain(&typed).chars().any(|c| is_unseen(c) || is_joiner(c)));
            prop_assert_eq!(is_blank(&typed), line(&typed).is_empty());
        }
    }
}
