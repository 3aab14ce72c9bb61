use serde::{Deserialize, Serialize};

use crate::{case::Problem, text::Text, typed};

/// How long a patient's words about what has changed may be: what a practice reads before it calls.
pub const CHANGE_WORDS: usize = 1_000;

/// How many reports of one case may wait for the practice. It is told by the first; who sends more is asked to call.
pub const OPEN_CHANGES: usize = 5;

/// "It has changed", said by a patient on their news page; the words may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangeWords {
    #[serde(deserialize_with = "typed::deserialize")]
    pub words: String,
}

impl ChangeWords {
    /// The words as they are kept.
    ///
    /// # Errors
    /// They are too long.
    pub fn check(&self) -> Result<String, Problem> {
        match Text::<CHANGE_WORDS>::new(&self.words) {
            Ok(words) => Ok(words.to_string()),
            Err(error) => Err(Problem::new("words", format!("This {error}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_be_missing_and_may_not_be_endless() {
        let check = |words: &str| ChangeWords { words: words.to_owned() }.check();
        assert_eq!(check("  "), Ok(String::new()));
        assert_eq!(check(" It bleeds. "), Ok("It bleeds.".to_owned()));
        assert!(check(&"a".repeat(CHANGE_WORDS)).is_ok() && check(&"a".repeat(CHANGE_WORDS + 1)).is_err());
    }
}
