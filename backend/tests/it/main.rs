//! The backend from outside, each test on SQLite and on PostgreSQL, with real files and real pictures.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accesses;
mod accounts;
mod agreement;
mod amending;
mod answering;
mod backup;
mod carrying;
mod changes;
mod clips;
mod copies;
mod demonstration;
mod downgrade;
mod drafts;
mod encryption;
mod events;
mod identity;
mod late;
mod layers;
mod life;
mod lists;
mod live;
mod mail;
mod moved;
mod notify;
mod objects;
mod opening;
mod outbox;
mod people;
mod permissions;
mod photo_requests;
mod receipts;
mod referring;
mod retention;
mod scoring;
mod second_factor;
mod sessions;
mod support;
mod telling;
mod templates;
mod told_again;
mod undoable;
mod upgrade;
mod uploads;
mod wrong_patient;
