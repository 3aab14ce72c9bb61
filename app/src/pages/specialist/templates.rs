use domain::{role::Capability, view::TemplateView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::able::can;

use crate::{
    api::{
        client::marked,
        templates::{SaveTemplate, list_templates},
    },
    components::{Notice, NoticeTone, loaded},
};

/// The service's ready-made answers, each editable.
#[component]
pub fn Templates() -> impl IntoView {
    let templates = Resource::new_blocking(|| (), |()| list_templates());
    let query = use_query_map();
    let saved = move || query.read().get("saved").is_some();
    view! {
        <Title text="Templates"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Templates"</h1></div>
            <p>"Choosing an outcome fills in the first template kept for it. Every word can still be changed before the answer is sent. The diagnosis is always typed: no template has one."</p>
            <Show when=saved><Notice tone=NoticeTone::Success><p>"Saved. The next answer uses the new text."</p></Notice></Show>
            {loaded(templates, |templates| {
                if templates.is_empty() {
                    return view! { <p class="empty">"Your service has no templates yet. It was made before services were given the first ones."</p> }.into_any();
                }
                templates.into_iter().map(|template| view! { <Template template/> }).collect_view().into_any()
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Template(template: TemplateView) -> impl IntoView {
    let id = template.id.to_string();
    let field = |name: &str| format!("{name}-{id}");
    let (title, advice, safety_net) = (field("title"), field("advice"), field("safety"));
    view! {
        <details class="group">
            <summary class="group__head">
                <h2 class="group__title"><bdi>{template.title.clone()}</bdi></h2>
                <span class="group__state">{template.outcome.label()}</span>
            </summary>
            <form class="group__body" method="post" action=marked(SaveTemplate::url())>
                <input type="hidden" name="template[id]" value=id.clone()/>
                <input type="hidden" name="template[outcome]" value=template.outcome.as_str()/>
                <div class="fields">
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for=title.clone()>"Title"</label>
                        <input class="nhsuk-input" id=title name="template[title]" dir="auto" value=template.title required/>
                    </div>
                </div>
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label" for=advice.clone()>"Advice and plan"</label>
                    <textarea class="nhsuk-textarea" id=advice name="template[advice]" rows="5" dir="auto">{template.advice}</textarea>
                </div>
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label" for=safety_net.clone()>"When to seek help sooner, in place of your service’s words (optional)"</label>
                    <textarea class="nhsuk-textarea" id=safety_net name="template[safety_net]" rows="3" dir="auto">{template.safety_net}</textarea>
                </div>
                {can(Capability::Answer).then(|| view! { <button class="nhsuk-button">"Save template"</button> })}
            </form>
        </details>
    }
    .into_any()
}
