use domain::{annotation::Part, ids::CaseId, typed, view::ImageView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use viewer::{PlayClip, SaveCopy, canvas::Marks, said_lengths};

use crate::{
    api::{cases::RemoveImage, client::marked},
    components::{Notice, NoticeTone},
};

/// The pictures of a case as a grid, each with what it is and how good it is.
#[component]
pub fn Pictures(
    images: Vec<ImageView>,
    /// The draft that a picture may still be taken out of.
    #[prop(optional_no_strip)]
    removable_from: Option<CaseId>,
) -> impl IntoView {
    let cards = images.into_iter().map(|image| view! { <PictureFigure image removable_from/> }).collect_view();
    view! { <ul class="pictures">{cards}</ul> }
}

#[component]
fn PictureFigure(image: ImageView, removable_from: Option<CaseId>) -> impl IntoView {
    // A request not sent yet is still being made: its pictures may go again.
    let copy = removable_from.is_none().then(|| view! { <SaveCopy image=image.clone()/> });
    let measured = said_lengths(&image);
    let marked_by = marked_by(&image);
    let framed = image.layers.iter().filter_map(|layer| layer.overlay.part.map(|part| (layer.by.as_str(), part)));
    let (frames, framed_by): (Vec<_>, Vec<_>) = framed
        .map(|(by, part)| {
            let by = view! { <p class="picture__measured"><bdi>{by.to_owned()}</bdi>" asks to look at the framed part."</p> };
            (view! { <PartFrame part width=image.width height=image.height/> }, by)
        })
        .unzip();
    let notes = image.quality.into_iter().map(|note| view! { <li>{note.sentence}</li> }).collect::<Vec<_>>();
    let (width, height, sent) = (image.width, image.height, image.annotations);
    let over = image.layers.into_iter().map(|layer| {
        view! { <Marks layer=layer.overlay.layer below=sent.clone() width height colour=2/> }
    });
    let over = over.collect_view();
    let label = format!("{}, lesion {}", image.view.label(), image.lesion);
    view! {
        <li class="picture">
            <a class="picture__frame" href=image.master rel="external" target="_blank" title="Open at full size">
                <img src=image.thumb alt=image.alt loading="lazy"/>
                <Marks layer=sent width height/>
                {over}
                {frames}
                <span class="nhsuk-u-visually-hidden">" (opens at full size in a new tab)"</span>
            </a>
            {image.clip.map(|clip| view! { <PlayClip clip/> })}
            <p class="picture__what"><strong>{label.clone()}</strong><span><bdi>{image.from}</bdi>", "{image.received.short}</span></p>
            {image.earlier.map(|sent| view! { <p class="picture__measured">{format!("Sent with the request before, {}", sent.full)}</p> })}
            {framed_by}
            {marked_by.map(|said| view! { <p class="picture__measured">{said}</p> })}
            {measured.map(|said| view! { <p class="picture__measured">{said}</p> })}
            {if notes.is_empty() {
                view! { <p class="picture__good">"No faults found"</p> }.into_any()
            } else {
                view! { <ul class="picture__notes">{notes}</ul> }.into_any()
            }}
            {copy}
            {removable_from.map(|case| view! {
                <details class="not-printed">
                <summary class="link-button">"Remove"<span class="nhsuk-u-visually-hidden">{format!(" {label}")}</span></summary>
                <form method="post" action=marked(RemoveImage::url())>
                    <input type="hidden" name="case" value=case.to_string()/>
                    <input type="hidden" name="image" value=image.id.to_string()/>
                    <button class="link-button">"Yes, delete this picture"</button>
                </form>
                </details>
            })}
        </li>
    }
    .into_any()
}

/// What somebody wants looked at, on the whole picture.
#[component]
fn PartFrame(part: Part, width: u32, height: u32) -> impl IntoView {
    let (w, h) = (width as f32, height as f32);
    view! {
        <svg class="marks" viewBox=format!("0 0 {w} {h}") preserveAspectRatio="xMidYMid meet" aria-hidden="true">
            <rect class="marks__under marks__frame" x=part.left * w y=part.top * h width=part.width * w height=part.height * h/>
            <rect class="marks__frame" x=part.left * w y=part.top * h width=part.width * w height=part.height * h/>
        </svg>
    }
    .into_any()
}

/// "Marked by Dr Helen Marsh and Dr Yusuf Rahman."
fn marked_by(image: &ImageView) -> Option<String> {
    let marked = image.layers.iter().filter(|layer| !layer.overlay.layer.marks.is_empty());
    let names: Vec<_> = marked.map(|layer| typed::isolated(&layer.by)).collect();
    (!names.is_empty()).then(|| format!("Marked by {}.", names.join(" and ")))
}

/// What became of files that came by the plain form: each that was refused, with its reason.
#[component]
pub fn RefusedFiles() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let refused = query.get_all("refused").unwrap_or_default();
    (!refused.is_empty()).then(|| {
        let reasons = refused.iter().map(|code| view! { <li>{capture::refusal(code)}</li> }).collect_view();
        view! {
            <Notice tone=NoticeTone::Warning>
                <p><strong>"Not every file was added. "</strong>"The others are with the pictures below."</p>
                <ul>{reasons}</ul>
            </Notice>
        }
    })
}
