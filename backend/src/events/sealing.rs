//! The key that log entries are sealed with, and the file that heads are written to.

use std::{
    fmt,
    fs::{File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::Mutex,
};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Key;

const LOGS: &str = "skinlink log";

/// Where a log ends: its stream's name, the newest entry's number and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) stream: String,
    pub(crate) seq: i64,
    pub(crate) hash: String,
}

/// What entries are sealed with, and where their heads are noted outside of the database.
pub(crate) struct LogSeal {
    key: Zeroizing<[u8; 32]>,
    heads: Option<Mutex<File>>,
}

impl fmt::Debug for LogSeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogSeal(…)")
    }
}

impl LogSeal {
    /// With a key derived from the configuration's. `heads` is made when missing, readable by its owner alone.
    pub(crate) fn open(key: &Key, heads: Option<&Path>) -> std::io::Result<Self> {
        let open = |path| OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(Mutex::new);
        Ok(Self { key: key.derive(LOGS), heads: heads.map(open).transpose()? })
    }

    /// The seal of logs under `key`, for a key that is not the configuration's (yet).
    pub(crate) fn of_logs(key: &Key) -> Self {
        Self::of(key, LOGS)
    }

    /// A seal for another purpose.
    pub(crate) fn of(key: &Key, purpose: &str) -> Self {
        Self { key: key.derive(purpose), heads: None }
    }

    /// HMAC-SHA256 over the parts, each with its length before it, so that no two lists of parts are one text.
    pub(crate) fn mac<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_slice()).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        hex::encode(mac.finalize().into_bytes())
    }

    /// The MAC that makes a head one of ours: without it, whoever may write the table could name any earlier entry.
    pub(crate) fn head_mac(&self, head: &Head) -> String {
        self.mac(["head", &head.stream, &head.seq.to_string(), &head.hash])
    }

    /// Appends committed heads to the file. It may end before the newest commit (a crash comes between the two), never
    /// after it; a file that cannot be written stops nobody's work.
    pub(crate) fn note(&self, heads: &[Head]) {
        let Some(file) = self.heads.as_ref().filter(|_| !heads.is_empty()) else { return };
        let lines: String = heads.iter().map(|it| format!("{} {} {}\n", it.stream, it.seq, it.hash)).collect();
        let mut file = file.lock().expect("nobody panics while writing");
        if let Err(error) = file.write_all(lines.as_bytes()) {
            tracing::error!(%error, "the heads of logs were not noted in their file");
        }
    }
}

/// A head as [`LogSeal::note`] wrote it.
pub(crate) fn parse_head(line: &str) -> Option<Head> {
    let mut parts = line.split(' ');
    let (stream, seq, hash) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    // The last line of a file whose disk was full can be half a line.
    (parts.next().is_none() && hash.len() == 64).then(|| Head { stream: stream.to_owned(), seq, hash: hash.to_owned() })
}
