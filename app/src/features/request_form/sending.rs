use domain::{
    case::{Draft, Kind},
    view::ServiceView,
};
use leptos::prelude::*;

use super::{
    DraftForm,
    parts::{Group, OneOf, Text, Ticks},
};
use crate::components::{Choices, FieldKind};

/// To whom, on which pathway, and what they may do with it.
#[component]
pub fn Sending(state: DraftForm, draft: Draft, services: Vec<ServiceView>, unfinished: u32) -> impl IntoView {
    let kinds = Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind.label().to_owned())).collect::<Vec<_>>();
    let services = services.into_iter().map(|service| (service.service.to_string(), service.name)).collect::<Vec<_>>();
    view! {
        <Group title="Service and pathway" missing=state.missing(["kind", "service", "concern", "urgency_reason", "told_may_be_cancer", "conversion_authorised", "no_images_reason", "photos_agreed"].map(str::to_owned).to_vec())>
            <Choices name="kind" form_name="draft[kind]".to_owned() legend="What are you asking for?" choices=kinds value=draft.kind error=state.error("kind")/>
            <div class="only-cancer">
                <OneOf state name="concern" legend="How concerned are you?" value=draft.concern
                    choices=&[("very", "Very concerned"), ("unsure", "Unsure"), ("unlikely", "Unlikely, but meets the criteria")]/>
                <Ticks legend="Suspected cancer" ticks=vec![("told_may_be_cancer", "The patient knows that it may be cancer", draft.told_may_be_cancer)]/>
            </div>
            <Choices name="service" form_name="draft[service]".to_owned() legend="Service" choices=services value=draft.service error=state.error("service")/>
            <Ticks legend="Converting to a referral" ticks=vec![(
                "conversion_authorised",
                "The specialist may turn this into a referral. Clinical responsibility passes to the service only then",
                draft.conversion_authorised,
            )]/>
            <Text state name="urgency_reason" label="Why it is urgent (optional)" value=draft.urgency_reason/>
            <Ticks legend="Pictures" ticks=vec![(
                "photos_agreed",
                "The patient agrees that pictures are taken and shared for their care",
                draft.photos_agreed,
            )]/>
            {(unfinished > 0).then(|| view! {
                <Ticks legend="Photos that the patient has added and not sent yet" ticks=vec![(
                    "include_unfinished",
                    "Send them too, although the patient has not finished",
                    draft.include_unfinished,
                )]/>
            })}
            <div class:not-needed=move || !state.images.read().is_empty()>
                <Text state name="no_images_reason" label="If it goes without pictures, why?" value=draft.no_images_reason kind=FieldKind::Long rows=2/>
            </div>
        </Group>
    }
    .into_any()
}
