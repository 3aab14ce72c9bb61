//! Where on the body a patient's cases are: two drawn figures whose marks are links, and the same as a list.

use domain::{ids::PatientId, patients::Figure, view::PatientSite};
use leptos::prelude::*;

/// One half of a figure's outline, from the top of the head down the reader's right side to between the legs: the other
/// half is its mirror image.
const HALF: &str = "M100 12 C116 12 122 24 121 40 C120 54 112 62 110 66 L110 78 C122 84 140 84 148 92 C156 102 156 120 159 140 \
     L168 190 L172 216 C173 228 168 240 164 238 C160 237 160 228 158 218 L146 172 L138 128 L136 172 C138 196 140 214 138 236 \
     L132 300 L128 390 L132 412 C132 418 114 418 112 412 L112 390 L108 300 L101 232 L100 232";

/// The map and its list; nothing where no case has a site.
#[component]
pub fn Body(patient: PatientId, sites: Vec<PatientSite>) -> impl IntoView {
    if sites.is_empty() {
        return ().into_any();
    }
    let figures = Figure::ALL
        .iter()
        .map(|&figure| {
            let marks = sites
                .iter()
                .flat_map(|site| site.spots.iter().filter(move |spot| spot.figure == figure).map(move |spot| (site, *spot)))
                .map(|(site, spot)| view! { <Mark number=site.number href=address(patient, site) label=words(site) open=site.open x=spot.x y=spot.y/> })
                .collect::<Vec<_>>();
            view! { <Drawn figure marks/> }
        })
        .collect_view();
    let items = sites
        .iter()
        .map(|site| view! { <li value=site.number.to_string()><Site patient site=site.clone()/></li> })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="body">
            <h2 id="body">"Where on the body, by number"</h2>
            <div class="body-map">{figures}</div>
            <ol class="body-map__list">{items}</ol>
        </section>
    }
    .into_any()
}

/// A site with pictures leads to them.
fn address(patient: PatientId, site: &PatientSite) -> Option<String> {
    (site.pictures > 0).then(|| format!("/patients/{patient}/sites/{}", site.code))
}

/// "Left forearm: 2 cases, 5 pictures".
fn words(site: &PatientSite) -> String {
    let count = |count: u32, what: &str| if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") };
    format!("{}: {}, {}", site.label, count(site.cases, "case"), count(site.pictures, "picture"))
}

#[component]
fn Site(patient: PatientId, site: PatientSite) -> impl IntoView {
    let open = site.open.then(|| view! { " "<strong class="nhsuk-tag nhsuk-tag--blue">"Open"</strong> });
    match address(patient, &site) {
        Some(href) => view! { <a href=href>{words(&site)}</a>{open} }.into_any(),
        None => view! { <span>{words(&site)}</span>{open} }.into_any(),
    }
}

#[component]
fn Drawn<M: IntoView + 'static>(figure: Figure, marks: Vec<M>) -> impl IntoView {
    let (left, right) = match figure {
        Figure::Front => ("R", "L"),
        Figure::Back => ("L", "R"),
    };
    view! {
        <figure class="body-map__figure">
            <svg viewBox="0 0 200 440" role="group" aria-label=figure.label()>
                <g class="body-map__outline" aria-hidden="true">
                    <path d=HALF/>
                    <path d=HALF transform="translate(200 0) scale(-1 1)"/>
                    <text class="body-map__side" x="14" y="30">{left}</text>
                    <text class="body-map__side" x="176" y="30">{right}</text>
                </g>
                {marks}
            </svg>
            <figcaption>{figure.label()}</figcaption>
        </figure>
    }
    .into_any()
}

/// A numbered mark; a link where there are pictures to look at.
#[component]
fn Mark(number: u32, href: Option<String>, label: String, open: bool, x: u16, y: u16) -> impl IntoView {
    let drawn = view! {
        // As large as a fingertip needs, on a phone, too.
        <circle class="body-map__reach" cx=x cy=y r="16"/>
        <circle class="body-map__mark" class:body-map__mark--open=open cx=x cy=y r="11"/>
        <text class="body-map__number" class:body-map__number--open=open x=x y=y aria-hidden="true">{number}</text>
    };
    match href {
        Some(href) => {
            // Inside of a group, so that a browser that makes it anew makes a link of the drawing and not of the page.
            view! { <g><a class="body-map__link" href=href aria-label=label><title>{number}</title>{drawn}</a></g> }
                .into_any()
        }
        None => view! { <g role="img" aria-label=label>{drawn}</g> }.into_any(),
    }
}
