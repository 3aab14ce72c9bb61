//! What is measured in the system's Chromium, by the scripts in `browser/`.

use std::{env, process::Command, process::Stdio};

use serde::{Serialize, de::DeserializeOwned};

use crate::{Result, folders};

pub(crate) fn path() -> String {
    env::var("SKINLINK_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned())
}

/// Runs a script of `browser/` with `input` as JSON, and reads the JSON that it prints.
pub(crate) fn run<T: DeserializeOwned>(script: &str, input: &impl Serialize) -> Result<T> {
    let output = Command::new("node")
        .arg(folders::root().join("bench/browser").join(script))
        .arg(serde_json::to_string(input)?)
        .env("SKINLINK_CHROMIUM", path())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{script} ended with {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
