use leptos::prelude::*;
use locales::say;

use super::{own::Own, state::ViewerState};
use crate::canvas::Tool;

/// The tools beside the pictures, and the way back.
#[component]
pub fn Palette(viewer: ViewerState) -> impl IntoView {
    let stroke = viewer.stroke;
    let tools = Tool::ALL.into_iter().map(|tool| {
        view! {
            <button type="button" class="tool palette__tool" aria-pressed=move || (stroke.tool.get() == Some(tool)).to_string()
                on:click=move |_| stroke.take(tool)><Icon line=icon(tool)/>{name(tool)}</button>
        }
    });
    let own = move || viewer.own(viewer.current());
    let step = move |step: fn(&mut Own)| viewer.step_own(untrack(|| viewer.current()), step);
    view! {
        <div class="palette not-printed">
            <div class="palette__tools" role="group" aria-label="Tools">{tools.collect_view()}</div>
            <div class="palette__tools">
                <button type="button" class="tool palette__tool" aria-keyshortcuts="z" disabled=move || !own().with(Own::can_undo)
                    on:click=move |_| step(Own::undo)><Icon line="M8 5 L4 9 L8 13 M4 9 H14 a5 5 0 0 1 0 10 H9"/>"Undo"</button>
                <button type="button" class="tool palette__tool" aria-keyshortcuts="Shift+Z" disabled=move || !own().with(Own::can_redo)
                    on:click=move |_| step(Own::redo)><Icon line="M16 5 L20 9 L16 13 M20 9 H10 a5 5 0 0 0 0 10 H15"/>"Redo"</button>
            </div>
        </div>
    }
    .into_any()
}

/// A line drawing of 24 by 24.
#[component]
fn Icon(line: &'static str) -> impl IntoView {
    view! { <svg class="palette__icon" viewBox="0 0 24 24" aria-hidden="true"><path d=line/></svg> }
}

/// A tool's name among clinicians, where it is another one than a patient's.
fn name(tool: Tool) -> String {
    match tool {
        Tool::Circle => "Ellipse".to_owned(),
        Tool::Measure => "Ruler".to_owned(),
        Tool::Pen | Tool::Arrow | Tool::Region | Tool::Text | Tool::Number => say!(tool.key()),
    }
}

fn icon(tool: Tool) -> &'static str {
    match tool {
        Tool::Arrow => "M5 19 L19 5 M11 5 H19 V13",
        Tool::Circle => "M3 12 a9 6.5 0 1 0 18 0 a9 6.5 0 1 0 -18 0",
        Tool::Pen => "M4 20 L5 15 L16 4 L20 8 L9 19 Z M14 6 L18 10",
        Tool::Region => "M12 4 C18 3 22 8 20 13 S14 21 9 19 S2 13 4 9 S8 5 12 4 Z",
        Tool::Number => "M12 3 a9 9 0 1 0 0.01 0 Z M10 9.5 L12.5 7.5 V16.5",
        Tool::Text => "M5 8 V5 H19 V8 M12 5 V19 M9 19 H15",
        Tool::Measure => "M3 16 L16 3 L21 8 L8 21 Z M6.5 12.5 L9 15 M10 9 L13.5 12.5 M13.5 5.5 L16 8",
    }
}
