//! The referrer's pages: a browser tab on a desktop.

mod case;
mod case_list;
mod history;
mod home;
mod request;

pub(super) use case::Case;
pub(super) use case_list::CaseListPage;
pub(super) use history::HistoryPage;
pub(super) use home::Home;
pub(super) use request::Request;
