//! People who sign in.

mod create;
mod demo_accounts;
mod guesses;
mod me;
mod password;
mod sign_in;

pub use create::{NewAccount, Organisation, create};
pub use demo_accounts::demo_accounts;
pub use guesses::{TryFrom, device, forget as forget_guesses};
pub use me::{me, me_at};
pub use sign_in::{Refused, sign_in};

/// An e-mail address as accounts are found by it.
fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}
