//! `make bench`: the product beside its peers, in one run on one machine. Prints a Markdown table and leaves it in
//! `target/bench/results.md`, and the same rows in `target/bench/results.json`.
//!
//! Every part is a module: [`pictures`] (a photograph in the browser), [`weight`] (what a patient's phone fetches),
//! [`pages`] (the worklist under load), [`transfer`] (pictures up and down), [`queries`] (every list as
//! the tables grow), [`faults`] (poor pictures told from good ones), [`deliveries`] (texts that leave) and [`live`] (worklists that hear of
//! changes). To add a figure, push another [`report::Row`].

mod chromium;
mod deliveries;
mod faults;
mod folders;
mod indices;
mod live;
mod load;
mod machine;
mod multiply;
mod pages;
mod photograph;
mod pictures;
#[path = "../../server/tests/it/postgres.rs"]
#[expect(clippy::unwrap_used, dead_code, reason = "a test's, which uses all of it and stops where it is")]
mod postgres;
mod quality;
mod queries;
mod report;
mod server;
mod static_page;
mod transfer;
mod weight;

use std::{error::Error, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand, ValueEnum};

use crate::{report::Row, server::Server};

/// Cases in the database while pages are asked for.
const FEW: u64 = 1_000;

/// What goes wrong ends the run, with one line.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures the built site; `make bench` builds it first.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    sizes: Sizes,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve one file from memory and do nothing else: the page benchmark's peer
    #[command(hide = true)]
    StaticPage { file: PathBuf },
}

/// How much is measured. Most of the time goes into a region's cases on two databases; `--cases 10000` leaves that out.
#[derive(Debug, Clone, clap::Args)]
struct Sizes {
    /// Parts to run
    #[arg(long, env = "SKINLINK_BENCH_PARTS", value_enum, value_delimiter = ',', default_values_t = Part::ALL)]
    parts: Vec<Part>,
    /// Times each tool prepares each picture
    #[arg(long, env = "SKINLINK_BENCH_ROUNDS", default_value_t = 7)]
    rounds: usize,
    /// Seconds of each load
    #[arg(long, env = "SKINLINK_BENCH_SECONDS", default_value_t = 15)]
    seconds: u64,
    /// Requests a second of the paced load
    #[arg(long, env = "SKINLINK_BENCH_PACE", default_value_t = 200)]
    pace: u32,
    /// Pictures sent and fetched
    #[arg(long, env = "SKINLINK_BENCH_PICTURES", default_value_t = 9)]
    pictures: usize,
    /// Seconds of live updates; memory is watched meanwhile, for which 600 tell more
    #[arg(long, env = "SKINLINK_BENCH_LIVE_SECONDS", default_value_t = 60)]
    live_seconds: u64,
    /// Cases in the database when the worklist is asked for; rising
    #[arg(long, env = "SKINLINK_BENCH_CASES", value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
    cases: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Pictures,
    Weight,
    Pages,
    Transfer,
    Queries,
    Faults,
    Deliveries,
    Live,
}

impl Part {
    const ALL: [Part; 8] = [
        Part::Pictures,
        Part::Weight,
        Part::Pages,
        Part::Transfer,
        Part::Queries,
        Part::Faults,
        Part::Deliveries,
        Part::Live,
    ];
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Some(Command::StaticPage { file }) => static_page::serve(file).await,
        None => run(&cli.sizes).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(sizes: &Sizes) -> Result<()> {
    folders::make_fresh()?;
    let machine = machine::describe()?;
    let has = |part| sizes.parts.contains(&part);
    let mut rows: Vec<Row> = Vec::new();

    // Before anything else keeps the processors busy.
    if has(Part::Pictures) {
        say("photographs in the browser");
        rows.extend(pictures::measure(sizes.rounds)?);
        // Kept after every part: a run that is ended early has not measured for nothing.
        report::keep(&machine, &rows)?;
    }
    if has(Part::Weight) || has(Part::Pages) || has(Part::Transfer) || has(Part::Queries) {
        say("demonstration data");
        let demo = server::demo()?;
        multiply::to(&server::settings()?, FEW).await?;
        let server = Server::start().await?;
        if has(Part::Weight) {
            say("what a patient's phone fetches");
            rows.extend(weight::measure(&server, &demo)?);
            report::keep(&machine, &rows)?;
        }
        let lasting = Duration::from_secs(sizes.seconds);
        if has(Part::Pages) {
            say("the worklist page under load");
            rows.extend(pages::measure(&server, &demo, lasting, sizes.pace).await?);
            report::keep(&machine, &rows)?;
        }
        if has(Part::Transfer) {
            say("pictures up and down");
            rows.extend(transfer::measure(&server, &demo, sizes.pictures).await?);
            report::keep(&machine, &rows)?;
        }
        server.stop();
        if has(Part::Queries) {
            rows.extend(queries::measure(&demo, &sizes.cases).await?);
        }
    }
    if has(Part::Faults) {
        say("poor pictures among good ones");
        rows.extend(faults::measure()?);
    }
    if has(Part::Deliveries) {
        say("a thousand texts");
        rows.extend(deliveries::measure().await?);
    }
    if has(Part::Live) {
        say("live worklists at two servers");
        rows.extend(live::measure(Duration::from_secs(sizes.live_seconds)).await?);
    }
    print!("{}", report::keep(&machine, &rows)?);
    Ok(())
}

/// Progress, apart from the table on standard output.
fn say(what: &str) {
    eprintln!("bench: {what}");
}
