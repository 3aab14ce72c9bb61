//! The real binary on a real socket, with a database and objects in a folder of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod admission;
mod answers_page;
mod away;
mod bucket;
mod carried;
mod check;
mod clips;
mod configuration;
mod copies;
mod crash;
mod full_disk;
mod headers;
mod health;
mod job;
mod killed;
mod links;
mod logs;
mod mail;
mod markup;
mod metrics;
mod nginx;
mod openings;
mod package;
mod people;
mod permissions;
mod plain_form;
mod postgres;
mod receipts;
mod records;
mod roles;
mod rooms;
mod same_origin;
mod second_factor;
mod server;
mod shutdown;
mod sign_in;
mod sources;
mod statements;
mod too_late;
mod tus;
mod typed;
mod unsent;
mod who;
mod words;
