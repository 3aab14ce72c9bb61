//! Patients: looked for, each one's page, and what is said of two records that are one person's.

mod apart;
mod body_map;
mod compare;
mod date;
mod details;
mod find;
mod merge;
mod patient;
mod results;
mod site;

pub use apart::ApartPage;
pub use compare::ComparePage;
pub use details::DetailsPage;
pub use find::FindPatient;
pub use merge::MergePage;
pub use patient::PatientPage;
pub use site::SitePage;
