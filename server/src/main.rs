//! The `skinlink` binary: reads the configuration, puts the parts together and serves them.

#![recursion_limit = "512"]

use std::{io::Write, process::ExitCode};

use clap::Parser;
use mimalloc::MiMalloc;

mod agreement;
mod check;
mod config;
mod demo;
mod executor;
mod housekeeping;
mod local_path;
mod logs;
mod mail;
mod metrics;
mod middleware;
mod people;
mod records;
mod retention;
mod router;
mod routes;
mod serve;
mod shutdown;
mod site;
mod start;
mod state;

use crate::{
    config::{Cli, Command, Switch},
    start::StartError,
};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // A wrong value is one line; help and the version are printed as they are.
        Err(error) if error.use_stderr() => {
            let text = error.to_string();
            complain(text.lines().next().unwrap_or_default().trim_start_matches("error: "));
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::Io);
    match runtime.and_then(|runtime| runtime.block_on(run(cli))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string().replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

/// One line for whoever starts it. Where it cannot be written, the exit code has to do.
fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "skinlink: {line}");
}

async fn run(cli: Cli) -> Result<(), StartError> {
    let mut config = cli.config;
    logs::start(&config.log, config.log_format)?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(&config).await,
        Command::Check => check::run(&config).await,
        Command::Migrate => Ok(backend::migrate(&start::settings(&config)?).await?),
        Command::Agreement { json } => {
            let backend = start::open_either(&config).await?;
            let done = agreement::run(&backend, json).await;
            backend.close().await;
            done
        }
        Command::Verify => records::verify(&config).await,
        Command::Accesses { case } => records::accesses(&config, case).await,
        Command::Retention { erased: true, .. } => retention::erased(&config).await,
        Command::Retention { erase, .. } => retention::retention(&config, erase).await,
        Command::Erase { case, because } => retention::erase(&config, case, because).await,
        Command::Organisation { command } => people::organisation(&config, command).await,
        Command::Account { command } => people::account(&config, command).await,
        Command::Backup { to } => records::backup(&config, &to).await,
        Command::Restore { from } => records::restore(&config, &from).await,
        Command::RotateKey { new_key_file } => records::rotate_key(&config, new_key_file).await,
        Command::TryMail { to } => {
            let backend = start::open_either(&config).await?;
            let done = mail::run(&backend, &to).await;
            backend.close().await;
            done
        }
        Command::Demo { json } => {
            config.demonstration = Switch::On;
            let backend = start::open(&config).await?;
            let done = demo::run(&backend, json).await;
            backend.close().await;
            done
        }
    }
}
