//! What an answer has to match. Looked at by the server alone (`regex` takes time in proportion to its text and no more):
//! in a browser its tables would weigh more than the sooner word is worth, so that a page says it after the first sending.

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

/// Why a pattern is not taken.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn fault(pattern: &str) -> Option<String> {
    use super::limits;
    if pattern.chars().count() > limits::LONGEST_REGEX {
        return Some(format!("its regex has more than {} characters", limits::LONGEST_REGEX));
    }
    (!pattern.is_empty() && compiled::whole(pattern).is_none())
        .then(|| "its regex cannot be read, or is too large when it is".to_owned())
}

/// Whether an answer matches; one without a pattern does.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn matches(pattern: &str, answer: &str) -> bool {
    pattern.is_empty() || compiled::whole(pattern).is_none_or(|regex| regex.is_match(answer))
}

#[cfg(target_arch = "wasm32")]
pub(super) fn fault(_pattern: &str) -> Option<String> {
    None
}

#[cfg(target_arch = "wasm32")]
pub(super) fn matches(_pattern: &str, _answer: &str) -> bool {
    true
}
