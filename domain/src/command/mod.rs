//! What a screen sends. Every field that a person types arrives as text, is kept as typed, and is judged by `domain`:
//! a wrong date is shown again beside its sentence, never thrown away.

mod patient;
mod photo;

pub use patient::*;
pub use photo::*;
