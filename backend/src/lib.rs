//! What is stored and delivered. One use case is one file is one async function, and every one of them begins by asking
//! `domain::access` whether this person may. Knows nothing of HTTP and nothing of screens.

pub mod accounts;
pub mod appointments;
pub mod audit;
pub mod backup;
pub mod cases;
pub mod check;
pub mod clock;
mod db;
pub mod delivery;
pub mod demo;
pub mod error;
pub mod events;
pub mod forms;
pub mod hub;
pub mod ids;
pub mod images;
pub mod invitations;
mod key;
pub mod live;
mod manager;
pub mod measure;
pub mod messages;
pub mod monitoring;
pub mod objects;
pub mod openings;
pub mod organisations;
pub mod patients;
mod phones;
pub mod photo_requests;
pub mod policies;
mod ready;
pub mod retention;
mod room;
pub mod sealed;
pub mod sessions;
mod settings;
pub mod tasks;
pub mod team;
pub mod templates;
pub mod unsent;

use std::{path::Path, sync::Arc};

pub use clock::Clock;
pub use db::OpenError;
pub use error::{Cause, Error};
pub use ids::Ids;
pub use key::{Key, NotAKey};
pub use settings::{
    ChannelSettings, Limits, NotANotifyKey, NotifyKey, NotifySettings, Secret, Settings, SmtpSettings, SmtpWrong,
};

use crate::{
    audit::Accesses, db::Db, delivery::Channels, events::LogSeal, live::Live, objects::Objects, ready::Readiness,
    room::Room,
};

/// Everything a use case needs: built once, cheap to clone.
#[derive(Debug, Clone)]
pub struct Backend(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    objects: Objects,
    live: Live,
    clock: Clock,
    ids: Ids,
    settings: Settings,
    accesses: Accesses,
    room: Room,
    readiness: Readiness,
    channels: Channels,
}

impl Backend {
    /// Opens the database (bringing it up to date) and the object store. A database is a demonstration's or an earnest
    /// one from its birth: `settings.demonstration` decides for a new one and is refused where it does not fit.
    pub async fn open(settings: Settings, clock: Clock, ids: Ids) -> Result<Self, OpenError> {
        let (wanted, opened) = (settings.demonstration, Self::open_either(settings, clock, ids).await?);
        let is_demonstration = opened.settings().demonstration;
        if is_demonstration == wanted {
            return Ok(opened);
        }
        opened.close().await;
        Err(if is_demonstration { OpenError::IsDemonstration } else { OpenError::IsEarnest })
    }

    /// The same for tools that serve nobody and do not care which: `settings().demonstration` says what it is.
    pub async fn open_either(mut settings: Settings, clock: Clock, ids: Ids) -> Result<Self, OpenError> {
        let live = Live::new();
        let seal = LogSeal::open(&settings.key, settings.heads_file.as_deref()).map_err(OpenError::Heads)?;
        let objects = Objects::open(&settings.objects_url, &settings.key, ids.clone())?;
        let folders = db::folder(&settings.database_url)?.into_iter().chain(objects.folder().map(Path::to_owned));
        let room = Room::new(folders.collect(), settings.limits.free_bytes);
        let db = Db::open(&settings, live.clone(), room.clone(), Arc::new(seal)).await?;
        db::nhs_numbers::find_nhs_numbers(&db).await?;
        patients::carry_over(&db, &ids).await?;
        patients::carry_over_lesions(&db, &ids).await?;
        db::policies::carry_over(&db, clock.now()).await?;
        db::access_search::fill(&db).await?;
        events::carry_over(&db).await?;
        db::tasks::carry_over(&db, clock.now()).await?;
        objects::belongs(&db, &objects, &ids).await?;
        settings.demonstration = demo::decide(&db, settings.demonstration).await?;
        let channels = Channels::open(&settings.channels)?;
        let (accesses, readiness) = (Accesses::default(), Readiness::default());
        Ok(Self(Arc::new(Inner { db, objects, live, clock, ids, settings, accesses, room, readiness, channels })))
    }

    /// The same backend living at another time: the demonstration's past.
    pub(crate) fn at(&self, clock: Clock) -> Self {
        let Inner { db, objects, live, ids, settings, accesses, room, readiness, channels, .. } = &*self.0;
        Self(Arc::new(Inner {
            db: db.clone(),
            objects: objects.clone(),
            live: live.clone(),
            clock,
            ids: ids.clone(),
            settings: settings.clone(),
            accesses: accesses.clone(),
            room: room.clone(),
            readiness: readiness.clone(),
            channels: channels.clone(),
        }))
    }

    /// Closes the database, before the process ends: SQLCipher's connections have threads of their own, and one that
    /// still runs while OpenSSL tidies up at exit crashes.
    pub async fn close(&self) {
        if let Err(error) = audit::flush(self).await {
            tracing::error!(error = error::chain(&error), "the newest accesses are not in their log");
        }
        self.db().close().await;
    }

    /// Where live updates are heard.
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    /// What it was opened with.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn objects(&self) -> &Objects {
        &self.0.objects
    }

    pub(crate) fn accesses(&self) -> &Accesses {
        &self.0.accesses
    }

    pub(crate) fn room(&self) -> &Room {
        &self.0.room
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        &self.0.readiness
    }

    pub(crate) fn channels(&self) -> &Channels {
        &self.0.channels
    }

    pub(crate) fn ids(&self) -> &Ids {
        &self.0.ids
    }
}

/// Brings the database up to date and does nothing else: `skinlink migrate`.
pub async fn migrate(settings: &Settings) -> Result<(), OpenError> {
    db::migrate(settings).await
}
