//! Smart parts shared by roles.

pub mod answer;
pub mod appointments;
pub mod away;
pub mod case_param;
pub mod case_table;
pub mod changes;
pub mod conclusion;
pub mod cover;
pub mod facts;
pub mod forms;
pub mod hub;
pub mod lists;
pub mod live;
pub mod messages;
pub mod monitoring;
pub mod new_request;
pub mod other_requests;
pub mod patient_param;
pub mod photo_requests;
pub mod picture_set;
pub mod pictures;
pub mod prefetch;
pub mod request_form;
pub mod reviews;
pub mod unsent;
pub mod wrong_patient;
