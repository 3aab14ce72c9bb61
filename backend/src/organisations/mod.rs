//! Practices that ask and services that answer. Made by whoever runs the server, not from a screen.

mod create_practice;
mod create_service;

pub use create_practice::create_practice;
pub use create_service::create_service;
