use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{BackupError, about};
use crate::{Key, events::LogSeal};

pub(super) const FILE: &str = "manifest.json";
pub(super) const DATABASE: &str = "skinlink.db";
pub(super) const HEADS: &str = "log-heads";
pub(super) const OBJECTS: &str = "objects";

/// What a backup consists of.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) format: u32,
    /// ISO 8601.
    pub(super) made: String,
    pub(super) database: String,
    pub(super) heads: String,
    pub(super) objects: Vec<Listed>,
    /// HMAC over everything above.
    mac: String,
}

/// One object, still sealed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) sha256: String,
}

impl Manifest {
    pub(super) fn new(key: &Key, made: String, database: String, heads: String, objects: Vec<Listed>) -> Self {
        let mut new = Self { format: 1, made, database, heads, objects, mac: String::new() };
        new.mac = new.expected(key);
        new
    }

    fn expected(&self, key: &Key) -> String {
        let seal = LogSeal::of(key, "skinlink backup");
        let mut parts = vec![self.made.as_str(), &self.database, &self.heads];
        parts.extend(self.objects.iter().flat_map(|it| [it.name.as_str(), it.sha256.as_str()]));
        seal.mac(parts)
    }

    pub(super) fn read(folder: &Path, key: &Key) -> Result<Self, BackupError> {
        let path = folder.join(FILE);
        let text = std::fs::read(&path).map_err(about(&path))?;
        let manifest: Self = serde_json::from_slice(&text).map_err(|_| BackupError::Manifest)?;
        let fits = manifest.format == 1 && manifest.mac == manifest.expected(key);
        if fits { Ok(manifest) } else { Err(BackupError::Manifest) }
    }
}

/// SHA-256 of bytes, hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// SHA-256 of a file that may be larger than memory.
pub(super) fn sha256_of(path: &Path) -> Result<String, BackupError> {
    let mut file = std::fs::File::open(path).map_err(about(path))?;
    let mut digest = Sha256::new();
    std::io::copy(&mut file, &mut digest).map_err(about(path))?;
    Ok(hex::encode(digest.finalize()))
}
