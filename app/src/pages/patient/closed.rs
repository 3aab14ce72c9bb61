use domain::view::Asker;
use leptos::prelude::*;
use words::say;

use super::frame::{Call, Heading, practice};

/// A link that was locked after five wrong dates, or whose time is over.
#[component]
pub fn Closed(asker: Asker, locked: bool) -> impl IntoView {
    let practice = practice(&asker);
    let (title, why, call) = if locked {
        (say!("check.locked_title"), say!("check.locked"), say!("check.locked_call", practice = &practice))
    } else {
        (say!("check.expired_title"), say!("check.expired"), say!("check.expired_call", practice = &practice))
    };
    view! {
        <Heading text=title/>
        <p>{why}</p>
        <p>{call}</p>
        <Call phone=asker.phone/>
    }
    .into_any()
}
