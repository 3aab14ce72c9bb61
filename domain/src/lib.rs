//! The clinic's rules. Pure: no IO, no clock, no randomness; time and identifiers are arguments.

pub mod access;
pub mod annotation;
pub mod appointments;
pub mod audit;
pub mod case;
pub mod clock;
mod code;
pub mod command;
pub mod consent;
pub mod forms;
pub mod guessing;
pub mod guide;
pub mod ids;
pub mod image;
pub mod link_token;
pub mod measure;
pub mod news;
pub mod nhs_number;
pub mod organisation;
pub mod pathway;
pub mod patients;
pub mod person;
pub mod photo_request;
pub mod policy;
pub mod registration;
pub mod retention;
pub mod role;
pub mod session;
pub mod sms;
pub mod tasks;
pub mod text;
pub mod text_limits;
pub mod time;
pub mod typed;
pub mod view;

pub use code::UnknownCode;
