use domain::{case::Problem, view::LinkPictures};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::say;

use super::{
    super::{
        frame::{Frame, Heading, Visit},
        journey::Page,
    },
    again::Again,
    checklist::{Checklist, PhotoChecklist},
};
use crate::components::ErrorSummary;

#[component]
pub fn Photos() -> impl IntoView {
    view! { <Frame page=Page::Photos show/> }
}

fn show(visit: Visit) -> AnyView {
    let site = visit.page.site.clone();
    let (is_phone, is_round) = (visit.page.is_phone, visit.page.is_round);
    let about = visit.page.about.clone();
    // Nobody gave a date of birth on a referrer's phone.
    let again = (!is_phone).then(|| visit.link.clone());
    let checklist = PhotoChecklist {
        review: (!is_phone).then(|| visit.path(Page::Review)),
        views: visit.page.views,
        guide: visit.page.guide,
        before: visit.page.before,
        is_round: visit.page.is_round,
        pictures: LinkPictures { images: visit.page.images, unfinished: visit.page.unfinished },
        link: visit.link,
    };
    // What the browser's half begins with: it must make the same view again.
    let begins_with = serde_json::to_string(&checklist).unwrap_or_default();
    view! {
        <Problems/>
        <Heading text=if is_phone { say!("photos.title_phone") } else { say!("photos.title") }/>
        {is_phone.then(|| view! { <p class="phone-about"><strong>{say!("photos.phone_about", patient = &about)}</strong></p><p>{say!("photos.phone_agreed")}</p> })}
        <p>
            {(!site.is_empty()).then(|| say!("photos.about", site = &site))}" "
            {match (is_phone, is_round) { (true, _) => say!("photos.phone_hint"), (false, true) => say!("photos.wanted_again"), (false, false) => say!("photos.wanted") }}
        </p>
        <Tips/>
        <p class="camera-coming" role="status">{say!("photos.coming")}</p>
        <div id="photo-checklist" data-checklist=begins_with><Checklist checklist/></div>
        {again.map(|link| view! { <Again link/> })}
    }
    .into_any()
}

/// What a form without scripts came back with.
#[component]
fn Problems() -> impl IntoView {
    let query = use_query_map();
    let problems = Signal::derive(move || {
        let query = query.read();
        let none = query.get("none").map(|_| say!("photos.none"));
        let refused = query.get_all("refused").unwrap_or_default();
        let refused = refused.into_iter().map(|code| capture::refusal(&code));
        let problem = |message| Problem { field: "main".to_owned(), message };
        none.into_iter().chain(refused).map(problem).collect::<Vec<_>>()
    });
    view! { <ErrorSummary problems title=say!("journey.problem")/> }
}

#[component]
fn Tips() -> impl IntoView {
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{say!("photos.tips")}</span></summary>
            <div class="nhsuk-details__text">
                <ul class="nhsuk-list nhsuk-list--bullet">
                    <li>{say!("photos.tips_light")}</li>
                    <li>{say!("photos.tips_background")}</li>
                    <li>{say!("photos.tips_clean")}</li>
                    <li>{say!("photos.tips_ruler")}</li>
                    <li>{say!("photos.tips_still")}</li>
                </ul>
            </div>
        </details>
    }
    .into_any()
}
