//! Who a patient is: name, sex, date of birth, mobile number. Typed text in, a sentence out where it cannot be right.

mod date_of_birth;
mod identity;
mod mobile;
mod name;

use serde::{Deserialize, Serialize};

use crate::code::coded;
pub use date_of_birth::*;
pub use identity::*;
pub use mobile::*;
pub use name::*;

/// Sex as the record has it (NHS Data Dictionary, person stated gender).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Female,
    Male,
    Indeterminate,
    NotKnown,
}

coded! { Sex, "sex",
    Female => "female", "Female";
    Male => "male", "Male";
    Indeterminate => "indeterminate", "Indeterminate";
    NotKnown => "not_known", "Not known";
}
