//! What a server finds before it starts, which `skinlink check` prints, and what a [`running`] one finds of itself. Looks
//! at what is there, writes nothing that stays, makes nothing that is not there yet.
//!
//! To add something that is looked at: a function here that answers a [`Finding`], and its call in [`check`]; or in
//! `running.rs`. The address that people open is looked at in `address.rs`.

mod address;
mod running;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use domain::view::Finding;
use jiff::SignedDuration;
pub use running::running;
use rustix::fs::{Access, access, statvfs};

use crate::{
    Backend, Clock, Error, Ids, OpenError, Settings,
    db::{
        self,
        look::{Found, look},
    },
    error::chain,
    objects::Objects,
    room,
};

/// How far two clocks may be apart: more, and what one server wrote a moment ago is another's future. Less than that is
/// not told from a slow answer.
const APART: SignedDuration = SignedDuration::from_secs(2);

/// How long the store of the pictures may take.
const WITHIN: Duration = Duration::from_secs(10);

/// Looks at the database, the clock, the store of the pictures and the disk.
pub async fn check(settings: &Settings, clock: &Clock, ids: &Ids) -> Vec<Finding> {
    let (database, found) = database(settings, clock).await;
    let mut lines = vec![database];
    lines.extend(found.as_ref().map(|found| self::clock(found, clock)));
    lines.push(objects(settings, ids, found.as_ref()).await);
    lines.push(disk(settings));
    lines
}

/// What is said of a running server's clock where it is not the database's.
pub async fn clock_is_off(b: &Backend) -> Result<Option<Finding>, Error> {
    let ahead = b.db().ahead(b.clock()).await?;
    Ok(ahead.and_then(apart))
}

async fn database(settings: &Settings, clock: &Clock) -> (Finding, Option<Found>) {
    const WHAT: &str = "database";
    if let Some(file) = db::sqlite_file(&settings.database_url).filter(|file| !file.exists()) {
        return (will_be_made(WHAT, &file), None);
    }
    let found = match look(settings, clock).await {
        Ok(found) => found,
        Err(error) => return (Finding::wrong(WHAT, what_to_do(&error)), None),
    };
    let version = match found.version {
        db::look::Version::Empty => "empty: the first start fills it".to_owned(),
        db::look::Version::Older(left) => format!("older: the first start brings it up to date ({left} migrations)"),
        db::look::Version::Same => "of this version".to_owned(),
    };
    let other = match (found.kind.as_deref(), settings.demonstration) {
        (Some("demonstration"), false) => Some(OpenError::IsDemonstration),
        (Some("earnest"), true) => Some(OpenError::IsEarnest),
        _ => None,
    };
    let line = match (other, &found.way) {
        (Some(error), _) => Finding::wrong(WHAT, error.to_string()),
        (None, Some(way)) => Finding::ok(WHAT, format!("{version}, can be written, {way}")),
        (None, None) => Finding::ok(WHAT, format!("{version}, can be written, encrypted on the disk")),
    };
    (line, Some(found))
}

fn what_to_do(error: &OpenError) -> String {
    let said = chain(error);
    match error {
        OpenError::Database(_) => {
            format!("{said}. Is it running, is its address right, and may this user write there?")
        }
        _ => said,
    }
}

const CLOCK: &str = "clock";
const ONE_TIME: &str = "let every machine take its time from a time server (chrony, systemd-timesyncd)";

/// Against the database's clock where that is another machine's, and against what was written before.
fn clock(found: &Found, clock: &Clock) -> Finding {
    if let Some(line) = found.ahead.and_then(apart) {
        return line;
    }
    match found.newest.map(|newest| newest.duration_since(clock.now())) {
        Some(ahead) if ahead > APART => {
            let seconds = ahead.as_secs();
            Finding::wrong(CLOCK, format!("the newest entry in the logs is {seconds} s in the future: {ONE_TIME}"))
        }
        _ if found.ahead.is_some() => Finding::ok(CLOCK, "with the database's"),
        _ => Finding::ok(CLOCK, "not before anything that was written; there is nothing else to compare it with"),
    }
}

/// What to say where the database's clock is further ahead, or behind, than could be the time it took to ask.
fn apart((ahead, about): (SignedDuration, SignedDuration)) -> Option<Finding> {
    let which = if ahead.is_negative() { "ahead of" } else { "behind" };
    let says = || format!("{} s {which} the database's: {ONE_TIME}", ahead.abs().as_secs());
    (ahead.abs() > APART + about).then(|| Finding::wrong(CLOCK, says()))
}

async fn objects(settings: &Settings, ids: &Ids, found: Option<&Found>) -> Finding {
    const WHAT: &str = "pictures";
    let known = found.and_then(|found| found.store.as_deref());
    let folder = url::Url::parse(&settings.objects_url).ok().filter(|url| url.scheme() == "file");
    let folder = folder.and_then(|url| url.to_file_path().ok());
    if let Some(folder) = folder.as_ref().filter(|folder| !folder.exists()) {
        return match known {
            Some(_) => Finding::wrong(WHAT, OpenError::OtherObjects.to_string()),
            None => will_be_made(WHAT, folder),
        };
    }
    if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
        return Finding::wrong(WHAT, format!("{} is no folder: move what is there out of the way", folder.display()));
    }
    let store = match Objects::open(&settings.objects_url, &settings.key, ids.clone()) {
        Ok(store) => store,
        Err(error) => return Finding::wrong(WHAT, chain(&error)),
    };
    let tried = tokio::time::timeout(WITHIN, async {
        store.try_out().await?;
        match known {
            Some(mark) => store.carries(mark).await,
            None => Ok(true),
        }
    });
    let may = "Is the address right, and may this user write, read and delete there?";
    match tried.await {
        Ok(Ok(true)) => {}
        Ok(Ok(false)) => return Finding::wrong(WHAT, OpenError::OtherObjects.to_string()),
        Ok(Err(error)) => return Finding::wrong(WHAT, format!("{}. {may}", chain(&error))),
        Err(_) => return Finding::wrong(WHAT, format!("no answer within {} s. {may}", WITHIN.as_secs())),
    }
    if folder.is_some() && found.is_some_and(|found| found.way.is_some()) {
        let alone = "a second server on this database has to see the same folder, and does not start without";
        return Finding::warning(WHAT, format!("written, read and deleted, in a folder of this machine: {alone}"));
    }
    Finding::ok(WHAT, "written, read and deleted")
}

/// The disks that are written to, beside the floor below which no pictures are taken.
fn disk(settings: &Settings) -> Finding {
    const WHAT: &str = "disk";
    let objects = url::Url::parse(&settings.objects_url).ok().filter(|url| url.scheme() == "file");
    let folders = [
        db::sqlite_file(&settings.database_url).and_then(|file| file.parent().map(Path::to_owned)),
        objects.and_then(|url| url.to_file_path().ok()),
    ];
    let mut least: Option<(u64, u64, PathBuf)> = None;
    for folder in folders.into_iter().flatten().map(|folder| existing(&folder)) {
        let Ok(found) = statvfs(&folder) else { continue };
        let (free, floor) = (found.f_bavail * found.f_frsize, room::floor(&found, settings.limits.free_bytes));
        if least.as_ref().is_none_or(|(so_far, ..)| free < *so_far) {
            least = Some((free, floor, folder));
        }
    }
    let millions = |bytes: u64| bytes / 1_000_000;
    match least {
        None => Finding::ok(WHAT, "nothing is kept on this machine"),
        Some((free, floor, folder)) if free < floor => {
            let (free, floor, folder) = (millions(free), millions(floor), folder.display());
            Finding::wrong(
                WHAT,
                format!("{free} MB are free at {folder}, and below {floor} MB no pictures are taken: make room"),
            )
        }
        Some((free, floor, _)) => {
            Finding::ok(WHAT, format!("{} MB are free, {} MB are kept free", millions(free), millions(floor)))
        }
    }
}

/// Something that the first start makes: whether it could.
fn will_be_made(what: &'static str, path: &Path) -> Finding {
    let shown = path.display();
    let above = path.ancestors().find(|it| it.exists()).unwrap_or(Path::new("/"));
    if !above.is_dir() {
        return Finding::wrong(what, format!("{shown} cannot be made: {} is no folder", above.display()));
    }
    match access(above, Access::WRITE_OK | Access::EXEC_OK) {
        Ok(()) => Finding::ok(what, format!("not there yet: the first start makes {shown}")),
        Err(error) => {
            let (above, error) = (above.display(), std::io::Error::from(error));
            Finding::wrong(what, format!("{shown} cannot be made: {above}: {error}. Give that folder to this user"))
        }
    }
}

/// The nearest folder above that is there.
fn existing(path: &Path) -> PathBuf {
    path.ancestors().find(|it| it.is_dir()).unwrap_or(Path::new("/")).to_owned()
}
