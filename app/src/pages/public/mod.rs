//! Pages for anyone: the front door, signing in, the demonstration phone.

mod demo_phone;
mod front;
mod not_found;
mod problem;
mod sign_in;

pub use demo_phone::DemoPhone;
pub use front::Front;
pub use not_found::NotFound;
pub use problem::Problem;
pub use sign_in::SignIn;
