use domain::ids::CaseId;
use leptos::prelude::*;

/// Tells the server that this case has been opened, once somebody can see the page: a tab that was opened behind, and a
/// page that the browser prepared, are not looked at yet.
pub fn tell_opened(case: CaseId) {
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        crate::browser::page::when_visible(move || {
            leptos::task::spawn_local(async move {
                // Sending an answer says more, and the page's own request may have said it already.
                let _ = crate::api::cases::mark_case_opened(case).await;
            });
        });
        #[cfg(not(feature = "hydrate"))]
        let _ = case;
    });
}
