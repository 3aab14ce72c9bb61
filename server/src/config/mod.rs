//! Every setting, its variable and its default: `skinlink --help` is made from this file.
//!
//! To add a setting: a field of [`Config`] (a channel's of [`ChannelConfig`]) with a sentence of help, its variable and its
//! default; what is made of it in `start.rs`; what can be wrong with it in `check.rs`; its row in the README's table, and
//! one in the test of `--help`.

mod channels;

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use axum::http::Uri;
use clap::{Parser, Subcommand, ValueEnum};
use domain::{ids::CaseId, news::TextHours, retention::Because};
use ipnet::IpNet;

use crate::people::{AccountCommand, OrganisationCommand};

pub(crate) use self::channels::{ChannelConfig, ChannelsWrong};

/// Not an option: everybody on the machine can read a command line.
const KEY: &str =
    "The key that everything at rest is encrypted under, 64 hexadecimal digits, comes from the variable alone:
  [env: SKINLINK_KEY] [default: read from the key file]";

/// A GP's question about a patient's skin, answered from photographs.
#[derive(Debug, Parser)]
#[command(name = "skinlink", version, about, max_term_width = 100, after_help = format!("{KEY}{}", channels::SECRETS))]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) config: Config,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the site (also what happens when no command is given)
    Serve,
    /// Tell what is missing before it is started, in a line each; fails where something is
    Check,
    /// Bring the database up to this version and stop
    Migrate,
    /// Print how often what was measured of pictures agrees with what specialists said of them
    Agreement {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check that every log, what it speaks of and every stored picture are as they were written
    Verify,
    /// Print the log of accesses, one JSON object a line
    Accesses {
        /// Only those to this case
        #[arg(long)]
        case: Option<String>,
    },
    /// Print what is kept how long and how much of it has had its time; the server erases that each day
    Retention {
        /// Erase it now
        #[arg(long)]
        erase: bool,
        /// Print what was erased instead, one JSON object a line
        #[arg(long, conflicts_with = "erase")]
        erased: bool,
    },
    /// Erase one request that has ended, with its pictures and its log, before its time
    Erase {
        /// Its id, as in its page's address
        case: CaseId,
        /// Why: patient_asked, wrong_patient, duplicate or court
        #[arg(long)]
        because: Because,
    },
    /// Practices, services and trusts
    Organisation {
        #[command(subcommand)]
        command: OrganisationCommand,
    },
    /// People who sign in
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Copy everything but the key into a new folder; the server may go on
    Backup {
        /// The folder
        to: PathBuf,
    },
    /// Put a backup into an empty data folder, and check it
    Restore {
        /// The backup's folder
        from: PathBuf,
    },
    /// Put everything at rest under a new key; the server must be stopped
    RotateKey {
        /// File of the new key, made where there is none [default: beside the key file, which it replaces]
        #[arg(long)]
        new_key_file: Option<PathBuf>,
    },
    /// Send a mail to see whether mail leaves
    TryMail {
        /// Who to
        to: String,
    },
    /// Fill in demonstration data where there is none and make a fresh photo request
    Demo {
        /// Print JSON: base_url, accounts, patient_links
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Settings")]
pub(crate) struct Config {
    /// Address and port to listen on
    #[arg(long, env = "SKINLINK_LISTEN", default_value = "127.0.0.1:3000", global = true)]
    pub(crate) listen: SocketAddr,

    /// Where people reach this server: links in texts start with it, and cookies are Secure unless it is this machine
    #[arg(long, env = "SKINLINK_BASE_URL", default_value = "http://localhost:3000", global = true, value_parser = base_url)]
    pub(crate) base_url: BaseUrl,

    /// Folder of the embedded database, the pictures and the key, where those are not set to be elsewhere
    #[arg(long, env = "SKINLINK_DATA", default_value = "data", global = true)]
    pub(crate) data: PathBuf,

    /// Database: sqlite://<file> or postgres://… [default: skinlink.db in the data folder]
    #[arg(long, env = "SKINLINK_DATABASE_URL", hide_env_values = true, global = true)]
    pub(crate) database_url: Option<String>,

    /// Let a PostgreSQL on another machine be reached without sslmode=verify-full: on only where the network between is
    /// private or encrypted by other means
    #[arg(long, env = "SKINLINK_DATABASE_IN_CLEAR", default_value = "off", global = true)]
    pub(crate) database_in_clear: Switch,

    /// Pictures: file://<folder>, or s3://<bucket>/<prefix> with the usual AWS_ variables [default: objects in the data folder]
    #[arg(long, env = "SKINLINK_OBJECTS_URL", hide_env_values = true, global = true)]
    pub(crate) objects_url: Option<String>,

    /// File that holds the key; made, readable by its owner alone, when the data folder is new
    /// [default: key in the data folder]
    #[arg(long, env = "SKINLINK_KEY_FILE", global = true)]
    pub(crate) key_file: Option<PathBuf>,

    /// Demonstration mode: invented patients, accounts offered on the sign-in page, texts to a phone on the screen
    #[arg(long, env = "SKINLINK_DEMONSTRATION", default_value = "off", global = true)]
    pub(crate) demonstration: Switch,

    /// Folder of the built site [default: the site inside of this program, or target/site where there is none]
    #[arg(long, env = "SKINLINK_SITE", global = true)]
    pub(crate) site: Option<PathBuf>,

    /// What to log, in tracing's filter language
    #[arg(long, env = "SKINLINK_LOG", default_value = "info,sqlx=warn", global = true)]
    pub(crate) log: String,

    /// Shape of a log line
    #[arg(long, env = "SKINLINK_LOG_FORMAT", default_value = "text", global = true)]
    pub(crate) log_format: LogFormat,

    /// Minutes after which an act on people, credentials or organisations wants the second step again; 0 for each time
    #[arg(long, env = "SKINLINK_PROOF_MINUTES", default_value_t = 10, global = true, value_parser = clap::value_parser!(u32).range(0..=720))]
    pub(crate) proof_minutes: u32,

    /// Minutes without a click after which a person is signed out
    #[arg(long, env = "SKINLINK_IDLE_MINUTES", default_value_t = 60, global = true, value_parser = clap::value_parser!(u32).range(5..=1440))]
    pub(crate) idle_minutes: u32,

    /// Hours after which somebody signed in signs in again, whatever they do
    #[arg(long, env = "SKINLINK_LONGEST_HOURS", default_value_t = 12, global = true, value_parser = clap::value_parser!(u32).range(1..=24))]
    pub(crate) longest_hours: u32,

    /// Minutes that a case stays open to a clinician who opened it from outside, by its number and for a reason
    #[arg(long, env = "SKINLINK_OPENING_MINUTES", default_value_t = 60, global = true, value_parser = clap::value_parser!(u32).range(5..=240))]
    pub(crate) opening_minutes: u32,

    /// Minutes that a patient's or a phone's link stays open in a browser that nobody uses
    #[arg(long, env = "SKINLINK_LINK_MINUTES", default_value_t = 15, global = true, value_parser = clap::value_parser!(u32).range(5..=60))]
    pub(crate) link_minutes: u32,

    /// Wrong passwords taken from one address on the network before further ones have to wait, each longer than the one
    /// before; of one account from there it is 5
    #[arg(long, env = "SKINLINK_SIGN_IN_TRIES", default_value_t = 30, global = true, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) sign_in_tries: u32,

    /// Days that requests which were never sent, and pictures and texts that became no part of a record, are kept
    #[arg(long, env = "SKINLINK_UNUSED_DAYS", default_value_t = 90, global = true, value_parser = clap::value_parser!(u32).range(30..=3650))]
    pub(crate) unused_days: u32,

    /// Years that an adult's record is kept after the last thing that happened to it; a child's is kept longer by itself
    #[arg(long, env = "SKINLINK_RECORD_YEARS", default_value_t = 8, global = true, value_parser = clap::value_parser!(u32).range(8..=100))]
    pub(crate) record_years: u32,

    /// The same where cancer was suspected or found
    #[arg(long, env = "SKINLINK_CANCER_YEARS", default_value_t = 30, global = true, value_parser = clap::value_parser!(u32).range(30..=100))]
    pub(crate) cancer_years: u32,

    /// Years that the log of accesses is kept
    #[arg(long, env = "SKINLINK_ACCESS_YEARS", default_value_t = 30, global = true, value_parser = clap::value_parser!(u32).range(8..=100))]
    pub(crate) access_years: u32,

    /// Largest picture taken, as picked, in millions of bytes
    #[arg(long, env = "SKINLINK_PICTURE_MEGABYTES", default_value_t = 40, global = true, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub(crate) picture_megabytes: u64,

    /// Largest picture taken, as picked, in millions of pixels
    #[arg(long, env = "SKINLINK_PICTURE_MEGAPIXELS", default_value_t = 120, global = true, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub(crate) picture_megapixels: u64,

    /// Pictures taken for one case
    #[arg(long, env = "SKINLINK_PICTURES_PER_CASE", default_value_t = 20, global = true, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) pictures_per_case: u32,

    /// Largest clip taken, as recorded or picked, in millions of bytes; one lasts up to a minute
    #[arg(long, env = "SKINLINK_CLIP_MEGABYTES", default_value_t = 100, global = true, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub(crate) clip_megabytes: u64,

    /// Clips taken for one case
    #[arg(long, env = "SKINLINK_CLIPS_PER_CASE", default_value_t = 3, global = true, value_parser = clap::value_parser!(u32).range(0..=20))]
    pub(crate) clips_per_case: u32,

    /// Days a patient's link takes pictures
    #[arg(long, env = "SKINLINK_LINK_DAYS", default_value_t = 7, global = true, value_parser = clap::value_parser!(u32).range(2..=90))]
    pub(crate) link_days: u32,

    /// Minutes a link for a referrer's own phone takes pictures: whoever sees its code on the screen may use it
    #[arg(long, env = "SKINLINK_PHONE_MINUTES", default_value_t = 10, global = true, value_parser = clap::value_parser!(u32).range(2..=120))]
    pub(crate) phone_minutes: u32,

    /// Millions of bytes that stay free on the disk, at most a tenth of it: below, no pictures are taken, and below a quarter
    /// of it nothing new; reading goes on
    #[arg(long, env = "SKINLINK_FREE_MEGABYTES", default_value_t = 200, global = true, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    pub(crate) free_megabytes: u64,

    /// Addresses or networks of the proxies in front, separated by commas: what they say of where a request came from
    /// (X-Forwarded-For) is believed, and nobody else's word [default: none]
    #[arg(long, env = "SKINLINK_TRUSTED_PROXIES", value_delimiter = ',', global = true, value_parser = network)]
    pub(crate) trusted_proxies: Vec<IpNet>,

    /// Address and port on which Prometheus asks for numbers (/metrics), for the machines that watch alone [default: none]
    #[arg(long, env = "SKINLINK_METRICS_LISTEN", global = true)]
    pub(crate) metrics_listen: Option<SocketAddr>,

    /// Millions of bytes of pictures and forms held in memory while they arrive, of which one source has a quarter
    #[arg(long, env = "SKINLINK_BODY_MEGABYTES", default_value_t = 512, global = true, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) body_megabytes: u64,

    /// Hours of the day, London time, in which patients are texted what they did not ask for just now
    #[arg(long, env = "SKINLINK_TEXT_HOURS", default_value = "8-20", global = true, value_parser = text_hours)]
    pub(crate) text_hours: TextHours,

    #[command(flatten)]
    pub(crate) channels: ChannelConfig,

    /// Seconds a page or a call may take; uploads and live updates take as long as they need
    #[arg(long, env = "SKINLINK_REQUEST_SECONDS", default_value_t = 30, global = true, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) request_seconds: u64,

    /// Seconds that what is under way may still take after SIGTERM
    #[arg(long, env = "SKINLINK_SHUTDOWN_SECONDS", default_value_t = 20, global = true, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) shutdown_seconds: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// `http://` or `https://`, a host and perhaps a port; no path, no slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Browsers keep Secure cookies only over https, and make an exception of this machine that not all of them honour.
    pub(crate) fn is_this_machine(&self) -> bool {
        let host = self.0.strip_prefix("http://").unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _port)| host);
        matches!(host, "localhost" | "127.0.0.1" | "[::1]")
    }
}

fn text_hours(text: &str) -> Result<TextHours, String> {
    let hours = text.split_once('-').and_then(|(from, until)| Some((from.parse().ok()?, until.parse().ok()?)));
    match hours {
        Some((from, until)) if 0 <= from && from < until && until <= 24 => Ok(TextHours { from, until }),
        Some(_) | None => Err("expected two hours of one day, such as 8-20".to_owned()),
    }
}

fn base_url(text: &str) -> Result<BaseUrl, String> {
    let wrong =
        || "expected http:// or https://, a host and perhaps a port, such as https://skinlink.example".to_owned();
    let text = text.strip_suffix('/').unwrap_or(text);
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let right = matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.authority().is_some_and(|it| !it.as_str().contains('@'))
        && uri.path() == "/"
        && uri.query().is_none();
    right.then(|| BaseUrl(text.to_owned())).ok_or_else(wrong)
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| "expected an address or a network, such as 10.0.0.0/8".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_setting_is_well_formed_and_has_a_documented_default() {
        Cli::command().debug_assert();
        for arg in Cli::command().get_arguments().filter(|it| it.get_env().is_some()) {
            let help = arg.get_help().expect("a setting says what it does").to_string();
            let has_default = !arg.get_default_values().is_empty() || help.contains("[default: ");
            assert!(has_default, "--{} has no documented default", arg.get_id());
        }
    }

    #[test]
    fn hours_of_the_day() {
        assert_eq!(text_hours("8-20").unwrap(), TextHours::default());
        assert_eq!(text_hours("0-24").unwrap(), TextHours { from: 0, until: 24 });
        for wrong in ["8", "20-8", "8-25", "-1-5", ""] {
            assert!(text_hours(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn base_urls() {
        for right in ["http://localhost:3000", "https://skinlink.example", "http://[::1]:3000"] {
            assert_eq!(base_url(right).unwrap().as_str(), right);
        }
        assert_eq!(base_url("https://skinlink.example/").unwrap().as_str(), "https://skinlink.example");
        for wrong in ["localhost:3000", "ftp://a", "https://a/b", "https://me@a", "", "https://a?b"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
        assert!(base_url("http://localhost:3000").unwrap().is_this_machine());
        assert!(base_url("http://[::1]:3000").unwrap().is_this_machine());
        assert!(!base_url("https://localhost.example").unwrap().is_this_machine());
    }
}
