use domain::view::ImageView;
use imaging::Similarity;
use leptos::prelude::*;

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
        #[cfg(feature = "hydrate")]
        {
            let (reference, moving) = (reference.clone(), moving.clone());
            // The answer for a pair that is looked at no longer must not move the next.
            let still = StoredValue::new(());
            leptos::task::spawn_local(async move {
                let found = crate::browser::lining::similarity(&reference, &moving).await;
                if still.try_get_value().is_some() {
                    lined.set(found.map_or(Lined::Not, Lined::Up));
                }
            });
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (&reference, &moving);
    });
}
