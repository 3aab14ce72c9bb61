//! Taking, choosing, checking, cutting, marking and sending pictures: for a patient's phone, a referrer's phone and a
//! desktop's upload area alike.
//!
//! A page calls [`provide`] once and places [`Pick`] where pictures may be added, [`SendingList`] where those on their way
//! show, and one [`CaptureDialog`]. Without scripts [`Pick`] is a plain form.

// A view's type is the tree of all its elements, which is deeper than the compiler's 128.
#![recursion_limit = "512"]

mod area;
pub mod clip;
mod dialog;
#[cfg(any(feature = "hydrate", test))]
mod edges;
#[cfg(any(feature = "hydrate", test))]
mod edit;
mod names;
mod pick;
mod queue;
mod sending;
mod target;

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod camera;
#[cfg(feature = "hydrate")]
mod coach;
#[cfg(feature = "hydrate")]
mod crop;
#[cfg(feature = "hydrate")]
mod flow;
#[cfg(feature = "hydrate")]
mod hide;
#[cfg(feature = "hydrate")]
mod leave;
#[cfg(feature = "hydrate")]
mod mark;
#[cfg(feature = "hydrate")]
mod preparing;
#[cfg(feature = "hydrate")]
mod review;
#[cfg(feature = "hydrate")]
mod send;
#[cfg(feature = "hydrate")]
mod session;
#[cfg(any(feature = "hydrate", test))]
mod verdict;

pub use area::UploadArea;
pub use dialog::CaptureDialog;
#[cfg(feature = "hydrate")]
use names::{advice, because, live_advice, step_name};
pub use names::{refusal, view_name, view_tip};
pub use pick::{ACCEPT, Pick};
pub use queue::{Outgoing, Queue};
pub use sending::{SendingList, SignalBar};
pub use target::CaptureTarget;

use domain::view::ImageView;
use leptos::prelude::{Signal, provide_context};
use queue::Sending;

/// Which lesion of the request the page's pictures are of, where it is not the first: a page provides it before [`provide`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfLesion(pub u32);

impl OfLesion {
    fn of_page() -> u32 {
        leptos::prelude::use_context::<Self>().map_or(1, |Self(number)| number)
    }
}

/// Lets the page's parts below add pictures to `target`, by way of the page's [`Queue`]. `before` are the pictures that
/// the person may see already: a repeat is laid over them.
pub fn provide(target: CaptureTarget, queue: Queue, before: Signal<Vec<ImageView>>) {
    provide_context(target.clone());
    #[cfg(feature = "hydrate")]
    flow::Flow::provide(target, queue, before);
    #[cfg(not(feature = "hydrate"))]
    let _ = (queue, before);
}
