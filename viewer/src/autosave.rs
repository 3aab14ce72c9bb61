use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    annotation::{LayerError, Overlay},
    ids::ImageId,
    view::ImageView,
};
use leptos::{prelude::*, task::spawn_local};

/// Stores what somebody drew over a picture, on the version that they saw; answers the new version.
pub type SaveLayer = fn(ImageId, i64, Overlay) -> SavingLayer;
/// The save under way.
pub type SavingLayer = Pin<Box<dyn Future<Output = Result<i64, NotSaved>> + Send>>;

/// Why a layer was not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSaved {
    /// The same person drew on the same picture in another window.
    Elsewhere,
    /// The case was answered or withdrawn meanwhile.
    Closed,
    SignedOut,
    Failed,
}

/// Whether what was drawn is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveStatus {
    /// Nothing was drawn yet.
    Nothing,
    Saving,
    Saved,
    /// The picture is nobody's to mark any more, or not this person's.
    OnScreen,
    /// The last mark is not one that can be stored, and was not put.
    Refused(LayerError),
    Not(NotSaved),
}

/// Autosaves what is drawn: one save at a time, always the newest of each picture.
#[derive(Debug, Clone, Copy)]
pub struct LayerAutosave {
    save: Option<SaveLayer>,
    pub status: RwSignal<SaveStatus>,
    /// Shared with the save under way, which goes on when the viewer is left.
    unsaved: StoredValue<Arc<Mutex<Unsaved>>>,
}

#[derive(Debug, Default)]
struct Unsaved {
    busy: bool,
    layers: Vec<(ImageId, Overlay)>,
    versions: Vec<(ImageId, i64)>,
}

impl LayerAutosave {
    pub fn new(images: &[ImageView], save: Option<SaveLayer>) -> Self {
        let version = |image: &ImageView| image.layers.iter().find(|layer| layer.own).map_or(0, |layer| layer.version);
        let versions = images.iter().map(|image| (image.id, version(image))).collect();
        let unsaved = Unsaved { versions, ..Unsaved::default() };
        Self {
            save,
            status: RwSignal::new(SaveStatus::Nothing),
            unsaved: StoredValue::new(Arc::new(Mutex::new(unsaved))),
        }
    }

    pub fn save(self, image: &ImageView, overlay: Overlay) {
        // What was sent with an earlier request is as it was answered.
        if self.save.is_none() || image.earlier.is_some() {
            self.status.set(SaveStatus::OnScreen);
            return;
        }
        self.unsaved.with_value(|unsaved| locked(unsaved).put(image.id, overlay));
        self.go_on();
    }

    /// Whether somebody has to know before they go on.
    pub fn is_wrong(self) -> bool {
        match self.status.get() {
            SaveStatus::Nothing | SaveStatus::Saving | SaveStatus::Saved | SaveStatus::OnScreen => false,
            SaveStatus::Refused(_) | SaveStatus::Not(_) => true,
        }
    }

    /// Stores what waits, unless that is under way already.
    pub fn go_on(self) {
        let Some(save) = self.save else { return };
        let unsaved = self.unsaved.get_value();
        if std::mem::replace(&mut locked(&unsaved).busy, true) {
            return;
        }
        self.status.set(SaveStatus::Saving);
        spawn_local(async move {
            let outcome = save_all(&unsaved, save).await;
            // The viewer may be gone by now.
            let _ = self.status.try_set(outcome);
        });
    }

    /// Has the browser ask before the page is left with something unstored.
    pub fn watch_leaving(self) {
        Effect::new(move |_| {
            let unsaved = self.unsaved.get_value();
            #[cfg(feature = "hydrate")]
            // Dropped, and so no longer asking, with the viewer.
            StoredValue::new_local(ui::browser::leaving::Asking::when(move || !locked(&unsaved).layers.is_empty()));
            #[cfg(not(feature = "hydrate"))]
            drop(unsaved);
        });
    }
}

impl Unsaved {
    /// In place of what waited of this picture.
    fn put(&mut self, image: ImageId, overlay: Overlay) {
        self.layers.retain(|waiting| waiting.0 != image);
        self.layers.push((image, overlay));
    }

    /// What is to be stored now, with the version it was drawn on; it waits until [`Unsaved::done`]. Nothing left ends
    /// the work.
    fn next(&mut self) -> Option<(ImageId, i64, Overlay)> {
        let Some((image, overlay)) = self.layers.first().cloned() else {
            self.busy = false;
            return None;
        };
        let version = self.versions.iter().find(|known| known.0 == image).map_or(0, |known| known.1);
        Some((image, version, overlay))
    }

    /// It was stored, or never will be; what was drawn meanwhile still waits.
    fn done(&mut self, image: ImageId, overlay: &Overlay, version: Option<i64>) {
        self.layers.retain(|waiting| waiting.0 != image || waiting.1 != *overlay);
        if let (Some(version), Some(known)) = (version, self.versions.iter_mut().find(|known| known.0 == image)) {
            known.1 = version;
        }
    }
}

async fn save_all(unsaved: &Mutex<Unsaved>, save: SaveLayer) -> SaveStatus {
    loop {
        let Some((image, seen, overlay)) = locked(unsaved).next() else { return SaveStatus::Saved };
        let why = match save(image, seen, overlay.clone()).await {
            Ok(version) => {
                locked(unsaved).done(image, &overlay, Some(version));
                continue;
            }
            Err(why) => why,
        };
        let mut unsaved = locked(unsaved);
        unsaved.busy = false;
        // Said, and no second try would end otherwise: nobody is asked about it when they leave.
        if matches!(why, NotSaved::Elsewhere | NotSaved::Closed) {
            unsaved.done(image, &overlay, None);
        }
        return SaveStatus::Not(why);
    }
}

fn locked(unsaved: &Mutex<Unsaved>) -> MutexGuard<'_, Unsaved> {
    unsaved.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use domain::annotation::{Layer, Mark, Point};

    use super::*;

    fn overlay(x: f32) -> Overlay {
        let mark = Mark::Number { at: Point { x, y: 0.5 }, lesion: 1 };
        Overlay { layer: Layer { marks: vec![mark] }, part: None }
    }

    #[test]
    fn the_newest_of_each_picture_is_stored_on_the_version_before() {
        let id = |n: u8| format!("00000000-0000-0000-0000-00000000000{n}").parse::<ImageId>().unwrap();
        let (first, second) = (id(1), id(2));
        let mut unsaved = Unsaved { versions: vec![(first, 3), (second, 0)], busy: true, ..Unsaved::default() };
        unsaved.put(first, overlay(0.1));
        unsaved.put(second, overlay(0.2));
        assert_eq!(unsaved.next(), Some((first, 3, overlay(0.1))));
        // Drawn while the first is on its way.
        unsaved.put(first, overlay(0.3));
        unsaved.done(first, &overlay(0.1), Some(4));
        assert_eq!(unsaved.next(), Some((second, 0, overlay(0.2))));
        unsaved.done(second, &overlay(0.2), Some(1));
        assert_eq!(unsaved.next(), Some((first, 4, overlay(0.3))));
        unsaved.done(first, &overlay(0.3), Some(5));
        assert!(unsaved.busy);
        assert_eq!((unsaved.next(), unsaved.busy), (None, false));
    }

    fn elsewhere(_: ImageId, _: i64, _: Overlay) -> SavingLayer {
        Box::pin(async { Err(NotSaved::Elsewhere) })
    }

    fn failed(_: ImageId, _: i64, _: Overlay) -> SavingLayer {
        Box::pin(async { Err(NotSaved::Failed) })
    }

    #[test]
    fn what_may_still_be_stored_waits_and_nothing_else_does() {
        let id = "00000000-0000-0000-0000-000000000001".parse::<ImageId>().unwrap();
        for (save, why, waiting) in
            [(elsewhere as SaveLayer, NotSaved::Elsewhere, 0), (failed as SaveLayer, NotSaved::Failed, 1)]
        {
            let mut unsaved = Unsaved { busy: true, ..Unsaved::default() };
            unsaved.put(id, overlay(0.1));
            let unsaved = Mutex::new(unsaved);
            let done = pin!(save_all(&unsaved, save)).poll(&mut Context::from_waker(Waker::noop()));
            assert_eq!(done, Poll::Ready(SaveStatus::Not(why)));
            let unsaved = locked(&unsaved);
            assert_eq!((unsaved.layers.len(), unsaved.busy), (waiting, false));
        }
    }
}
