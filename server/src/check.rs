//! `skinlink check`: what is missing before the server is started, in a line each.

use std::{fs, os::unix::fs::MetadataExt};

use backend::{
    Clock, Ids, Key,
    check::{Line, Standing, check},
};

use crate::{
    config::{Config, Switch},
    site::Site,
    start::{self, FoundKey, StartError},
};

/// Prints every line; fails where something is wrong.
pub(crate) async fn run(config: &Config) -> Result<(), StartError> {
    let lines = lines(config).await?;
    for line in &lines {
        let standing = match line.standing {
            Standing::Ok => "ok",
            Standing::Warning => "warning",
            Standing::Wrong => "WRONG",
        };
        println!("{standing:<8} {:<9} {}", line.what, line.says.replace('\n', " "));
    }
    match lines.iter().filter(|line| line.standing == Standing::Wrong).count() {
        0 => Ok(()),
        wrong => Err(StartError::Missing(wrong)),
    }
}

async fn lines(config: &Config) -> Result<Vec<Line>, StartError> {
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
        None => lines.push(Line::wrong("database", "cannot be read without its key")),
    }
    lines.push(base_url(config));
    lines.push(site(config));
    lines.extend(channels(config));
    Ok(lines)
}

fn key(config: &Config, found: &Result<FoundKey, StartError>) -> Line {
    const WHAT: &str = "key";
    let file = match found {
        Err(error) => return Line::wrong(WHAT, error.to_string()),
        Ok(FoundKey::InVariable(_)) => return Line::ok(WHAT, "from SKINLINK_KEY"),
        Ok(FoundKey::ToBeMade(file)) => {
            return Line::ok(WHAT, format!("not there yet: the first start makes {}", file.display()));
        }
        Ok(FoundKey::InFile(_, file)) => file,
    };
    let shown = file.display();
    if fs::metadata(file).is_ok_and(|it| it.mode() & 0o077 != 0) {
        return Line::warning(WHAT, format!("{shown} can be read by others than its owner: chmod 600"));
    }
    let is_beside = config.data.canonicalize().is_ok_and(|data| file.starts_with(data));
    if is_beside && config.demonstration == Switch::Off {
        let elsewhere = "set SKINLINK_KEY_FILE to a place that is neither on that disk nor in its backups";
        return Line::warning(WHAT, format!("{shown} lies beside what it opens: {elsewhere}"));
    }
    Line::ok(WHAT, format!("from {shown}"))
}

fn base_url(config: &Config) -> Line {
    const WHAT: &str = "address";
    let address = config.base_url.as_str();
    if config.base_url.is_https() {
        return match config.trusted_proxies.is_empty() {
            false => Line::ok(WHAT, address),
            true => Line::warning(
                WHAT,
                format!(
                    "{address}, but no proxy is named in SKINLINK_TRUSTED_PROXIES: all who come by it count as one"
                ),
            ),
        };
    }
    if config.base_url.is_this_machine() {
        return Line::ok(WHAT, format!("{address}, for this machine alone"));
    }
    let to_do = "put a proxy in front that speaks https, and its address into SKINLINK_BASE_URL";
    Line::wrong(WHAT, format!("{address}: browsers keep no sign-in over http: {to_do}"))
}

fn site(config: &Config) -> Line {
    let site = Site::open(config.site.as_deref());
    if site.has_styles() {
        return Line::ok("site", site.to_string());
    }
    Line::wrong("site", format!("{site} is not there or of another build: leave SKINLINK_SITE out, or build it again"))
}

/// What texts and mail leave by: to add a channel, add its line.
fn channels(config: &Config) -> Vec<Line> {
    if config.demonstration == Switch::On {
        return vec![Line::ok("texts", "to the demonstration's phone, on the screen")];
    }
    let channels = match config.channels.settings() {
        Ok(channels) => channels,
        Err(wrong) => return vec![Line::wrong("messages", wrong.to_string())],
    };
    let texts = match &channels.notify {
        None => Line::warning("texts", "nothing carries any: nobody is offered to send one"),
        Some(notify) if notify.receipts.is_none() => {
            Line::warning("texts", "by GOV.UK Notify; whether they arrive is not known without receipts")
        }
        Some(_) => Line::ok("texts", "by GOV.UK Notify"),
    };
    let mail = match &channels.smtp {
        None => Line::warning("mail", "none leaves: invitations are links to hand over"),
        Some(_) => Line::ok("mail", "by SMTP; `skinlink try-mail` sends one"),
    };
    vec![texts, mail]
}
