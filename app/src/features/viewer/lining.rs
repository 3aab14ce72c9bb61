use domain::view::ImageView;
use imaging::Similarity;
use leptos::{prelude::*, task::spawn_local};

/// How two pictures that are compared lie on each other.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Lined {
    #[default]
    Working,
    Up(Similarity),
    /// They do not look like one place, or the worker could not be had.
    Not,
}

/// Finds out how the second picture lies on the first, in a worker: at screen size, which is more than is needed.
pub fn line_up(lined: RwSignal<Lined>, first: &ImageView, second: &ImageView) {
    let (reference, moving) = (first.screen.clone(), second.screen.clone());
    Effect::new(move |_| {
        lined.set(Lined::Working);
        let (reference, moving) = (reference.clone(), moving.clone());
        // The answer for a pair that is looked at no longer must not move the next.
        let still = StoredValue::new(());
        spawn_local(async move {
            let found = similarity(&reference, &moving).await;
            if still.try_get_value().is_some() {
                lined.set(found.map_or(Lined::Not, Lined::Up));
            }
        });
    });
}

#[cfg(feature = "hydrate")]
async fn similarity(reference: &str, moving: &str) -> Option<Similarity> {
    crate::browser::lining::similarity(reference, moving).await
}

/// There is no worker while the server renders, and nobody who looks.
#[cfg(not(feature = "hydrate"))]
async fn similarity(_reference: &str, _moving: &str) -> Option<Similarity> {
    None
}
