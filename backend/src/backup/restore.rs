use std::{fs, path::Path};

use sqlx::Connection;

use super::{
    BackupError, Copied, about,
    create::write,
    manifest::{DATABASE, HEADS, Manifest, OBJECTS, sha256, sha256_of},
};
use crate::{
    Ids, Settings,
    db::{installation, open_copy, sqlite_file},
    objects::{ObjectName, Objects, STORE},
};

/// Puts the backup `from` where `settings` say that everything lies, and where nothing may be yet. Every file is compared
/// with the backup's list before anything is written.
pub async fn restore(settings: &Settings, ids: Ids, from: &Path) -> Result<Copied, BackupError> {
    let database = sqlite_file(&settings.database_url).ok_or(BackupError::Postgres)?;
    for place in [Some(&database), settings.heads_file.as_ref()].into_iter().flatten() {
        if place.exists() {
            return Err(BackupError::NotEmpty(place.clone()));
        }
    }
    let manifest = Manifest::read(from, &settings.key)?;
    check(from, &manifest)?;
    let store = Objects::open(&settings.objects_url, &settings.key, ids)?;
    let mut bytes = 0;
    for object in &manifest.objects {
        let sealed = read_object(from, &object.name)?;
        let name = ObjectName::parse(&object.name).ok_or(BackupError::Manifest)?;
        bytes += sealed.len() as u64;
        store.put_sealed(&name, sealed.into()).await?;
    }
    if let Some(heads) = &settings.heads_file {
        let copy = from.join(HEADS);
        write(heads, &fs::read(&copy).map_err(about(&copy))?)?;
    }
    // Last: a restoration that was interrupted has no database, and is begun again in an empty folder.
    let copy = from.join(DATABASE);
    let coming = database.with_extension("restoring");
    fs::copy(&copy, &coming).map_err(about(&coming))?;
    mark(&store, &coming, settings).await?;
    fs::File::open(&coming).and_then(|file| file.sync_all()).map_err(about(&coming))?;
    fs::rename(&coming, &database).map_err(about(&database))?;
    Ok(Copied { objects: manifest.objects.len(), bytes })
}

/// The store is this database's from now on.
async fn mark(store: &Objects, database: &Path, settings: &Settings) -> Result<(), BackupError> {
    let mut connection = open_copy(database, &settings.key).await?;
    // A version that did not mark its store yet may not have the table either.
    let mark = installation::get(&mut connection, STORE).await.unwrap_or(None);
    connection.close().await?;
    if let Some(mark) = mark {
        store.mark(&mark).await?;
    }
    Ok(())
}

fn check(from: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    for (name, digest) in [(DATABASE, &manifest.database), (HEADS, &manifest.heads)] {
        if sha256_of(&from.join(name))? != *digest {
            return Err(BackupError::Damaged(name.to_owned()));
        }
    }
    for object in &manifest.objects {
        if sha256(&read_object(from, &object.name)?) != object.sha256 {
            return Err(BackupError::Damaged(object.name.clone()));
        }
    }
    Ok(())
}

fn read_object(from: &Path, name: &str) -> Result<Vec<u8>, BackupError> {
    // The list has a MAC, and still no name of it leads out of the folder.
    let name = ObjectName::parse(name).ok_or(BackupError::Manifest)?;
    let path = from.join(OBJECTS).join(&name.as_str()[..2]).join(name.as_str());
    fs::read(&path).map_err(about(&path))
}
