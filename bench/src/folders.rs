//! Where things stand.

use std::{env, fs, path::PathBuf};

use crate::Result;

/// The repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Everything this run makes.
pub(crate) fn out() -> PathBuf {
    root().join("target/bench")
}

/// The data folder of the server under test.
pub(crate) fn data() -> PathBuf {
    out().join("data")
}

/// The built site; another one can be named, as for the server itself.
pub(crate) fn site() -> PathBuf {
    env::var_os("SKINLINK_SITE").map_or_else(|| root().join("target/site"), PathBuf::from)
}

/// The server's release binary.
pub(crate) fn binary() -> PathBuf {
    env::var_os("SKINLINK_BIN").map_or_else(|| root().join("target/release/skinlink"), PathBuf::from)
}

/// Empties [`out`]: a run measures nothing that an earlier one left.
pub(crate) fn make_fresh() -> Result<()> {
    if out().exists() {
        fs::remove_dir_all(out())?;
    }
    Ok(fs::create_dir_all(out())?)
}
