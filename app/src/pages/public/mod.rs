//! Pages for anyone: the front door, signing in, the demonstration phone.

mod demo_phone;
mod finished;
mod front;
mod not_found;
mod problem;
mod sign_in;

pub use demo_phone::DemoPhone;
pub use finished::Finished;
pub use front::Front;
pub use not_found::NotFound;
pub use problem::{Problem, Refusal};
pub use sign_in::{SignIn, SignInProblem, Tried};
