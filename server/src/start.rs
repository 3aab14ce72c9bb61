//! From the configuration to an open backend.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use backend::{Backend, ChannelSettings, Clock, Ids, Key, Limits, NotAKey, OpenError, Settings, backup::BackupError};
use domain::{guessing::GuessRules, retention::RetentionRules, session::SessionRules};
use url::Url;

use crate::config::{ChannelsWrong, Config, Switch};

/// Why the server does not start: one line for whoever starts it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("SKINLINK_KEY: {0}")]
    Key(NotAKey),
    #[error("{}: {error}", file.display())]
    KeyFile { file: PathBuf, error: NotAKey },
    #[error("{} cannot be read: {error}", file.display())]
    ReadKey { file: PathBuf, error: std::io::Error },
    #[error("{} cannot be made: {error}", file.display())]
    MakeFile { file: PathBuf, error: std::io::Error },
    #[error("no key: set SKINLINK_KEY, or put the key of {database} back into {}", key_file.display())]
    NoKey { key_file: PathBuf, database: &'static str },
    #[error("{0}")]
    Channels(#[from] ChannelsWrong),
    #[error("SKINLINK_LOG is not a filter: {0}")]
    LogFilter(tracing_subscriber::filter::ParseError),
    #[error("what is stored is not as it was written")]
    NotWhole,
    #[error("there is no key: set SKINLINK_KEY or SKINLINK_KEY_FILE to the one that the backup was made under")]
    NoKeyToRestore,
    #[error("nothing was changed: {0}")]
    NothingThere(String),
    #[error("there is no account of {0}")]
    NoSuchAccount(String),
    #[error("there is no organisation {0}: name its id or its ODS code (skinlink organisation list)")]
    NoSuchOrganisation(String),
    #[error("say --administrator; everybody else is invited to an organisation (skinlink account invite)")]
    NotAnAdministrator,
    #[error("{0}")]
    Refused(String),
    #[error("no mail leaves: set SKINLINK_SMTP_URL and SKINLINK_MAIL_FROM")]
    NoMail,
    #[error("it has not left, and the server goes on trying ({0}); the log above says more")]
    MailWaits(String),
    #[error("it has not left and will not ({0}); the log above says more")]
    MailFailed(String),
    #[error("{0} of these would keep it from working")]
    Missing(usize),
    #[error("there is no such request")]
    NoSuchCase,
    #[error(
        "the request has not ended: it has to be answered and closed, or withdrawn, first, and its patient's texts sent"
    )]
    NotEnded,
    #[error("{0}")]
    Backup(#[from] BackupError),
    #[error("{0}")]
    Open(#[from] OpenError),
    #[error("cannot listen on {0}: {1}")]
    Listen(std::net::SocketAddr, std::io::Error),
    #[error("{0}")]
    Backend(backend::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl From<backend::Error> for StartError {
    fn from(error: backend::Error) -> Self {
        match error {
            // What is wrong with what was asked for, in sentences.
            backend::Error::Invalid(problems) => {
                Self::Refused(problems.into_iter().map(|it| it.message).collect::<Vec<_>>().join(" "))
            }
            error => Self::Backend(error),
        }
    }
}

/// The file in the data folder that the ends of the logs are noted in.
pub(crate) const HEADS: &str = "log-heads";

/// Opens the backend that `config` describes.
pub(crate) async fn open(config: &Config) -> Result<Backend, StartError> {
    Ok(Backend::open(settings(config)?, Clock::System, Ids::system()).await?)
}

/// The same for tools that serve nobody: whether it is a demonstration's does not matter.
pub(crate) async fn open_either(config: &Config) -> Result<Backend, StartError> {
    Ok(Backend::open_either(settings(config)?, Clock::System, Ids::system()).await?)
}

/// What the backend is opened with. Makes the data folder and, when that is new, the key.
pub(crate) fn settings(config: &Config) -> Result<Settings, StartError> {
    make_folder(&config.data)?;
    let data = config.data.canonicalize()?;
    let key = match find_key(config, &data)? {
        FoundKey::InVariable(key) | FoundKey::InFile(key, _) => key,
        FoundKey::ToBeMade(file) => make_key(&file)?,
    };
    Ok(Settings { channels: config.channels.settings()?, ..settings_with(config, &data, key) })
}

/// The same from a folder and a key that are known, with nothing that messages leave by.
pub(crate) fn settings_with(config: &Config, data: &Path, key: Key) -> Settings {
    let database_file = database_file(data);
    let limits = Limits {
        picture_bytes: config.picture_megabytes * 1_000_000,
        picture_pixels: config.picture_megapixels * 1_000_000,
        pictures_per_case: config.pictures_per_case,
        clip_bytes: config.clip_megabytes * 1_000_000,
        clips_per_case: config.clips_per_case,
        link_days: config.link_days,
        phone_minutes: config.phone_minutes,
        free_bytes: config.free_megabytes * 1_000_000,
        text_hours: config.text_hours,
    };
    Settings {
        database_url: config.database_url.clone().unwrap_or_else(|| local_url("sqlite", &database_file)),
        objects_url: config.objects_url.clone().unwrap_or_else(|| local_url("file", &data.join("objects"))),
        database_in_clear: config.database_in_clear == Switch::On,
        key,
        base_url: config.base_url.as_str().to_owned(),
        heads_file: Some(data.join(HEADS)),
        demonstration: config.demonstration == Switch::On,
        channels: ChannelSettings::default(),
        limits,
        sessions: SessionRules {
            idle_minutes: config.idle_minutes,
            proof_minutes: config.proof_minutes,
            longest_hours: config.longest_hours,
            link_minutes: config.link_minutes,
            opening_minutes: config.opening_minutes,
        },
        guessing: GuessRules { per_source: config.sign_in_tries, ..GuessRules::default() },
        retention: RetentionRules {
            unused_days: config.unused_days,
            record_years: config.record_years,
            cancer_years: config.cancer_years,
            access_years: config.access_years,
        },
    }
}

fn database_file(data: &Path) -> PathBuf {
    data.join("skinlink.db")
}

/// `scheme://` and an absolute path, with what an address cannot hold escaped.
fn local_url(scheme: &str, path: &Path) -> String {
    let url = Url::from_file_path(path).expect("a canonical path is absolute");
    format!("{scheme}://{}", url.path())
}

/// The key and where it is.
pub(crate) enum FoundKey {
    InVariable(Key),
    InFile(Key, PathBuf),
    /// Nowhere: the data folder is new.
    ToBeMade(PathBuf),
}

/// Looks for the key. One that is missing beside data is an error.
pub(crate) fn find_key(config: &Config, data: &Path) -> Result<FoundKey, StartError> {
    if let Ok(text) = std::env::var(KEY) {
        return Key::from_hex(&text).map(FoundKey::InVariable).map_err(StartError::Key);
    }
    let key_file = key_file(config, data);
    match fs::read_to_string(&key_file) {
        Ok(text) => match Key::from_hex(&text) {
            Ok(key) => Ok(FoundKey::InFile(key, key_file)),
            Err(error) => Err(StartError::KeyFile { file: key_file, error }),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // A new key beside old data would only hide that the right one is missing.
            let database = match &config.database_url {
                Some(_) => Some("the configured database"),
                None if database_file(data).exists() || data.join("objects").exists() => Some("the data folder"),
                None => None,
            };
            match database {
                Some(database) => Err(StartError::NoKey { key_file, database }),
                None => Ok(FoundKey::ToBeMade(key_file)),
            }
        }
        Err(error) => Err(StartError::ReadKey { file: key_file, error }),
    }
}

/// The variable that holds the key itself.
pub(crate) const KEY: &str = "SKINLINK_KEY";

pub(crate) fn key_file(config: &Config, data: &Path) -> PathBuf {
    config.key_file.clone().unwrap_or_else(|| data.join("key"))
}

/// The key in a file.
pub(crate) fn read_key(file: &Path) -> Result<Key, StartError> {
    let text = fs::read_to_string(file).map_err(|error| StartError::ReadKey { file: file.to_owned(), error })?;
    Key::from_hex(&text).map_err(|error| StartError::KeyFile { file: file.to_owned(), error })
}

/// Makes a key for local use, readable by its owner alone, durable before anything is encrypted under it.
pub(crate) fn make_key(key_file: &Path) -> Result<Key, StartError> {
    let digits = Ids::system().bytes::<32>().map(|byte| format!("{byte:02x}")).concat();
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(key_file)?;
        file.write_all(digits.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    write().map_err(|error| StartError::MakeFile { file: key_file.to_owned(), error })?;
    Key::from_hex(&digits).map_err(|error| StartError::KeyFile { file: key_file.to_owned(), error })
}

fn make_folder(folder: &Path) -> Result<(), StartError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| StartError::MakeFile { file: folder.to_owned(), error })
}
