use domain::{
    ids::{CaseId, PatientId},
    view::PatientSitePictures,
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
    let several = site.images.len() > 1;
    view! {
        <a class="nhsuk-back-link" href=format!("/patients/{}", site.patient)><bdi>{site.name.clone()}</bdi></a>
        <h1><bdi>{site.name}</bdi><span class="case-head__site">{site.label}</span></h1>
        <p class="case-head__who">
            {(!site.nhs_number.is_empty()).then(|| view! { <span>"NHS number "<bdi>{site.nhs_number}</bdi></span> })}
            {(!site.born.is_empty()).then(|| view! { <span>"Born "{site.born}</span> })}
        </p>
        {several.then(|| view! { <p class="site-viewer__hint">"The oldest comes first. Choose “Compare” or “Side by side” to see two together."</p> })}
        {site.older.map(|last| view! { <p>"These are of the cases changed last. "<a class="lone-link" href=format!("?below={last}")>"Pictures of older cases"</a></p> })}
        <div class="site-viewer"><Viewer images=site.images.clone() save=None/></div>
        <h2>"All of them, the oldest first"</h2>
        <Pictures images=site.images/>
    }
    .into_any()
}
