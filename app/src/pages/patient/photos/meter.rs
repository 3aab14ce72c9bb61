use domain::{
    guide::{Guide, Subject},
    image::View,
};
use leptos::prelude::*;
use locales::say;

use super::checklist::Received;
use crate::components::LiveText;

/// How many of the photos that help most are there, and what the specialist cannot tell without the others.
#[component]
pub fn Meter(guide: Guide) -> impl IntoView {
    let Received { images, .. } = expect_context();
    let set = Memo::new(move |_| {
        let pictures: Vec<_> = images.with(|images| images.iter().map(|image| (1, image.view)).collect());
        guide.completeness_for_patient(&pictures).remove(0)
    });
    let count = move || set.with(|set| say!("photos.have", have = &set.have.to_string(), of = &set.of.to_string()));
    let lacking = move || {
        let sentences = set.get().lacking.into_iter().filter_map(|view| without(view, guide.subject));
        sentences.map(|sentence| view! { <li>{sentence}</li> }).collect_view()
    };
    view! {
        <div class="photos-meter" role="status">
            <p class="photos-meter__count">
                <meter min="0" max=move || set.with(|set| set.of.to_string()) value=move || set.with(|set| set.have.to_string()) aria-hidden="true"></meter>
                <LiveText text=Signal::derive(count)/>
            </p>
            <ul class="photos-meter__lacking">{lacking}</ul>
        </div>
    }
    .into_any()
}

fn without(view: View, subject: Subject) -> Option<String> {
    Some(say!(match (view, subject) {
        (View::Overview, Subject::Lesion) => "photos.without_overview",
        (View::Overview, Subject::Rash) => "photos.without_rash_overview",
        (View::CloseUp, Subject::Lesion) => "photos.without_close_up",
        (View::CloseUp, Subject::Rash) => "photos.without_rash_close_up",
        (View::Lateral, Subject::Lesion) => "photos.without_lateral",
        (View::Lateral, Subject::Rash) => "photos.without_rash_lateral",
        (View::Dermoscopic | View::Other, _) => return None,
    }))
}
