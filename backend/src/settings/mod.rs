mod channels;
mod smtp;

use std::path::PathBuf;

pub use channels::{ChannelSettings, NotANotifyKey, NotifyKey, NotifySettings, Secret};
pub(crate) use smtp::SmtpSecurity;
pub use smtp::{SmtpSettings, SmtpWrong};

use domain::{
    guessing::GuessRules, news::TextHours, photo_request::PhotoRequestRules, retention::RetentionRules,
    session::SessionRules,
};

use crate::Key;

/// What a [`crate::Backend`] is opened with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `sqlite:///path/skinlink.db` (encrypted, made when missing) or `postgres://…`.
    pub database_url: String,
    /// `file:///path/objects` (made when missing), or another scheme of the `object_store` crate.
    pub objects_url: String,
    /// Whether a PostgreSQL on another machine may be reached without checked TLS, because the network there is private.
    pub database_in_clear: bool,
    pub key: Key,
    /// Where people reach this server, without a slash at its end: links in texts start with it.
    pub base_url: String,
    /// A file that the end of every log is noted in, made when missing: outside of the database, so that it shows when a
    /// log there was cut short.
    pub heads_file: Option<PathBuf>,
    /// Invented patients, accounts offered on the sign-in page, texts to the demonstration phone.
    pub demonstration: bool,
    /// How messages leave where it is no demonstration: there, nothing leaves.
    pub channels: ChannelSettings,
    pub limits: Limits,
    pub sessions: SessionRules,
    pub guessing: GuessRules,
    pub retention: RetentionRules,
}

/// How much is taken, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one picture as picked.
    pub picture_bytes: u64,
    /// Pixels of one picture as picked.
    pub picture_pixels: u64,
    /// Pictures of one case.
    pub pictures_per_case: u32,
    /// Bytes of one clip as recorded or picked.
    pub clip_bytes: u64,
    /// Clips of one case.
    pub clips_per_case: u32,
    /// Days a patient's new link takes pictures.
    pub link_days: u32,
    /// Minutes a new link for a referrer's own phone takes pictures.
    pub phone_minutes: u32,
    /// Bytes of the disk that stay free: below, no pictures are taken, and below a quarter of it nothing new at all. At
    /// most a tenth of the disk.
    pub free_bytes: u64,
    /// When patients may be texted what they did not ask for just now.
    pub text_hours: TextHours,
}

impl Default for Limits {
    fn default() -> Self {
        let PhotoRequestRules { link_days, phone_minutes, .. } = PhotoRequestRules::default();
        Self {
            picture_bytes: 40_000_000,
            picture_pixels: 120_000_000,
            pictures_per_case: 20,
            clip_bytes: 100_000_000,
            clips_per_case: 3,
            link_days,
            phone_minutes,
            free_bytes: 200_000_000,
            text_hours: TextHours::default(),
        }
    }
}
