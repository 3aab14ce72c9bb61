//! Patients: looked for, and each one's page.

mod body_map;
mod find;
mod patient;
mod results;
mod site;

pub use find::FindPatient;
pub use patient::PatientPage;
pub use site::SitePage;
