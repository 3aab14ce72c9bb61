use domain::{
    ids::CaseId,
    view::{CaseView, ImageView},
};
use leptos::{prelude::*, task::spawn_local};

use crate::api::{AppError, answers::find_next_case, cases::load_case, client::unasked};

/// Prefetch of the case that will be opened next, while this one is read, so that it opens at once.
#[derive(Debug, Clone, Copy)]
pub struct Prefetch(RwSignal<Option<CaseView>>);

impl Prefetch {
    /// Makes it known to every page of the area.
    pub fn provide() -> Self {
        let prefetch = Self(RwSignal::new(None));
        provide_context(prefetch);
        prefetch
    }

    /// The area's own; a new one where a page stands alone.
    pub fn of_area() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// Fetches the case after this one.
    pub fn fetch_after(self, case: CaseId) {
        spawn_local(async move {
            // Prefetching is a convenience: without it the next case just takes a moment longer.
            if let Ok(Some(next)) = unasked(find_next_case(Some(case))).await
                && let Ok(view) = unasked(load_case(next)).await
            {
                self.0.try_set(Some(view));
            }
        });
    }

    /// The case, at once if it was prefetched.
    pub async fn take(self, case: CaseId) -> Result<CaseView, AppError> {
        // Taken out: coming back to it later, after an answer was taken back, it is as it is then.
        let ready = self.0.try_update_untracked(|view| view.take_if(|view| view.id == case)).flatten();
        match ready {
            Some(view) => Ok(view),
            None => load_case(case).await,
        }
    }

    /// The pictures of the prefetched case, so that the browser fetches those too. It holds them in memory alone:
    /// the server says `no-store` with each.
    pub fn pictures(self) -> Vec<String> {
        let view = self.0.read();
        within(view.as_ref().map(|view| view.images.as_slice()).unwrap_or_default())
    }
}

/// What pictures that wait may take, in bytes once decoded (4 per pixel): seven of a phone's, of which each waits as a
/// JPEG of some 150 kB until it is shown. A tablet gives a page some hundred megabytes.
const BUDGET: u64 = 40_000_000;

/// The first pictures, as many as fit the budget; masters are fetched only when somebody looks closer.
fn within(images: &[ImageView]) -> Vec<String> {
    let count = fitting(images.iter().map(|image| (image.width, image.height)));
    images.iter().take(count).flat_map(|image| [image.thumb.clone(), image.screen.clone()]).collect()
}

/// How many of the pictures fit, by the masters' widths and heights.
fn fitting(masters: impl Iterator<Item = (u32, u32)>) -> usize {
    let mut used = 0;
    let fits = |&(width, height): &(u32, u32)| {
        used +=
            [imaging::THUMB_SIDE, imaging::SCREEN_SIDE].map(|side| decoded(width, height, side)).iter().sum::<u64>();
        used <= BUDGET
    };
    masters.take_while(fits).count()
}

/// Bytes of a picture's size of at most `side` pixels.
fn decoded(width: u32, height: u32, side: u32) -> u64 {
    let (width, height, side) = (u64::from(width), u64::from(height), u64::from(side));
    let long = width.max(height).max(1);
    let shown = long.min(side);
    4 * (width * shown / long) * (height * shown / long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_prefetched_fits_the_budget() {
        let count = |size: (u32, u32), of: usize| fitting(std::iter::repeat_n(size, of));
        assert_eq!(decoded(2_560, 1_920, imaging::SCREEN_SIDE), 4 * 1_280 * 960);
        assert_eq!(decoded(600, 400, imaging::SCREEN_SIDE), 4 * 600 * 400);
        // A phone's pictures, and square ones, which take the most.
        assert_eq!(count((2_560, 1_920), 20), 7);
        assert_eq!(count((6_000, 6_000), 20), 5);
        assert_eq!(count((320, 240), 20), 20);
    }
}
