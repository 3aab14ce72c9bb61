use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    BackupError, Copied, about,
    manifest::{DATABASE, FILE, HEADS, Listed, Manifest, OBJECTS, sha256, sha256_of},
};
use crate::{
    Backend, Error,
    clock::from_ms,
    db::{self, installation},
    objects,
};

/// How long objects are kept at most for a backup that was killed before it could say that it is done.
const AT_MOST: SignedDuration = SignedDuration::from_hours(12);

/// Copies everything into the new or empty folder `to`, beside whoever works. What was acknowledged before this began is
/// in it, whole.
pub async fn backup(b: &Backend, to: &Path) -> Result<Copied, BackupError> {
    if fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(BackupError::NotEmpty(to.to_owned()));
    }
    make_folder(to)?;
    // From here until the objects are copied nothing takes any away: the snapshot may name them.
    let until = b.clock().now() + AT_MOST;
    note(b, Some(until.as_millisecond())).await?;
    let copied = copy(b, to).await;
    note(b, None).await?;
    if copied.is_ok() {
        let mut tx = b.db().begin_on_any_disk().await?;
        installation::set(&mut tx, LAST, &b.clock().now().as_millisecond().to_string()).await?;
        tx.commit().await?;
    }
    copied
}

/// Under which the installation keeps when it was last copied.
const LAST: &str = "backed up";

/// When this database was last copied by `skinlink backup`; None where it never was.
pub(crate) async fn last(b: &Backend) -> Result<Option<Timestamp>, Error> {
    let at = installation::get(&mut *b.db().read().await?, LAST).await?;
    Ok(at.and_then(|ms| ms.parse().ok()).map(from_ms))
}

async fn note(b: &Backend, until: Option<i64>) -> Result<(), BackupError> {
    let mut tx = b.db().begin().await?;
    match until {
        Some(until) => installation::set(&mut tx, objects::KEEP_UNTIL, &until.to_string()).await?,
        None => installation::remove(&mut tx, objects::KEEP_UNTIL).await?,
    }
    Ok(tx.commit().await?)
}

async fn copy(b: &Backend, to: &Path) -> Result<Copied, BackupError> {
    let made = b.clock().now().to_string();
    // Before the database: the file may lag behind it and never be ahead.
    let heads = match &b.settings().heads_file {
        Some(path) if path.exists() => fs::read(path).map_err(about(path))?,
        _ => Vec::new(),
    };
    write(&to.join(HEADS), &heads)?;
    let database = to.join(DATABASE);
    b.db().copy_to(&database).await?.then_some(()).ok_or(BackupError::Postgres)?;
    let copied = File::open(&database).and_then(|file| file.sync_all());
    copied.map_err(about(&database))?;

    let mut snapshot = db::open_copy(&database, &b.settings().key).await?;
    let names = db::objects::in_use(&mut snapshot).await?;
    let _ = sqlx::Connection::close(snapshot).await;
    let (mut listed, mut bytes) = (Vec::with_capacity(names.len()), 0);
    for name in names {
        let sealed = b.objects().sealed(&name).await?;
        let folder = to.join(OBJECTS).join(&name.as_str()[..2]);
        make_folder(&folder)?;
        write(&folder.join(name.as_str()), &sealed)?;
        bytes += sealed.len() as u64;
        listed.push(Listed { name: name.as_str().to_owned(), sha256: sha256(&sealed) });
    }
    let objects = listed.len();
    let manifest = Manifest::new(&b.settings().key, made, sha256_of(&database)?, sha256(&heads), listed);
    let manifest = serde_json::to_vec_pretty(&manifest).expect("strings and lists are always JSON");
    write(&to.join(FILE), &manifest)?;
    Ok(Copied { objects, bytes })
}

pub(super) fn make_folder(folder: &Path) -> Result<(), BackupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(about(folder))
}

/// Writes a new file, durably, readable by its owner alone.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(about(path))
}
