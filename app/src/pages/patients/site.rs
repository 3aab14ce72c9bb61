use domain::{
    ids::{CaseId, ImageId, PatientId},
    view::{ImageView, PatientSitePictures},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use viewer::Viewer;

use crate::{
    api::{AppError, patients::load_patient_site},
    components::loaded,
    features::{patient_param::use_patient, pictures::Pictures},
};

/// Every picture of one site of a patient by date, to be looked at beside each other.
#[component]
pub fn SitePage() -> impl IntoView {
    let id = use_patient();
    let (params, query) = (use_params_map(), use_query_map());
    let below = move || query.read().get("below")?.parse::<CaseId>().ok();
    let code = move || params.read().get("site").unwrap_or_default();
    let pictures = Resource::new_blocking(
        move || (id(), code(), below()),
        |(id, code, below): (Option<PatientId>, String, Option<CaseId>)| async move {
            load_patient_site(id.ok_or(AppError::NotFound)?, code, below).await
        },
    );
    view! {
        <Title text="Pictures of one site"/>
        <div class="staff__page">{loaded(pictures, |site| view! { <Whole site/> })}</div>
    }
    .into_any()
}

#[component]
fn Whole(site: PatientSitePictures) -> impl IntoView {
    let query = use_query_map();
    let two = query.read_untracked().get("two").unwrap_or_default();
    let wanted: Vec<ImageId> = two.split('.').filter_map(|id| id.parse().ok()).collect();
    let pairs = pairs(&site.images);
    let here = format!("/patients/{}/sites/{}", site.patient, site.code);
    let below = query.read_untracked().get("below").and_then(|below| below.parse().ok());
    let mut shown = site.images.clone();
    shown.retain(|image| wanted.is_empty() || wanted.contains(&image.id));
    let (is_two, several) = (!wanted.is_empty(), shown.len() > 1);
    let links = pairs.into_iter().map(|(words, one, other)| {
        view! { <li><a href=address(&here, Some((one, other)), below)>{words}</a></li> }
    });
    let links = links.collect::<Vec<_>>();
    let has_links = !links.is_empty();
    view! {
        <a class="nhsuk-back-link" href=format!("/patients/{}", site.patient)><bdi>{site.name.clone()}</bdi></a>
        <h1><bdi>{site.name}</bdi><span class="case-head__site">{site.label}</span></h1>
        <p class="case-head__who">
            {(!site.nhs_number.is_empty()).then(|| view! { <span>"NHS number "<bdi>{site.nhs_number}</bdi></span> })}
            {(!site.born.is_empty()).then(|| view! { <span>"Born "{site.born}</span> })}
        </p>
        {several.then(|| view! { <p class="site-viewer__hint">"The oldest comes first. Choose “Compare” or “Side by side” to see two together."</p> })}
        {is_two.then(|| view! { <p><a class="lone-link" href=address(&here, None, below)>"All pictures of this lesion"</a></p> })}
        {site.older.map(|last| view! { <p>"These are of the cases changed last. "<a class="lone-link" href=address(&here, None, Some(last))>"Pictures of older cases"</a></p> })}
        <div class="site-viewer"><Viewer images=shown.clone() save=None/></div>
        {(has_links && !is_two).then(|| view! { <h2>"Two beside each other"</h2><ul>{links}</ul> })}
        <h2>{if is_two { "These two, the older first" } else { "All of them, the oldest first" }}</h2>
        <Pictures images=shown/>
    }
    .into_any()
}

/// Each picture with the one before it that was taken in the same way: what differs between those is the skin.
fn pairs(images: &[ImageView]) -> Vec<(String, ImageId, ImageId)> {
    let mut pairs = Vec::new();
    for (place, image) in images.iter().enumerate() {
        if let Some(before) = images[..place].iter().rev().find(|before| before.view == image.view) {
            let words = format!("{}: {} and {}", image.view.label(), before.received.short, image.received.short);
            pairs.push((words, before.id, image.id));
        }
    }
    pairs
}

/// A page of this site: all of its pictures or two of them, of the cases after `below`.
fn address(here: &str, two: Option<(ImageId, ImageId)>, below: Option<CaseId>) -> String {
    let two = two.map(|(one, other)| format!("two={one}.{other}"));
    let parts: Vec<String> = two.into_iter().chain(below.map(|below| format!("below={below}"))).collect();
    if parts.is_empty() { here.to_owned() } else { format!("{here}?{}", parts.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pictures of an older page are on that page and on no other.
    #[test]
    fn a_pair_is_looked_at_on_its_own_page() {
        let id = "018f0000-0000-7000-8000-000000000001";
        let (image, case): (ImageId, CaseId) = (id.parse().unwrap(), id.parse().unwrap());
        let here = "/patients/1/sites/nose";
        assert_eq!(address(here, Some((image, image)), Some(case)), format!("{here}?two={id}.{id}&below={id}"));
        assert_eq!(address(here, None, Some(case)), format!("{here}?below={id}"));
        assert_eq!(address(here, None, None), here);
    }
}
