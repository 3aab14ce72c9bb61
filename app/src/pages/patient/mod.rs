//! The patient's pages: phone first, no account, one thing per page.

mod before;
mod check;
mod closed;
mod frame;
mod journey;
mod layout;
mod news;
mod photos;
mod questions;
mod review;
mod start;
mod timeline;

pub use layout::PatientLayout;

lazy_area!(patient, __preload_patient {
    StartRoute => start::Start,
    CheckRoute => check::Check,
    BeforeRoute => before::Before,
    QuestionsRoute => questions::Questions,
    PhotosRoute => photos::Photos,
    ReviewRoute => review::Review,
    NewsRoute => news::News,
});
