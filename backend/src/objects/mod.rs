//! Sealed objects: pictures and the parts of pictures, encrypted before they leave this process.
//!
//! Where they lie is `object_store`'s affair: a folder now, a bucket by another address. A name is random and says
//! nothing; what it belongs to stands in the database. The order that keeps both in step, whatever stops in between:
//! the name is reserved in the table `objects`, the object is written and synced, and then the row that needs it
//! commits together with [`adopt`]. What was reserved and never adopted, [`sweep`] takes away.

mod belongs;
mod keep;
mod name;
mod seal;
mod sweep;

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, prefix::PrefixStore};
use rustix::fs::Access;
use url::Url;
use zeroize::Zeroizing;

pub(crate) use belongs::{STORE, belongs};
pub(crate) use keep::{KEEP_UNTIL, adopt, discard, keep, release};
pub use name::ObjectName;
pub(crate) use seal::ObjectKey;
pub use seal::SealError;
pub use sweep::sweep;

use crate::{Error, Ids, Key};

/// The object store and the key that seals what goes into it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// Where the store is a folder of this machine.
    folder: Option<PathBuf>,
    key: Arc<ObjectKey>,
    ids: Ids,
}

/// Why an object could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// No disk space, no connection, no permission: worth another try later. Nothing half-written is left.
    #[error("the object store does not answer")]
    Unavailable(#[source] object_store::Error),
    #[error("an object that a row names is missing")]
    Missing,
    #[error(transparent)]
    Sealed(#[from] SealError),
    #[error("the object store's address must be file:///… or a scheme that this build knows")]
    Address,
}

impl From<object_store::Error> for ObjectError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Unavailable(other),
        }
    }
}

impl From<ObjectError> for Error {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::Unavailable(_) => Self::Unavailable(error.into()),
            ObjectError::Missing | ObjectError::Sealed(_) | ObjectError::Address => Self::Internal(error.into()),
        }
    }
}

impl Objects {
    /// The store at `url`: `file:///folder` (made when missing), or what else `object_store` was built with; its
    /// credentials are the usual variables of that store (`AWS_ACCESS_KEY_ID` …).
    pub fn open(url: &str, key: &Key, ids: Ids) -> Result<Self, ObjectError> {
        let url = Url::parse(url).map_err(|_| ObjectError::Address)?;
        let key = Arc::new(ObjectKey::of(key));
        if url.scheme() == "file" {
            let folder = url.to_file_path().map_err(|()| ObjectError::Address)?;
            std::fs::create_dir_all(&folder)
                .map_err(|e| object_store::Error::Generic { store: "LocalFileSystem", source: e.into() })?;
            // Without `with_fsync`, which also syncs the folders, a power cut may take a written object away.
            let store = Arc::new(LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true));
            return Ok(Self { store, folder: Some(folder), key, ids });
        }
        let variables =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let (store, prefix) = object_store::parse_url_opts(&url, variables).map_err(|_| ObjectError::Address)?;
        Ok(Self { store: Arc::new(PrefixStore::new(store, prefix)), folder: None, key, ids })
    }

    /// The folder of this machine that it is.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Whether the store answers, and takes objects as far as can be told without writing one: each written only to see
    /// whether it can be would cost money and wear, and be left behind by a crash.
    pub async fn answers(&self) -> Result<(), ObjectError> {
        if let Some(folder) = &self.folder {
            // With the dot it must be a folder.
            let may = rustix::fs::access(folder.join("."), Access::WRITE_OK | Access::EXEC_OK);
            return may.map_err(|e| {
                let source = std::io::Error::from(e).into();
                ObjectError::Unavailable(object_store::Error::Generic { store: "LocalFileSystem", source })
            });
        }
        match self.store.head(&self.new_name().path()).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// Whether there is an object of this name.
    pub(crate) async fn has(&self, name: &ObjectName) -> Result<bool, ObjectError> {
        match self.store.head(&name.path()).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes an object, reads it and takes it away: for `skinlink check`. Its name is in no table, so a kill in between
    /// leaves some bytes behind.
    pub(crate) async fn try_out(&self) -> Result<(), ObjectError> {
        let name = self.new_name();
        let plain = Bytes::from_static(b"skinlink check");
        self.put(&name, plain.clone()).await?;
        let read = self.get(&name).await;
        self.delete(&name).await?;
        if read? == plain { Ok(()) } else { Err(SealError::Damaged.into()) }
    }

    /// An object as it lies there.
    pub(crate) async fn sealed(&self, name: &ObjectName) -> Result<Bytes, ObjectError> {
        Ok(self.store.get(&name.path()).await?.bytes().await?)
    }

    /// Keeps what [`Self::sealed`] answered.
    pub(crate) async fn put_sealed(&self, name: &ObjectName, sealed: Bytes) -> Result<(), ObjectError> {
        self.store.put(&name.path(), sealed.into()).await?;
        Ok(())
    }

    /// Wraps the object's own key in the key `to`; its content stays sealed as it is. False when it is wrapped in that
    /// already, or was reserved and never written.
    pub(crate) async fn wrap_again(
        &self,
        name: &ObjectName,
        from: &ObjectKey,
        to: &ObjectKey,
    ) -> Result<bool, ObjectError> {
        let sealed = match self.sealed(name).await {
            Err(ObjectError::Missing) => return Ok(false),
            sealed => sealed?,
        };
        match seal::wrap_again(&sealed, name, from, to, self.ids.bytes())? {
            Some(again) => self.put_sealed(name, again.into()).await.map(|()| true),
            None => Ok(false),
        }
    }

    fn new_name(&self) -> ObjectName {
        ObjectName::from_random(self.ids.bytes())
    }

    /// Seals and keeps `plain`. Whole and durable when this returns; nothing when it fails.
    async fn put(&self, name: &ObjectName, plain: Bytes) -> Result<(), ObjectError> {
        let (key, entropy, sealed_as) = (self.key.clone(), Zeroizing::new(self.ids.bytes()), name.clone());
        let sealed = off_thread(move || seal::seal(plain, &sealed_as, &key, &entropy)).await;
        self.store.put(&name.path(), PutPayload::from_iter(sealed)).await?;
        Ok(())
    }

    /// Reads and opens the object `name`.
    pub(crate) async fn get(&self, name: &ObjectName) -> Result<Bytes, ObjectError> {
        let sealed = self.store.get(&name.path()).await?.bytes().await?;
        let (key, name) = (self.key.clone(), name.clone());
        let plain = off_thread(move || seal::unseal(&sealed, &name, &key)).await?;
        Ok(plain.into())
    }

    /// Reads and opens the bytes of `range` alone, of an object that has `length` bytes.
    pub(crate) async fn get_range(
        &self,
        name: &ObjectName,
        length: u64,
        range: Range<u64>,
    ) -> Result<Bytes, ObjectError> {
        let parts = [0..seal::HEADER as u64, seal::sealed_range(length, &range)];
        let parts = self.store.get_ranges(&name.path(), &parts).await?;
        let (key, name) = (self.key.clone(), name.clone());
        let plain = off_thread(move || match parts.as_slice() {
            [header, segments] => seal::unseal_range(header, segments, length, &range, &name, &key),
            _ => Err(SealError::Damaged),
        });
        Ok(plain.await?.into())
    }

    /// Takes an object away. One that is not there is no error: a deletion is repeated after a crash.
    async fn delete(&self, name: &ObjectName) -> Result<(), ObjectError> {
        if let Some(folder) = &self.folder {
            // What `LocalFileSystem` was writing when the process was killed; it hides such files from everybody.
            let staged = folder.join(format!("{}#1", name.path()));
            let _ = tokio::fs::remove_file(staged).await;
        }
        match self.store.delete(&name.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }
}

/// Runs `work` where it cannot hold up the requests of others: sealing 40 MB takes about 40 ms.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("sealing does not panic and is not cancelled")
}
