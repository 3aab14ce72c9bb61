//! One folder per role. What a patient's phone downloads is apart from what clinicians download.
//!
//! To add a page: its component in the folder of whoever reads it, a route in `routes.rs` (a patient's in
//! `patient/mod.rs`, where its place on the way is a variant of `journey::Page`), what it asks in `api`, and a line in
//! `end2end/parts/places.ts`, by which axe and the tests of damage open it, too.

pub mod admin;
pub mod bookings;
pub mod forms;
pub mod hub;
pub mod invitations;
pub mod openings;
pub mod operations;
pub mod outside;
pub mod patient;
pub mod patients;
pub mod policy;
pub mod public;
pub mod referrer;
pub mod sessions;
pub mod specialist;
pub mod staff;
pub mod summary;
pub mod team;
pub mod unsent;
pub mod welcome;
