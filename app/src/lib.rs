//! What people see: Leptos components, rendered by the server and hydrated in the browser.

// A page's type is the tree of all its elements: the larger pages are deeper than the compiler's 128.
#![recursion_limit = "512"]

pub mod api;
#[cfg(feature = "hydrate")]
pub mod browser;
#[cfg(feature = "ssr")]
mod built;
pub mod components;
pub mod features;
pub mod pages;
mod routes;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(any(feature = "hydrate", test))]
mod silence;

#[cfg(feature = "ssr")]
pub use built::BuiltNames;
pub use pages::admin::{ActDone, Came, StepUp};
pub use pages::public::{Joining, Refusal, SecondFactor, SignInProblem, Tried, wait};
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
