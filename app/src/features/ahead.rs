use domain::{ids::CaseId, view::CaseView};
use leptos::{prelude::*, task::spawn_local};

use crate::api::{AppError, answers::find_next_case, cases::load_case};

/// The case that will be opened next, fetched while this one is read, so that it opens at once.
#[derive(Debug, Clone, Copy)]
pub struct Ahead(RwSignal<Option<CaseView>>);

impl Ahead {
    /// Makes it known to every page of the area.
    pub fn provide() -> Self {
        let ahead = Self(RwSignal::new(None));
        provide_context(ahead);
        ahead
    }

    /// The area's own; a new one where a page stands alone.
    pub fn of_area() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// Fetches the case after this one.
    pub fn fetch_after(self, case: CaseId) {
        spawn_local(async move {
            // Fetching ahead is a convenience: without it the next case just takes a moment longer.
            if let Ok(Some(next)) = find_next_case(Some(case)).await
                && let Ok(view) = load_case(next).await
            {
                self.0.try_set(Some(view));
            }
        });
    }

    /// The case, at once if it was fetched ahead.
    pub async fn take(self, case: CaseId) -> Result<CaseView, AppError> {
        let ready = self.0.with_untracked(|view| view.clone().filter(|view| view.id == case));
        match ready {
            Some(view) => Ok(view),
            None => load_case(case).await,
        }
    }

    /// The pictures of the case fetched ahead, so that the browser fetches those too.
    pub fn pictures(self) -> Vec<String> {
        let view = self.0.read();
        let images = view.as_ref().map(|view| view.images.as_slice()).unwrap_or_default();
        images.iter().take(4).flat_map(|image| [image.thumb.clone(), image.screen.clone()]).collect()
    }
}
