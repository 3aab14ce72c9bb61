//! What names are found by: the same name in any spelling that people do not tell apart when they say it.

use crate::typed;

/// Names of more words than this are found by the first ones.
const WORDS: usize = 8;

/// A key is cut here, in characters: nobody types more to find somebody, and an index does not hold everything.
pub const LONGEST_KEY: usize = 60;

/// "O’Brien-Šmíd  Zoë" is "obriensmid zoe": no capitals, no marks, nothing but letters, digits and one space between words.
/// What stands between the parts of one name (an apostrophe, a hyphen, a full stop) is left out, because it is written and
/// left out for the same person.
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    // Large and small again: ß and SS are one then. Either can bring a mark, and so can a letter in a plainer form.
    let folded = typed::unmarked(name).to_uppercase().to_lowercase();
    for c in typed::unmarked(&folded).chars() {
        match c {
            'ø' => key.push('o'),
            'đ' | 'ð' => key.push('d'),
            'ł' => key.push('l'),
            'ħ' => key.push('h'),
            'ı' => key.push('i'),
            'ς' => key.push('σ'),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'þ' => key.push_str("th"),
            c if c.is_alphanumeric() => key.push(c),
            c if c.is_whitespace() && !key.ends_with(' ') && !key.is_empty() => key.push(' '),
            _ => {}
        }
    }
    let whole: String = key.trim_end().chars().take(LONGEST_KEY).collect();
    whole.trim_end().to_owned()
}

/// Every key that a name is found by: it begins with each of its words once, so that "Roberts" and "Nia R" both find Nia
/// Roberts.
pub fn search_keys(name: &str) -> Vec<String> {
    let key = name_key(name);
    let words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).take(WORDS).collect();
    let mut keys: Vec<String> =
        (0..words.len()).map(|first| [&words[first..], &words[..first]].concat().join(" ")).collect();
    keys.sort();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_name_however_it_is_spelt() {
        for (name, key) in [
            ("Nia Roberts", "nia roberts"),
            ("  NIA \u{A0} roberts ", "nia roberts"),
            // Composed, decomposed, and without the mark.
            ("Zoë Šmíd", "zoe smid"),
            ("Zoe\u{308} S\u{30C}mi\u{301}d", "zoe smid"),
            ("O’Brien", "obrien"),
            ("O'Brien", "obrien"),
            ("OBrien", "obrien"),
            ("Smith-Jones", "smithjones"),
            ("Strauß", "strauss"),
            ("STRAUSS", "strauss"),
            ("Søren Łukasz Đorđe Æsa", "soren lukasz dorde aesa"),
            ("İbrahim Işık", "ibrahim isik"),
            ("Γιώργος", "γιωργοσ"),
            ("O", "o"),
            ("Sukarno", "sukarno"),
            ("محمد علي", "محمد علي"),
            ("مُحَمَّد علي", "محمد علي"),
            ("陈 美", "陈 美"),
            ("’ - .", ""),
        ] {
            assert_eq!(name_key(name), key, "{name}");
        }
        assert_eq!(name_key(&"a".repeat(120)).len(), LONGEST_KEY);
    }

    #[test]
    fn a_name_is_found_by_each_of_its_words() {
        assert_eq!(search_keys("Nia Roberts"), ["nia roberts", "roberts nia"]);
        assert_eq!(search_keys("Sukarno"), ["sukarno"]);
        assert_eq!(search_keys("Ann Ann"), ["ann ann"]);
        assert_eq!(search_keys(" "), [] as [&str; 0]);
        assert_eq!(search_keys(&"Ab Cd ".repeat(30)).len(), 2);
        let many: Vec<String> = (0..30).map(|n| format!("n{n}")).collect();
        assert_eq!(search_keys(&many.join(" ")).len(), WORDS);
    }

    proptest! {
        #[test]
        fn a_key_of_a_key_is_itself(name in "\\PC{0,40}") {
            let once = name_key(&name);
            prop_assert_eq!(name_key(&once), once);
        }

        #[test]
        fn composed_or_not_the_key_is_one(name in "[a-zé-ÿ̀-ͯ ]{0,20}") {
            prop_assert_eq!(name_key(&typed::text(&name)), name_key(&name));
        }
    }
}
