use domain::{
    guide::{Guide, Subject},
    image::View,
};
use leptos::prelude::*;

/// How a view is taken, drawn: a phone, and what of the body it sees. The words beside it say the same.
#[component]
pub fn Pictogram(view: View) -> impl IntoView {
    let subject = use_context::<Guide>().unwrap_or_default().subject;
    let scene = match (view, subject) {
        (View::Overview, Subject::Rash) => view! {
            <path class="drawing__skin" d="M14 92c0-26 10-38 10-58h24c0 20 10 32 10 58z"/>
            <path class="drawing__spot" d="M28 46h4v4h-4zM38 44h5v4h-5zM32 56h6v5h-6zM26 66h5v4h-5zM40 64h5v5h-5zM33 74h5v4h-5zM46 76h4v4h-4z"/>
            <path class="drawing__frame" d="M6 30V22h8M66 30V22h-8M6 84v8h8M66 84v8h-8"/>
            <rect class="drawing__phone" x="84" y="38" width="20" height="36" rx="3"/>
            <path class="drawing__ray" d="M82 56H66"/>
        }
        .into_any(),
        (View::CloseUp, Subject::Rash) => view! {
            <path class="drawing__skin" d="M4 20h52v76H4z"/>
            <path class="drawing__spot" d="M14 46c8-8 24-8 32 2 5 9 2 22-8 25-12 3-25-2-28-11-1-6 0-12 4-16z"/>
            <path class="drawing__skin" d="M20 54h5v4h-5zM32 50h5v5h-5zM28 62h6v4h-6z"/>
            <path class="drawing__frame" d="M8 38v-9h9M52 38v-9h-9M8 78v9h9M52 78v9h-9"/>
            <rect class="drawing__phone" x="76" y="34" width="26" height="46" rx="4"/>
            <path class="drawing__ray" d="M74 57H58"/>
        }
        .into_any(),
        (View::Overview, Subject::Lesion) => view! {
            <path class="drawing__skin" d="M14 92c0-26 10-38 10-58h24c0 20 10 32 10 58z"/>
            <circle class="drawing__spot" cx="36" cy="62" r="3.5"/>
            <path class="drawing__frame" d="M6 30V22h8M66 30V22h-8M6 84v8h8M66 84v8h-8"/>
            <rect class="drawing__phone" x="84" y="38" width="20" height="36" rx="3"/>
            <path class="drawing__ray" d="M82 56H64"/>
        }
        .into_any(),
        (View::CloseUp, Subject::Lesion) => view! {
            <path class="drawing__skin" d="M4 20h52v76H4z"/>
            <circle class="drawing__spot" cx="30" cy="58" r="13"/>
            <path class="drawing__frame" d="M10 40v-9h9M50 40v-9h-9M10 76v9h9M50 76v9h-9"/>
            <rect class="drawing__phone" x="76" y="34" width="26" height="46" rx="4"/>
            <path class="drawing__ray" d="M74 57H58"/>
        }
        .into_any(),
        (View::Lateral, _) => view! {
            <path class="drawing__skin" d="M4 96V70h34c2-12 18-12 20 0h50v26z"/>
            <path class="drawing__spot" d="M38 70c2-12 18-12 20 0z"/>
            <rect class="drawing__phone" x="86" y="22" width="20" height="36" rx="3"/>
            <path class="drawing__ray" d="M84 48 62 62"/>
        }
        .into_any(),
        (View::Dermoscopic, _) => view! {
            <path class="drawing__skin" d="M4 78h104v18H4z"/>
            <path class="drawing__spot" d="M44 78c2-4 18-4 20 0z"/>
            <rect class="drawing__phone" x="38" y="14" width="32" height="40" rx="4"/>
            <path class="drawing__ray" d="M44 54h20v20H44z"/>
        }
        .into_any(),
        (View::Other, _) => view! {
            <rect class="drawing__phone" x="30" y="16" width="44" height="78" rx="6"/>
            <path class="drawing__ray" d="M52 40v30M37 55h30"/>
        }
        .into_any(),
    };
    view! { <svg class="drawing" viewBox="0 0 112 112" aria-hidden="true" focusable="false">{scene}</svg> }
}
