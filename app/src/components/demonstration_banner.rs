use leptos::prelude::*;

/// Says on every page of a demonstration that nobody in it is real.
#[component]
pub fn DemonstrationBanner() -> impl IntoView {
    let shown = Resource::new_blocking(|| (), |()| crate::api::demo::is_demonstration());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                shown.await.unwrap_or(false).then(|| view! { <aside class="demonstration" aria-label="Demonstration">"Demonstration: no real patients"</aside> })
            })}
        </Suspense>
    }
}
