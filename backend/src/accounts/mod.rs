//! People who sign in, and what whoever manages accounts does with theirs.

mod create;
mod demo_accounts;
pub(crate) mod guesses;
mod manage;
mod me;
pub mod passkeys;
pub(crate) mod password;
pub mod second_factor;
mod sign_in;

pub use create::{NewAccount, create};
pub use demo_accounts::demo_accounts;
pub use guesses::{TryFrom, device, device_of, forget as forget_guesses};
pub(crate) use manage::words as role_at;
pub use manage::{end_membership, find, leave, list, lock, person, register, stay, unlock};
pub use me::{me, me_at, me_in};
pub use password::PasswordProblem;
pub use sign_in::{Refused, sign_in};

pub use crate::manager::Manager;

/// An e-mail address as accounts are found by it.
pub(crate) fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}
