use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{
    annotation::{LayerError, Overlay},
    ids::ImageId,
    view::ImageView,
};
use leptos::{prelude::*, task::spawn_local};

use crate::api::{AppError, cases::annotate_image};

/// Whether what was drawn is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Nothing was drawn yet.
    Nothing,
    Saving,
    Saved,
    /// The picture is nobody's to mark any more, or not this person's.
    OnScreen,
    /// The last mark is not one that can be stored, and was not put.
    Refused(LayerError),
    /// The same person drew on the same picture in another window.
    Elsewhere,
    /// The case was answered or withdrawn meanwhile.
    Closed,
    SignedOut,
    Failed,
}

/// Stores what is drawn, by itself: one save at a time, always the newest of each picture.
#[derive(Debug, Clone, Copy)]
pub struct Keeping {
    pub may: bool,
    pub kept: RwSignal<Kept>,
    /// Shared with the save under way, which goes on when the viewer is left.
    unkept: StoredValue<Arc<Mutex<Unkept>>>,
}

#[derive(Debug, Default)]
struct Unkept {
    busy: bool,
    layers: Vec<(ImageId, Overlay)>,
    versions: Vec<(ImageId, i64)>,
}

impl Keeping {
    pub fn new(images: &[ImageView], may: bool) -> Self {
        let version = |image: &ImageView| image.layers.iter().find(|layer| layer.own).map_or(0, |layer| layer.version);
        let versions = images.iter().map(|image| (image.id, version(image))).collect();
        let unkept = Unkept { versions, ..Unkept::default() };
        Self { may, kept: RwSignal::new(Kept::Nothing), unkept: StoredValue::new(Arc::new(Mutex::new(unkept))) }
    }

    pub fn keep(self, image: ImageId, overlay: Overlay) {
        if !self.may {
            self.kept.set(Kept::OnScreen);
            return;
        }
        self.unkept.with_value(|unkept| locked(unkept).put(image, overlay));
        self.go_on();
    }

    /// Whether somebody has to know before they go on.
    pub fn is_wrong(self) -> bool {
        match self.kept.get() {
            Kept::Nothing | Kept::Saving | Kept::Saved | Kept::OnScreen => false,
            Kept::Refused(_) | Kept::Elsewhere | Kept::Closed | Kept::SignedOut | Kept::Failed => true,
        }
    }

    /// Stores what waits, unless that is under way already.
    pub fn go_on(self) {
        let unkept = self.unkept.get_value();
        if std::mem::replace(&mut locked(&unkept).busy, true) {
            return;
        }
        self.kept.set(Kept::Saving);
        spawn_local(async move {
            let outcome = keep_all(&unkept).await;
            // The viewer may be gone by now.
            let _ = self.kept.try_set(outcome);
        });
    }

    /// Has the browser ask before the page is left with something unstored.
    pub fn watch_leaving(self) {
        Effect::new(move |_| {
            let unkept = self.unkept.get_value();
            #[cfg(feature = "hydrate")]
            // Dropped, and so no longer asking, with the viewer.
            StoredValue::new_local(crate::browser::leaving::Asking::when(move || !locked(&unkept).layers.is_empty()));
            #[cfg(not(feature = "hydrate"))]
            drop(unkept);
        });
    }
}

impl Unkept {
    /// In place of what waited of this picture.
    fn put(&mut self, image: ImageId, overlay: Overlay) {
        self.layers.retain(|waiting| waiting.0 != image);
        self.layers.push((image, overlay));
    }

    /// What is to be stored now, with the version it was drawn on; it waits until [`Unkept::done`]. Nothing left ends
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

async fn keep_all(unkept: &Mutex<Unkept>) -> Kept {
    loop {
        let Some((image, seen, overlay)) = locked(unkept).next() else { return Kept::Saved };
        let problem = match annotate_image(image, seen, overlay.clone()).await {
            Ok(version) => {
                locked(unkept).done(image, &overlay, Some(version));
                continue;
            }
            Err(AppError::Stale) => Kept::Elsewhere,
            Err(AppError::NotFound | AppError::NotNow | AppError::TooLarge | AppError::Invalid(_)) => Kept::Closed,
            Err(AppError::SignedOut | AppError::OtherSession(_) | AppError::Unconfirmed) => Kept::SignedOut,
            Err(AppError::Unavailable | AppError::Internal) => Kept::Failed,
        };
        let mut unkept = locked(unkept);
        unkept.busy = false;
        // Said, and no second try would end otherwise: nobody is asked about it when they leave.
        if matches!(problem, Kept::Elsewhere | Kept::Closed) {
            unkept.done(image, &overlay, None);
        }
        return problem;
    }
}

fn locked(unkept: &Mutex<Unkept>) -> MutexGuard<'_, Unkept> {
    unkept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
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
        let mut unkept = Unkept { versions: vec![(first, 3), (second, 0)], busy: true, ..Unkept::default() };
        unkept.put(first, overlay(0.1));
        unkept.put(second, overlay(0.2));
        assert_eq!(unkept.next(), Some((first, 3, overlay(0.1))));
        // Drawn while the first is on its way.
        unkept.put(first, overlay(0.3));
        unkept.done(first, &overlay(0.1), Some(4));
        assert_eq!(unkept.next(), Some((second, 0, overlay(0.2))));
        unkept.done(second, &overlay(0.2), Some(1));
        assert_eq!(unkept.next(), Some((first, 4, overlay(0.3))));
        unkept.done(first, &overlay(0.3), Some(5));
        assert!(unkept.busy);
        assert_eq!((unkept.next(), unkept.busy), (None, false));
    }
}
