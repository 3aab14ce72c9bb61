//! `skinlink check`: what is missing before the server is started, in a line each.

use std::{fs, os::unix::fs::MetadataExt};

use backend::{Clock, Ids, Key, check::check};

use domain::view::{Finding, Soundness};

use crate::{
    config::{Config, Switch},
    site::Site,
    start::{self, FoundKey, StartError},
};

/// Prints every line; fails where something is wrong.
pub(crate) async fn run(config: &Config) -> Result<(), StartError> {
    let lines = lines(config).await?;
    for line in &lines {
        let soundness = match line.soundness {
            Soundness::Ok => "ok",
            Soundness::Warning => "warning",
            Soundness::Wrong => "WRONG",
        };
        println!("{soundness:<8} {:<9} {}", line.what, line.says.replace('\n', " "));
    }
    match lines.iter().filter(|line| line.soundness == Soundness::Wrong).count() {
        0 => Ok(()),
        wrong => Err(StartError::Missing(wrong)),
    }
}

async fn lines(config: &Config) -> Result<Vec<Finding>, StartError> {
    let data = config.data.canonicalize().or_else(|_| std::path::absolute(&config.data))?;
    let found = start::find_key(config, &data);
    let mut lines = vec![key(config, &found)];
    let is_embedded = config.database_url.as_ref().is_none_or(|url| url.starts_with("sqlite:"));
    let key = match found {
        Ok(FoundKey::InVariable(key) | FoundKey::InFile(key, _)) => Some(key),
        Err(_) if is_embedded => None,
        // What is not there yet, and a PostgreSQL, can be looked at with any.
        Ok(FoundKey::ToBeMade(_)) | Err(_) => Some(Key::new([0; 32])),
    };
    match key {
        Some(key) => {
            // Without its channels: those have lines of their own.
            let settings = start::settings_with(config, &data, key);
            lines.extend(check(&settings, &Clock::System, &Ids::system()).await);
        }
        None => lines.push(Finding::wrong("database", "cannot be read without its key")),
    }
    lines.extend(without_key(config));
    Ok(lines)
}

/// What the settings alone say, which a running server tells of, too.
pub(crate) fn of_settings(config: &Config) -> Vec<Finding> {
    let data = config.data.canonicalize().unwrap_or_else(|_| config.data.clone());
    let mut lines = vec![key(config, &start::find_key(config, &data))];
    lines.extend(without_key(config));
    lines
}

fn without_key(config: &Config) -> Vec<Finding> {
    let mut lines = vec![base_url(config), site(config)];
    lines.extend(channels(config));
    lines
}

fn key(config: &Config, found: &Result<FoundKey, StartError>) -> Finding {
    const WHAT: &str = "key";
    let file = match found {
        Err(error) => return Finding::wrong(WHAT, error.to_string()),
        Ok(FoundKey::InVariable(_)) => return Finding::ok(WHAT, "from SKINLINK_KEY"),
        Ok(FoundKey::ToBeMade(file)) => {
            return Finding::ok(WHAT, format!("not there yet: the first start makes {}", file.display()));
        }
        Ok(FoundKey::InFile(_, file)) => file,
    };
    let shown = file.display();
    if fs::metadata(file).is_ok_and(|it| it.mode() & 0o077 != 0) {
        return Finding::warning(WHAT, format!("{shown} can be read by others than its owner: chmod 600"));
    }
    let is_beside = config.data.canonicalize().is_ok_and(|data| file.starts_with(data));
    if is_beside && config.demonstration == Switch::Off {
        let elsewhere = "set SKINLINK_KEY_FILE to a place that is neither on that disk nor in its backups";
        return Finding::warning(WHAT, format!("{shown} lies beside what it opens: {elsewhere}"));
    }
    Finding::ok(WHAT, format!("from {shown}"))
}

fn base_url(config: &Config) -> Finding {
    const WHAT: &str = "address";
    let address = config.base_url.as_str();
    if config.base_url.is_https() {
        return match config.trusted_proxies.is_empty() {
            false => Finding::ok(WHAT, address),
            true => Finding::warning(
                WHAT,
                format!(
                    "{address}, but no proxy is named in SKINLINK_TRUSTED_PROXIES: all who come by it count as one"
                ),
            ),
        };
    }
    if config.base_url.is_this_machine() {
        return Finding::ok(WHAT, format!("{address}, for this machine alone"));
    }
    let to_do = "put a proxy in front that speaks https, and its address into SKINLINK_BASE_URL";
    Finding::wrong(WHAT, format!("{address}: browsers keep no sign-in over http: {to_do}"))
}

fn site(config: &Config) -> Finding {
    let site = Site::open(config.site.as_deref());
    if site.has_styles() {
        return Finding::ok("site", site.to_string());
    }
    Finding::wrong(
        "site",
        format!("{site} is not there or of another build: leave SKINLINK_SITE out, or build it again"),
    )
}

/// What texts and mail leave by: to add a channel, add its line.
fn channels(config: &Config) -> Vec<Finding> {
    if config.demonstration == Switch::On {
        return vec![Finding::ok("texts", "to the demonstration's phone, on the screen")];
    }
    let channels = match config.channels.settings() {
        Ok(channels) => channels,
        Err(wrong) => return vec![Finding::wrong("messages", wrong.to_string())],
    };
    let texts = match &channels.notify {
        None => Finding::warning("texts", "nothing carries any: nobody is offered to send one"),
        Some(notify) if notify.receipts.is_none() => {
            Finding::ok("texts", "by GOV.UK Notify, which is asked what became of each: no call-backs are set up")
        }
        Some(_) => Finding::ok("texts", "by GOV.UK Notify"),
    };
    let mail = match &channels.smtp {
        None => Finding::warning("mail", "none leaves: invitations are links to hand over"),
        Some(_) => Finding::ok("mail", "by SMTP; `skinlink try-mail` sends one"),
    };
    vec![texts, mail]
}
