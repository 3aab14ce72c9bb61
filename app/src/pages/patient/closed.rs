use domain::view::Asker;
use leptos::prelude::*;
use locales::say;

use super::frame::{Call, Heading, Sentence, practice};

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Five wrong dates.
    Locked,
    /// Its time is over, it was taken back, or a newer one took its place.
    Expired,
    /// The practice does not ask for photos any longer.
    Stopped,
}

/// A link that has come to its end, and whom to call.
#[component]
pub fn Closed(asker: Asker, why: Why) -> impl IntoView {
    let practice = practice(&asker);
    let (title, why, call) = match why {
        Why::Locked => {
            (say!("check.locked_title"), say!("check.locked"), say!("check.locked_call", practice = &practice))
        }
        Why::Expired => {
            (say!("check.expired_title"), say!("check.expired"), say!("check.expired_call", practice = &practice))
        }
        Why::Stopped => (
            say!("news.withdrawn_title"),
            say!("news.withdrawn", practice = &practice),
            say!("news.withdrawn_call", practice = &practice),
        ),
    };
    view! {
        <Heading text=title/>
        <p>{why}</p>
        <p><Sentence text=call asker=asker.clone()/></p>
        <Call asker/>
    }
    .into_any()
}
