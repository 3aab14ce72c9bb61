//! Free text with a limit: trimmed, as [`typed::text`](crate::typed::text) leaves it.

use std::{fmt, ops::Deref};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::typed;

/// A text of at most `MAX` characters (Unicode scalar values), never only spaces at its ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

/// A text as long as the longest fields take.
pub type Passage = Text<{ limit::PASSAGE }>;

/// Limits in characters. Generous, because a limit that is met loses what somebody typed; finite, because lists,
/// letters and e-RS fields are (e-RS takes 4,000 characters of advice text).
pub mod limit {
    /// A diagnosis, a title: what fits on one or two lines.
    pub const LINE: usize = 200;
    /// A question, a history, an advice.
    pub const PASSAGE: usize = 4_000;
    /// A text mark on a picture.
    pub const MARK: usize = 80;
}

/// The text is longer than its field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be {max} characters or fewer, and this has {length}")]
pub struct TooLong {
    pub max: usize,
    pub length: usize,
}

impl<const MAX: usize> Text<MAX> {
    /// Tidies what was typed.
    ///
    /// # Errors
    /// `TooLong` where more than `MAX` characters are left.
    pub fn new(typed: &str) -> Result<Self, TooLong> {
        let tidy = typed::text(typed);
        let tidy = tidy.trim();
        let length = tidy.chars().count();
        if length > MAX { Err(TooLong { max: MAX, length }) } else { Ok(Self(tidy.to_owned())) }
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TooLong;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        assert_eq!(&*Text::<4>::new(" éééé\u{0}\r\n").unwrap(), "éééé");
        let refused = Text::<4>::new("abcde").unwrap_err();
        assert_eq!(refused.to_string(), "must be 4 characters or fewer, and this has 5");
        assert_eq!(&*Text::<9>::new("one\r\ntwo").unwrap(), "one\ntwo");
    }

    proptest! {
        #[test]
        fn tidying_twice_changes_nothing(typed in any::<String>()) {
            if let Ok(once) = Text::<50>::new(&typed) {
                prop_assert!(once.chars().count() <= 50);
                prop_assert_eq!(Text::<50>::new(&once).unwrap(), once);
            }
        }
    }
}
