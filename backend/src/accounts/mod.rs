//! People who sign in.

mod create;
mod demo_accounts;
mod me;
mod password;
mod sign_in;

pub use create::{NewAccount, Organisation, create};
pub use demo_accounts::demo_accounts;
pub use me::me;
pub use sign_in::sign_in;
