//! Patients: people whom a practice looks after, each with every case that the practice has asked about them.
//!
//! A case's form says whom it is about (`case::Draft`); a patient is found or made by what stands there (`place`), never by
//! a name alone.
//!
//! To add a fact that is known of a patient: a field of [`Details`], its question in `app::pages::patients::details`, and
//! what is wrong with it in `Details::check`.

mod body;
mod demographics;
mod details;
mod lesions;
mod merge;
mod name_key;
mod placement;
mod search;

pub use body::{Figure, Spot, spots};
pub use demographics::{Demographics, Likeness, Trace};
pub use details::{ContactBy, Details, DetailsForm, Need, Phone, PhoneKind};
pub use lesions::{LesionRow, lesion_code, lesion_of, numbered};
pub use merge::{CannotMerge, Compared, LONGEST_REASON, Member, MergeFacts, Merging, goes_along, may_merge, reason};
pub use name_key::{LONGEST_KEY, name_key, search_keys};
pub use placement::{Placed, Placement, place};
pub use search::{PatientSearch, PatientWanted, case_digits};
