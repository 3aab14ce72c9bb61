use domain::case::Draft;
use leptos::prelude::*;

use super::{
    DraftForm,
    parts::{Group, OneOf, Text, Ticks},
};
use crate::components::FieldKind;

/// What changes the answer without being on the skin.
#[component]
pub fn Risk(state: DraftForm, draft: Draft) -> impl IntoView {
    view! {
        <Group state title="Risk and medicines" fields=&["skin_type", "history", "drugs", "allergies"] optional=true>
            <Ticks legend="Risk (tick all that apply)" ticks=vec![
                ("personal_skin_cancer", "Skin cancer before", draft.personal_skin_cancer),
                ("family_skin_cancer", "Skin cancer in the family", draft.family_skin_cancer),
                ("immunosuppressed", "Immunosuppressed", draft.immunosuppressed),
                ("many_moles", "More than 100 moles, or atypical ones", draft.many_moles),
                ("uv_exposure", "Much sun, sunbeds or outdoor work", draft.uv_exposure),
                ("anticoagulant", "Anticoagulant or antiplatelet", draft.anticoagulant),
                ("pregnant", "Pregnant", draft.pregnant),
            ]/>
            <OneOf state name="skin_type" legend="Skin type (Fitzpatrick)" value=draft.skin_type
                choices=&[("I", "I"), ("II", "II"), ("III", "III"), ("IV", "IV"), ("V", "V"), ("VI", "VI")]/>
            <Text state name="history" label="Medical history (optional)" value=draft.history kind=FieldKind::Long rows=2/>
            <div class="fields">
                <Text state name="drugs" label="Medicines (optional)" value=draft.drugs kind=FieldKind::Long rows=2/>
                <Text state name="allergies" label="Allergies (optional)" value=draft.allergies kind=FieldKind::Long rows=2/>
            </div>
        </Group>
    }
    .into_any()
}
