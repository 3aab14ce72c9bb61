//! One short name per variant, the same in a database column, in a form's value and in JSON.

use thiserror::Error;

/// A form or a row holds a name that no variant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("unknown {0}")]
pub struct UnknownCode(pub &'static str);

/// Gives an enum without data its codes (snake case, as serde writes them), its labels and the list of all variants.
macro_rules! coded {
    ($name:ident, $what:literal, $($variant:ident => $code:literal, $label:literal;)+) => {
        impl $name {
            /// Every variant, in the order screens offer them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name kept in columns, forms and JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The key of a patient's words in the locale files: "site.forearm", "outcome.reassure".
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => concat!($what, ".", $code)),+ }
            }

            /// The words that clinicians read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::UnknownCode;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::code::UnknownCode($what)),
                }
            }
        }
    };
}

pub(crate) use coded;

#[cfg(test)]
mod tests {
    use std::{fmt::Debug, str::FromStr};

    use serde::{Serialize, de::DeserializeOwned};

    use super::UnknownCode;

    /// A code that differs from serde's would be stored under one name and read under another.
    fn agrees<T>(all: &[T], code: fn(T) -> &'static str)
    where
        T: Copy + Debug + PartialEq + Serialize + DeserializeOwned + FromStr<Err = UnknownCode>,
    {
        for &each in all {
            assert_eq!(serde_json::to_value(each).unwrap(), serde_json::json!(code(each)), "{each:?}");
            assert_eq!(code(each).parse(), Ok(each));
        }
        assert!("nonsense".parse::<T>().is_err());
    }

    #[test]
    fn codes_are_serdes() {
        use crate::{
            access::PatientAction,
            audit::AccessKind,
            case::{
                AmendmentKind, Concern, Confidence, Kind, Nature, Outcome, Side, Site, StateKind, WaitingFor, WhoActs,
            },
            clock::Division,
            consent::{How, Level},
            image::{KeptBecause, View},
            measure::Known,
            organisation::OrganisationKind,
            patients::{ContactBy, Figure, Need, PhoneKind, Trace},
            person::Sex,
            retention::{Because, Rule},
            role::Role,
        };
        agrees(Kind::ALL, Kind::as_str);
        agrees(Site::ALL, Site::as_str);
        agrees(Side::ALL, Side::as_str);
        agrees(Outcome::ALL, Outcome::as_str);
        agrees(AmendmentKind::ALL, AmendmentKind::as_str);
        agrees(WhoActs::ALL, WhoActs::as_str);
        agrees(Confidence::ALL, Confidence::as_str);
        agrees(Nature::ALL, Nature::as_str);
        agrees(StateKind::ALL, StateKind::as_str);
        agrees(WaitingFor::ALL, WaitingFor::as_str);
        agrees(View::ALL, View::as_str);
        agrees(Known::ALL, Known::as_str);
        agrees(KeptBecause::ALL, KeptBecause::as_str);
        agrees(Role::ALL, Role::as_str);
        agrees(OrganisationKind::ALL, OrganisationKind::as_str);
        agrees(How::ALL, How::as_str);
        agrees(Level::ALL, Level::as_str);
        agrees(Sex::ALL, Sex::as_str);
        agrees(Concern::ALL, Concern::as_str);
        agrees(Division::ALL, Division::as_str);
        agrees(Rule::ALL, Rule::as_str);
        agrees(Because::ALL, Because::as_str);
        agrees(AccessKind::ALL, AccessKind::as_str);
        agrees(PatientAction::ALL, PatientAction::as_str);
        agrees(Trace::ALL, Trace::as_str);
        agrees(PhoneKind::ALL, PhoneKind::as_str);
        agrees(ContactBy::ALL, ContactBy::as_str);
        agrees(Need::ALL, Need::as_str);
        agrees(Figure::ALL, Figure::as_str);
    }
}
