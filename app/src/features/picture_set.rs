use domain::{guide::Guide, view::ImageView};
use leptos::prelude::*;

use crate::components::LiveText;

/// How complete each lesion's pictures are, and what the specialist cannot tell without the missing ones.
#[component]
pub fn PictureSet(#[prop(into)] guide: Signal<Guide>, #[prop(into)] images: Signal<Vec<ImageView>>) -> impl IntoView {
    let sets = move || {
        let guide = guide.get();
        let sets = images.with(|images| guide.completeness(&shown(images)));
        let several = sets.len() > 1;
        sets.into_iter()
            .map(|set| {
                let of = if several { format!("Lesion {}: ", set.lesion) } else { String::new() };
                let count = format!("{of}{} of {} views that matter", set.have, set.of);
                let lacking = set.lacking.into_iter().map(|view| view! { <li>{guide.without(view)}</li> });
                view! {
                    <p class="picture-set__count">
                        <meter min="0" max=set.of value=set.have low=set.of aria-hidden="true"></meter>" "<LiveText text=count/>
                    </p>
                    <ul class="missing">{lacking.collect_view()}</ul>
                }
            })
            .collect_view()
    };
    view! { <div class="picture-set">{sets}</div> }
}

/// The same as one short line for those who have to answer from what is there. Nothing where nothing is missing, and
/// where there are no pictures at all: the request says why.
#[component]
pub fn PictureSetLine(guide: Guide, images: Vec<ImageView>) -> impl IntoView {
    let sets = guide.completeness(&shown(&images));
    let several = sets.len() > 1;
    let lacking: Vec<String> = sets
        .iter()
        .flat_map(|set| {
            let of = if several { format!("Lesion {}: ", set.lesion) } else { String::new() };
            set.lacking.iter().map(move |view| format!("{of}{}", guide.without(*view)))
        })
        .collect();
    (!images.is_empty() && !lacking.is_empty()).then(|| view! { <p class="picture-set__line">{lacking.join(" ")}</p> })
}

fn shown(images: &[ImageView]) -> Vec<(u32, domain::image::View)> {
    images.iter().map(|image| (image.lesion, image.view)).collect()
}
