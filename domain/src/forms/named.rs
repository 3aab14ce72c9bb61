//! What a free text names that a rule asks about. Found by name and never understood: a word says that somebody thought
//! of it, not that it is so.

/// Emergencies by name, as referrers write them (domain.md 3.5). Matched anywhere, in any case.
const SAME_DAY: &[&str] = &[
    "erythroderm",
    "stevens-johnson",
    "toxic epidermal",
    "eczema herpeticum",
    "necrotising fasciitis",
    "necrotizing fasciitis",
    "meningococc",
];

/// Skin that no patient is asked to photograph, as referrers name it: the beginnings of words, in any case.
const ANOGENITAL: [&str; 14] = [
    "genital",
    "anogenital",
    "urogenital",
    "vulv",
    "vagin",
    "penis",
    "penile",
    "scrot",
    "glans",
    "foreskin",
    "prepuc",
    "perineum",
    "perineal",
    "perianal",
];

/// Abbreviations that are English words in small letters: "for ten days".
const SAME_DAY_CAPITALS: &[&str] = &["SJS", "TEN", "DRESS"];

/// Something that is seen on the same day.
pub(super) fn an_emergency(text: &str) -> bool {
    let lower = text.to_lowercase();
    SAME_DAY.iter().any(|name| lower.contains(name)) || words(text).any(|word| SAME_DAY_CAPITALS.contains(&word))
}

/// A basal cell carcinoma.
pub(super) fn a_basal_cell_carcinoma(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("basal cell") || words(&lower).any(|word| word == "bcc")
}

/// Skin that no patient is asked to photograph.
pub(super) fn anogenital_skin(text: &str) -> bool {
    let lower = text.to_lowercase();
    words(&lower)
        .any(|word| ["anal", "anus", "labia"].contains(&word) || ANOGENITAL.iter().any(|name| word.starts_with(name)))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_english_words_are_not() {
        for text in ["? Erythroderma since Friday", "could this be SJS/TEN?", "DRESS", "meningococcal"] {
            assert!(an_emergency(text), "{text}");
        }
        assert!(!an_emergency("for ten days, itches under her dress"));
        assert!(a_basal_cell_carcinoma("?BCC") && a_basal_cell_carcinoma("Basal cell"));
        assert!(!a_basal_cell_carcinoma("bccx"));
    }
}
