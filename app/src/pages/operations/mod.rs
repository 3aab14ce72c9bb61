//! What administrators look at to see whether everything works.

mod accesses;
mod deliveries;
mod health;

pub use accesses::Accesses;
pub use deliveries::Deliveries;
pub use health::Health;
