//! The referrer's pages: a browser tab on a desktop.

mod case;
mod case_list;
mod correction;
mod history;
mod home;
mod more_pictures;
mod request;
mod wrong_patient;

pub use case::Case;
pub use case_list::CaseListPage;
pub use correction::CorrectionPage;
pub use history::HistoryPage;
pub use home::Home;
pub use more_pictures::MorePictures;
pub use request::Request;
pub use wrong_patient::WrongPatientPage;
