//! Parts that know nothing of a case, for every room of what people see. How to add one: `app/src/components/mod.rs`.

mod live_text;
mod press;

pub use live_text::LiveText;
pub use press::{Choice, Press};
