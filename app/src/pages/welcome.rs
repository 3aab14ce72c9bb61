use domain::{role::Role, view::Me};
use leptos::prelude::*;
use leptos_meta::Title;

/// The start page of those for whom there is no list yet: what they can do here today, and nothing that is not true.
#[component]
pub fn Welcome() -> impl IntoView {
    let Some(me) = use_context::<Me>() else { return ().into_any() };
    view! {
        <Title text="Welcome"/>
        <div class="staff__page">
            <h1>"Welcome"</h1>
            <p>"You are "<bdi>{me.name}</bdi>", "{me.role.label().to_lowercase()}" at "<bdi>{me.organisation}</bdi>"."</p>
            <p>{today(me.role)}</p>
            <p>"Your name in the header shows where you are signed in, and ends it elsewhere."</p>
        </div>
    }
    .into_any()
}

/// One true sentence.
const fn today(role: Role) -> &'static str {
    match role {
        Role::Photographer => "The patients whom you photograph are on their own page.",
        Role::BookingClerk => "The appointments that you make are on their own page.",
        Role::Commissioner => {
            "Skinlink has no reports yet, so there are no numbers to show you, and no case is shown to you."
        }
        Role::Referrer | Role::Nurse | Role::PracticeManager => "Your work is on your home page.",
        Role::Specialist | Role::Trainee => "Your work is on your worklist.",
        Role::ServiceManager | Role::Administrator => "You look after people.",
    }
}
