//! What an answer has to match. Looked at by the server alone (`regex` takes time in proportion to its text and no more):
//! in a browser its tables would weigh more than the sooner word is worth, so that a page says it after the first sending.

use super::questionnaire::Item;

/// The regular expressions of a form by their items, compiled once, when it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns {
    #[cfg(not(target_arch = "wasm32"))]
    compiled: std::collections::HashMap<String, regex::Regex>,
}

/// They follow from the form.
impl PartialEq for Patterns {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod compiled {
    use regex::{Regex, RegexBuilder};

    use super::super::limits;

    /// The whole answer, not a part of it.
    pub(super) fn whole(pattern: &str) -> Option<Regex> {
        RegexBuilder::new(&format!("^(?:{pattern})$"))
            .size_limit(limits::REGEX_BYTES)
            .dfa_size_limit(limits::REGEX_BYTES)
            .nest_limit(20)
            .build()
            .ok()
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Patterns {
    /// Compiles an item's; why it is not taken, where it is not.
    pub(super) fn add(&mut self, item: &Item) -> Result<(), String> {
        use super::limits;
        if item.regex.is_empty() {
            return Ok(());
        }
        if item.regex.chars().count() > limits::LONGEST_REGEX {
            return Err(format!("its regex has more than {} characters", limits::LONGEST_REGEX));
        }
        let regex = compiled::whole(&item.regex).ok_or("its regex cannot be read, or is too large when it is")?;
        self.compiled.insert(item.link_id.clone(), regex);
        Ok(())
    }

    /// Whether an answer matches; one without a pattern does.
    pub(super) fn matches(&self, item: &Item, answer: &str) -> bool {
        self.compiled.get(&item.link_id).is_none_or(|regex| regex.is_match(answer))
    }
}

#[cfg(target_arch = "wasm32")]
impl Patterns {
    pub(super) fn add(&mut self, _item: &Item) -> Result<(), String> {
        Ok(())
    }

    pub(super) fn matches(&self, _item: &Item, _answer: &str) -> bool {
        true
    }
}
