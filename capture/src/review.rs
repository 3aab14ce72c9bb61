use domain::image::{KeptBecause, View};
use imaging::Stage;
use leptos::{html, prelude::*};
use locales::say;
use ui::components::{Choice, LiveText, Press};
use viewer::annotator::drawn;

use super::{
    advice, because,
    flow::{Flow, Scene},
    refusal, step_name, view_name,
};

/// A heading that takes the focus when its scene appears, so that it is read out and never lost.
#[component]
pub fn SceneHeading(#[prop(into)] text: String) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            // Fails only when the scene is gone again.
            let _ = heading.focus();
        }
    });
    view! { <h2 class="scene__heading" tabindex="-1" node_ref=heading>{text}</h2> }
}

/// What a scene is for.
#[component]
pub fn SceneTop(title: String, hint: String) -> impl IntoView {
    view! {
        <div class="scene__verdict">
            <SceneHeading text=title/>
            <p>{hint}</p>
        </div>
    }
    .into_any()
}

/// Which picture of how many, where several were chosen.
#[component]
fn Position(flow: Flow) -> impl IntoView {
    let (number, count) = flow.position.get_untracked();
    (count > 1).then(|| {
        let text = say!("picture.one_of", number = &number.to_string(), count = &count.to_string());
        view! { <p class="scene__place">{text}</p> }
    })
}

#[component]
pub fn PreparingScene(flow: Flow) -> impl IntoView {
    let doing = move || match flow.stage() {
        None => ("0", say!("picture.starting")),
        Some(Stage::Reading) => ("1", say!("picture.reading")),
        Some(Stage::Shaping) => ("2", say!("picture.shaping")),
        Some(Stage::Packing) => ("3", say!("picture.packing")),
    };
    view! {
        <div class="scene scene--waiting">
            <Position flow/>
            <SceneHeading text=say!("picture.preparing")/>
            <progress class="scene__progress" max="4" prop:value=move || doing().0 aria-label=say!("picture.preparing")></progress>
            <p role="status"><LiveText text=Signal::derive(move || doing().1)/></p>
            <Press label=say!("picture.close") on_press=move |()| flow.leave()/>
        </div>
    }
    .into_any()
}

/// The picture, large, with "Photo is clear enough" or one sentence of advice: advice never stands in the way.
#[component]
pub fn ReviewScene(flow: Flow) -> impl IntoView {
    let review = flow.review.get_untracked();
    let in_vain = flow.in_vain.get_untracked();
    let (title, advice, good) = match (review.prepared, review.findings.first()) {
        (false, _) => {
            (say!("picture.shown", view = &view_name(flow.view.get_untracked())), Some(say!("picture.as_it_is")), true)
        }
        (true, None) => (say!("picture.looks_good"), None, true),
        (true, Some(finding)) => (say!("photos.could_be_clearer"), Some(advice(*finding, flow.is_cut())), false),
    };
    let again = match (flow.by_camera.get_untracked(), flow.position.get_untracked()) {
        (true, _) => say!("picture.again"),
        (false, (_, 1)) => say!("picture.choose_again"),
        (false, _) => say!("picture.skip"),
    };
    let keep = if good { say!("picture.use") } else { say!("picture.use_anyway") };
    let alt = say!("picture.shown", view = &view_name(flow.view.get_untracked()));
    let layer = Signal::derive(move || Some(flow.layer()));
    let marks = review.prepared.then(|| drawn(layer, review.width, review.height, Signal::stored(1.0)));
    view! {
        <div class="scene">
            <div class="scene__verdict" class:scene__verdict--advice=!good>
                <Position flow/>
                <SceneHeading text=title/>
                {in_vain.then(|| view! { <p role="alert"><strong>{say!("picture.in_vain")}</strong></p> })}
                {advice.map(|advice| view! { <p>{advice}</p> })}
            </div>
            <div class="scene__picture">
                <div class="scene__fit">
                    <img src=review.address alt=alt width=review.prepared.then_some(review.width) height=review.prepared.then_some(review.height)/>
                    {marks}
                </div>
            </div>
            {(!good).then(|| view! { <Because flow/> })}
            {flow.asks_what().then(|| view! { <WhatItShows flow/> })}
            {review.prepared.then(|| view! { <Tools flow/> })}
            // What is advised is what stands out: a poor photo is taken again.
            {if good {
                view! { <Choice label=keep on_press=move |()| flow.use_it() other=again on_other=move |()| flow.again()/> }
            } else {
                view! { <Choice label=again on_press=move |()| flow.again() other=keep on_other=move |()| flow.use_it()/> }
            }}
        </div>
    }
    .into_any()
}

/// What may be done to the picture, and taken back.
#[component]
fn Tools(flow: Flow) -> impl IntoView {
    let undo = Signal::derive(move || match flow.edits.with(|edits| edits.last().map(step_name)) {
        Some(step) => say!("picture.undo", step = &step),
        None => String::new(),
    });
    let redo = Signal::derive(move || match flow.edits.with(|edits| edits.next().map(step_name)) {
        Some(step) => say!("picture.redo", step = &step),
        None => String::new(),
    });
    view! {
        <div class="scene__tools">
            <Press label=say!("picture.crop") on_press=move |()| flow.scene.set(Scene::Crop)/>
            <Press label=say!("picture.hide") on_press=move |()| flow.scene.set(Scene::Hide)/>
            <Press label=say!("picture.turn") on_press=move |()| flow.turn()/>
            <Press label=say!("picture.mark") on_press=move |()| flow.scene.set(Scene::Mark)/>
        </div>
        <div class="scene__tools">
            <Press label=undo on_press=move |()| flow.undo()/>
            <Press label=redo on_press=move |()| flow.redo()/>
        </div>
    }
    .into_any()
}

/// Nothing stops a picture with a fault; who wants may say why it goes all the same.
#[component]
fn Because(flow: Flow) -> impl IntoView {
    let choices = KeptBecause::ALL.iter().map(|why| {
        let chosen = move || flow.because.get() == Some(*why);
        view! {
            <label class="reason">
                <input type="radio" name="because" prop:checked=chosen on:change=move |_| flow.because.set(Some(*why))/>
                <span>{because(*why)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="scene__because">
            <legend>{say!("because.legend")}</legend>
            {choices.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Several pictures come at once, but each shows something of its own.
#[component]
fn WhatItShows(flow: Flow) -> impl IntoView {
    let now = flow.view.get_untracked();
    let options = View::ALL
        .iter()
        .map(|each| view! { <option value=each.as_str() selected={*each == now}>{view_name(*each)}</option> })
        .collect_view();
    view! {
        <div class="scene__what">
            <label class="nhsuk-label" for="shows-view">{say!("upload.view")}</label>
            <select class="nhsuk-select" id="shows-view" on:change:target=move |event| {
                if let Ok(chosen) = event.target().value().parse() {
                    flow.shows(chosen);
                }
            }>{options}</select>
            <label class="nhsuk-label" for="shows-lesion">{say!("upload.lesion")}</label>
            <input class="nhsuk-input nhsuk-input--width-2" id="shows-lesion" type="number" min="1" max="99" inputmode="numeric"
                prop:value=flow.lesion on:change:target=move |event| {
                    flow.lesion.set(event.target().value().parse().unwrap_or(1).clamp(1, 99));
                }/>
        </div>
    }
    .into_any()
}

/// A file that cannot be used: why, and what to do.
#[component]
pub fn RefusedScene(flow: Flow, code: String) -> impl IntoView {
    view! {
        <div class="scene scene--waiting">
            <Position flow/>
            <SceneHeading text=say!("journey.problem")/>
            <p role="alert">{refusal(&code)}</p>
            <Choice label=say!("photos.take") on_press=move |()| flow.open_camera(flow.view.get_untracked())
                other=say!("journey.continue") on_other=move |()| flow.next()/>
        </div>
    }
    .into_any()
}
