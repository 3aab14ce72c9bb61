/// Moves the focus to the element with this id as soon as the view that is being made stands.
#[cfg(feature = "hydrate")]
pub fn focus_soon(id: String) {
    crate::browser::focus::soon(id);
}

/// There is no focus to move while the server renders.
#[cfg(not(feature = "hydrate"))]
pub fn focus_soon(_id: String) {}

/// Moves the focus to the element with this id and no further than it takes to see it.
#[cfg(feature = "hydrate")]
pub fn focus_near(id: &str) {
    crate::browser::focus::near(id);
}

/// There is no focus to move while the server renders.
#[cfg(not(feature = "hydrate"))]
pub fn focus_near(_id: &str) {}
