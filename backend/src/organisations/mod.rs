//! Practices that ask, services that answer, and trusts that services belong to.

mod create;

pub use create::{create_practice, create_service};
