//! Parts that know nothing of a case: properties in, events out; one per file, its Sass in `style/components`.
//!
//! To add a component: its file here, its Sass as `style/components/_<name>.scss` with a line in `style/main.scss`.
//! What calls the server or knows a role belongs into `features`; what the viewer or the camera needs too stands in
//! `ui/src/components`, in the same way.

mod demonstration_banner;
mod due_badge;
mod error_summary;
mod field;
mod loaded;
mod moment;
mod notice;

pub use demonstration_banner::DemonstrationBanner;
pub use due_badge::DueBadge;
pub use error_summary::{ErrorSummary, ProblemLinks};
pub use field::{Choices, Field, FieldKind, Select, Tick};
pub use loaded::{Failure, loaded};
pub use moment::Moment;
pub use notice::{Notice, NoticeTone};
pub use ui::components::LiveText;
