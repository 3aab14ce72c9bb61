use std::{fs, process::Command, thread};

use crate::{Result, chromium};

/// What it ran on, in one line: figures without it say nothing.
pub(crate) fn describe() -> Result<String> {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = field(&info, "model name").unwrap_or("unknown processor");
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes: u64 = field(&memory, "MemTotal").and_then(|it| it.trim_end_matches(" kB").parse().ok()).unwrap_or(0);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let browser = Command::new(chromium::path()).arg("--version").output().map(|it| it.stdout).unwrap_or_default();
    Ok(format!(
        "{} × {processor}, {:.0} GB, Linux {}, {}",
        thread::available_parallelism()?,
        kilobytes as f64 / 1e6,
        kernel.trim(),
        String::from_utf8_lossy(&browser).trim(),
    ))
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim())
}
