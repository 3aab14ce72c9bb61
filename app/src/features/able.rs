//! What whoever is signed in is able to do, for what a page offers them: the server decides again.

use domain::{role::Capability, view::Me};
use leptos::prelude::*;

/// Whether their role is able to do this at all; whether it is possible with this case now is in its `May`.
pub fn can(capability: Capability) -> bool {
    use_context::<Me>().is_some_and(|me| me.role.can(capability))
}
