//! The real binary on a real socket, with a database and objects in a folder of its own.

mod configuration;
mod crash;
mod headers;
mod health;
mod job;
mod logs;
mod parked_form;
mod plain_form;
mod rooms;
mod same_origin;
mod server;
mod shutdown;
mod sign_in;
mod tus;
