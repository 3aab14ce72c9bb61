//! What a screen sends. Every field that a person types arrives as text, is kept as typed, and is judged by `domain`:
//! a wrong date is shown again beside its sentence, never thrown away.

mod change;
mod correction;
mod patient;
mod photo;

pub use change::*;
pub use correction::*;
pub use patient::*;
pub use photo::*;
