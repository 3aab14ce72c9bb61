use leptos::prelude::*;
use locales::say;
use ui::components::Press;

use super::sketch::Sketch;
use crate::canvas::Tool;

/// Tools as a group of radio buttons, so that arrow keys move between them, then undo and redo.
#[component]
pub fn Toolbar(sketch: Sketch) -> impl IntoView {
    let tools = Tool::ALL
        .into_iter()
        .map(|tool| {
            let id = tool.key().replace('.', "-");
            view! {
                <span class="annotator__tool">
                    <input type="radio" name="annotator-tool" id=id.clone() prop:checked=move || sketch.tool.get() == tool
                        on:change=move |_| sketch.tool.set(tool)/>
                    <label for=id>{say!(tool.key())}</label>
                </span>
            }
        })
        .collect_view();
    let annotator = sketch.annotator;
    let writes = move || sketch.tool.get() == Tool::Text;
    view! {
        <div class="annotator__tools">
            <fieldset class="annotator__choice">
                <legend class="nhsuk-u-visually-hidden">{say!("mark.tools")}</legend>
                {tools}
            </fieldset>
            <Press label=say!("mark.undo") disabled=Signal::derive(move || !annotator.can_undo.get()) on_press=annotator.undo/>
            <Press label=say!("mark.redo") disabled=Signal::derive(move || !annotator.can_redo.get()) on_press=annotator.redo/>
            <Show when=writes>
                <div class="annotator__words">
                    <label class="nhsuk-label" for="annotator-words">{say!("mark.words")}</label>
                    <input class="nhsuk-input" id="annotator-words" type="text" maxlength="80" autocomplete="off"
                        prop:value=sketch.words on:input:target=move |event| sketch.words.set(event.target().value())/>
                </div>
            </Show>
        </div>
    }
    .into_any()
}
