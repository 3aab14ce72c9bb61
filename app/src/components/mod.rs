//! Dumb parts: properties in, events out; one per file, its Sass beside it in `style/components`.

mod demonstration_banner;
mod due_badge;
mod error_summary;
mod field;
mod live_text;
mod loaded;
mod moment;
mod notice;
mod press;

pub use demonstration_banner::DemonstrationBanner;
pub use due_badge::DueBadge;
pub use error_summary::{ErrorSummary, ProblemLinks};
pub use field::{Choices, Field, FieldKind, Tick};
pub use live_text::LiveText;
pub use loaded::{Failure, loaded};
pub use moment::Moment;
pub use notice::{Notice, NoticeTone};
pub use press::{Choice, Press};
