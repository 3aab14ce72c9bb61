//! What a text message costs: letters of the old GSM alphabet travel 160 to a part, and one letter that is not among
//! them halves that and more (3GPP TS 23.038).

/// The GSM 7-bit default alphabet (table 6.2.1), without its escape.
const ALPHABET: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension: each is two letters long.
const EXTENSION: &str = "^{}\\[~]|€\u{0C}";

/// How a text travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// In the GSM alphabet, and not in UCS-2.
    pub is_gsm: bool,
    /// What is paid for.
    pub parts: usize,
}

/// The same words with plain typography, before a text leaves: a name as it is printed, "St Mary’s", would cost twice as
/// much. Letters stay as they are: they spell a name.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '‘' | '’' | '‚' | '‛' | '′' | '´' | '`' => plain.push('\''),
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => plain.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '•' | '·' => plain.push('-'),
            '…' => plain.push_str("..."),
            '\t' => plain.push(' '),
            c if c.is_whitespace() && c != '\n' => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

/// How many parts this text takes.
pub fn size(text: &str) -> Size {
    let gsm: Option<Vec<usize>> = text
        .chars()
        .map(|c| match c {
            c if ALPHABET.contains(c) => Some(1),
            c if EXTENSION.contains(c) => Some(2),
            _ => None,
        })
        .collect();
    match gsm {
        Some(lengths) => Size { is_gsm: true, parts: parts(&lengths, 160, 153) },
        None => Size { is_gsm: false, parts: parts(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), 70, 67) },
    }
}

/// A letter is never divided between two parts, each of which gives up some room to be put together again.
fn parts(lengths: &[usize], alone: usize, of_several: usize) -> usize {
    if lengths.iter().sum::<usize>() <= alone {
        return 1;
    }
    let (mut parts, mut left) = (0, 0);
    for &length in lengths {
        if length > left {
            (parts, left) = (parts + 1, of_several);
        }
        left -= length;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_alphabet_is_that_of_the_standard() {
        // 128 places less the escape.
        assert_eq!(ALPHABET.chars().count(), 127);
        for c in "@£é1aZ'\"-\n".chars() {
            assert!(size(&c.to_string()).is_gsm, "{c}");
        }
        for c in "’“–…ŷŵáç`م".chars() {
            assert!(!size(&c.to_string()).is_gsm, "{c}");
        }
    }

    #[test]
    fn parts_are_counted_as_they_are_paid_for() {
        for (text, is_gsm, count) in [
            ("a".repeat(160), true, 1),
            ("a".repeat(161), true, 2),
            ("a".repeat(306), true, 2),
            ("a".repeat(307), true, 3),
            // Two for each, and none of them cut: 76 pairs fill a part to 152.
            ("€".repeat(80), true, 1),
            ("€".repeat(152), true, 2),
            ("€".repeat(153), true, 3),
            ("ŷ".repeat(70), false, 1),
            ("ŷ".repeat(71), false, 2),
            (format!("ŷ{}", "a".repeat(133)), false, 2),
            ("😀".repeat(35), false, 1),
            ("😀".repeat(36), false, 2),
            (String::new(), true, 1),
        ] {
            assert_eq!(size(&text), Size { is_gsm, parts: count }, "{} letters", text.chars().count());
        }
    }

    #[test]
    fn typography_costs_nothing_and_letters_stay() {
        assert_eq!(plain("St Mary’s – “Hill\u{A0}Top”…"), "St Mary's - \"Hill Top\"...");
        assert_eq!(plain("Tŷ Elli"), "Tŷ Elli");
    }

    proptest! {
        #[test]
        fn plain_never_costs_more_letters_than_an_ellipsis_has(text in any::<String>()) {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once.clone());
            prop_assert!(once.chars().count() <= 3 * text.chars().count());
        }
    }
}
