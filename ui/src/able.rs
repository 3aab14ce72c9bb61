//! What whoever is signed in is able to do, for what a page offers them: the server decides again.

use domain::{role::Capability, view::Me};
use leptos::prelude::*;

/// Put around a page on which nothing can be done, whatever one's role.
#[derive(Debug, Clone, Copy)]
pub struct ReadOnly;

/// Whether their role is able to do this at all; whether it is possible with this case now is in its `May`.
pub fn can(capability: Capability) -> bool {
    use_context::<ReadOnly>().is_none() && use_context::<Me>().is_some_and(|me| me.role.can(capability))
}
