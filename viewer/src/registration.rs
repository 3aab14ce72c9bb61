use domain::view::ImageView;
use imaging::Similarity;
use leptos::{prelude::*, task::spawn_local};

/// The outcome of registering one of two compared pictures to the other.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Alignment {
    #[default]
    Working,
    Found(Similarity),
    /// They do not look like one place, or the worker could not be had.
    NotFound,
}

/// Registers the second picture to the first in a worker, at screen size, which is more than is needed.
pub fn register(alignment: RwSignal<Alignment>, first: &ImageView, second: &ImageView) {
    let (reference, moving) = (first.screen.clone(), second.screen.clone());
    Effect::new(move |_| {
        alignment.set(Alignment::Working);
        let (reference, moving) = (reference.clone(), moving.clone());
        // The answer for a pair that is no longer shown must not move the next.
        let owner = StoredValue::new(());
        spawn_local(async move {
            let found = similarity(&reference, &moving).await;
            if owner.try_get_value().is_some() {
                alignment.set(found.map_or(Alignment::NotFound, Alignment::Found));
            }
        });
    });
}

#[cfg(feature = "hydrate")]
async fn similarity(reference: &str, moving: &str) -> Option<Similarity> {
    crate::browser::registration::similarity(reference, moving).await
}

/// There is no worker while the server renders, and nobody to see it.
#[cfg(not(feature = "hydrate"))]
async fn similarity(_reference: &str, _moving: &str) -> Option<Similarity> {
    None
}
