//! The clinicians' area: the layout around every page of a signed-in person.

use domain::{
    organisation::OrganisationKind,
    role::{Capability, Role},
    view::{Me, OpenedCase, Workplace},
};
use leptos::{html, prelude::*, server_fn::ServerFn};
use leptos_router::{
    components::{A, Outlet},
    hooks::use_location,
};

use crate::{
    api::{
        AppError,
        client::marked,
        session::{SignedIn, SwitchWorkplace},
    },
    components::{DemonstrationBanner, Failure},
    features::{
        answer::{JustSent, OneKey, UndoBar},
        cover::{Cover, CoverPage, tell_signing_out},
        live::Heard,
        prefetch::Prefetch,
    },
};

/// Header, banner, and the page for whoever is signed in: the server found out before it made the page, and sends
/// everybody else to sign in. Nothing here waits for anything, so that the page in it is made once.
#[component]
pub fn StaffLayout() -> impl IntoView {
    match SharedValue::new(signed_in).into_inner() {
        Some(signed_in) => view! { <Area signed_in/> }.into_any(),
        // In a browser that came here from a page of another area, without asking the server.
        None => view! { <main class="staff" id="main"><Failure error=AppError::SignedOut/></main> }.into_any(),
    }
}

fn signed_in() -> Option<SignedIn> {
    #[cfg(feature = "ssr")]
    {
        crate::api::context::who().staff.map(|staff| staff.signed_in)
    }
    #[cfg(not(feature = "ssr"))]
    None
}

#[component]
fn Area(signed_in: SignedIn) -> impl IntoView {
    let location = use_location();
    let cover = Cover::provide(&signed_in);
    let is_invited = signed_in.me.invited;
    provide_context(signed_in.me.clone());
    provide_context(Heard(signed_in.heard));
    let just_sent = JustSent::provide();
    Prefetch::provide();
    OneKey::provide();

    let main = NodeRef::<html::Main>::new();
    // The link that was followed is gone with its page: without this the focus would fall back to the top.
    Effect::new(move |before: Option<String>| {
        let path = location.pathname.get();
        if before.is_some_and(|before| before != path)
            && let Some(main) = main.get_untracked()
        {
            let _ = main.focus();
        }
        path
    });
    view! {
        <a class="nhsuk-skip-link" href="#main" rel="external">"Skip to main content"</a>
        <CoverPage cover/>
        <Header me=signed_in.me cover/>
        <DemonstrationBanner/>
        {is_invited.then(|| view! {
            <div class="opened-banner" role="note">"You are invited to work somewhere else, too. "<A href="/invitations">"Say yes or no"</A></div>
        })}
        {move || cover.opened().map(|opened| view! { <Opened opened/> })}
        <main class="staff" id="main" tabindex="-1" node_ref=main hidden=move || cover.is_on()><Outlet/></main>
        <UndoBar just_sent/>
    }
    .into_any()
}

/// On every page, for as long as it lasts.
#[component]
fn Opened(opened: OpenedCase) -> impl IntoView {
    let OpenedCase { case, number, until } = opened;
    view! {
        <div class="opened-banner" role="note">
            <strong>"You are reading case "<A href=format!("/outside/{case}")>{number}</A>" from outside, until "{until.short}"."</strong>
            " Reading only. It is kept that you did, and why; managers and the patient can read it."
        </div>
    }
    .into_any()
}

#[component]
fn Header(me: Me, cover: Cover) -> impl IntoView {
    let links = match me.role {
        Role::Referrer | Role::Nurse => {
            vec![("/home", "Home"), ("/cases", "Requests"), ("/patients", "Patients"), ("/team", "Team")]
        }
        Role::PracticeManager => {
            vec![
                ("/home", "Home"),
                ("/cases", "Requests"),
                ("/patients", "Patients"),
                ("/team", "Team"),
                ("/admin", "People"),
            ]
        }
        Role::Specialist => vec![("/worklist", "Worklist"), ("/templates", "Templates"), ("/team", "Team")],
        Role::Trainee => vec![("/worklist", "Worklist"), ("/team", "Team")],
        Role::ServiceManager if me.kind == Some(OrganisationKind::Service) => {
            vec![
                ("/admin", "People"),
                ("/team", "Team"),
                ("/worklist", "Worklist"),
                ("/bookings", "Appointments"),
                ("/forms", "Forms"),
                ("/policy", "Policy"),
            ]
        }
        Role::ServiceManager if me.kind == Some(OrganisationKind::PhotographyHub) => {
            vec![("/admin", "People"), ("/hub", "Photography")]
        }
        Role::ServiceManager => vec![("/admin", "People")],
        Role::BookingClerk => vec![("/bookings", "Appointments")],
        Role::Photographer => vec![("/hub", "Photography")],
        Role::Commissioner => vec![("/welcome", "Welcome")],
        Role::Administrator => vec![
            ("/admin", "People and organisations"),
            ("/admin/health", "Health"),
            ("/admin/deliveries", "Failed messages"),
            ("/admin/accesses", "Log"),
        ],
    };
    let outside = me.role.can(Capability::BreakGlass).then_some(("/outside", "Another case"));
    let openings = me.role.can(Capability::ManagePeople).then_some(("/openings", "Opened from outside"));
    let links = links.into_iter().chain(outside).chain(openings);
    let links =
        links.map(|(path, label)| view! { <li><A href=path exact={path == "/admin"}>{label}</A></li> }).collect_view();
    let switches = me.others.into_iter().map(|place| view! { <Switch place then=""/> }).collect_view();
    view! {
        <header class="staff-header" hidden=move || cover.is_on()>
            <a class="staff-header__name" href=me.home>"Skinlink"</a>
            <nav aria-label="Main"><ul class="staff-header__nav">{links}</ul></nav>
            <div class="staff-header__who">
                <span><A href="/sessions"><bdi>{me.name}</bdi></A><span class="staff-header__organisation"><bdi>{me.organisation}</bdi></span></span>
                {switches}
                <form method="post" action="/sign-out" on:submit=move |_| tell_signing_out()><button class="staff-header__sign-out">"Sign out"</button></form>
            </div>
        </header>
    }
    .into_any()
}

/// Goes on at another of one's places, in one press.
#[component]
pub fn Switch(place: Workplace, then: &'static str) -> impl IntoView {
    let Workplace { membership, organisation, role } = place;
    view! {
        <form method="post" action=marked(SwitchWorkplace::url())>
            <input type="hidden" name="membership" value=membership.to_string()/>
            <input type="hidden" name="then" value=then/>
            <button class="staff-header__sign-out">"Switch to "<bdi>{organisation}</bdi>" ("{role.label().to_lowercase()}")"</button>
        </form>
    }
    .into_any()
}
