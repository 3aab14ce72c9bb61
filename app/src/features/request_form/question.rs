use domain::case::Draft;
use leptos::prelude::*;

use super::{
    DraftForm,
    parts::{Group, Text},
};
use crate::components::FieldKind;

/// What the specialist is asked, and what the referrer thinks it is. The impression is required: without one a third
/// of upgraded cases had nothing to learn from (domain.md 2.1 item 7).
#[component]
pub fn Question(state: DraftForm, draft: Draft) -> impl IntoView {
    view! {
        <Group title="Question" missing=state.missing(["question", "impression"].map(str::to_owned).to_vec())>
            <Text state name="question" label="What do you want to know?" value=draft.question kind=FieldKind::Long rows=3
                hint="For example: is this safe to watch, or does it need removing?"/>
            <Text state name="impression" label="Your clinical impression" value=draft.impression kind=FieldKind::Long rows=2
                hint="What you think it is, and what else it could be"/>
        </Group>
    }
    .into_any()
}
