//! How large a form may be. Bytes are counted before anything is read, everything else before anything is done with it.

/// A file. Fits some thousand items, so that one with too many is told their number and not its bytes.
pub const MOST_BYTES: usize = 1_000_000;

/// Items of a form, groups and words among them: four times the longest form in use anywhere we know of.
pub const MOST_ITEMS: usize = 500;

/// Faults that are told at once.
pub const MOST_FAULTS: usize = 100;

/// Groups within groups.
pub const DEEPEST: usize = 5;

/// Options of one question. More is a search, not a list.
pub const MOST_OPTIONS: usize = 100;

/// Conditions of one item.
pub const MOST_CONDITIONS: usize = 20;

/// Characters of a question or an explanation.
pub const LONGEST_TEXT: usize = 1_000;

/// Characters of a linkId, a code, an address, a title.
pub const LONGEST_NAME: usize = 255;

/// Characters of a regular expression.
pub const LONGEST_REGEX: usize = 200;

/// Bytes that a compiled regular expression may take.
#[cfg(not(target_arch = "wasm32"))]
pub const REGEX_BYTES: usize = 100_000;

/// Characters of an answer where its item says nothing smaller.
pub const LONGEST_ANSWER: usize = crate::text::limit::PASSAGE;
