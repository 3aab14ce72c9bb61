//! The clinicians' area: the layout around every page of a signed-in person.

use domain::{role::Role, view::Me};
use leptos::{html, prelude::*};
use leptos_router::{
    components::{A, Outlet, Redirect},
    hooks::use_location,
    location::Url,
};

use crate::{
    api::session::who_is_signed_in,
    components::DemonstrationBanner,
    features::{
        ahead::Ahead,
        answer::{JustSent, OneKey, UndoBar},
    },
};

/// Header, banner, and the page for whoever is signed in; everyone else is asked to sign in and brought back.
#[component]
pub fn StaffLayout() -> impl IntoView {
    let me = Resource::new_blocking(|| (), |()| who_is_signed_in());
    let location = use_location();
    let just_sent = JustSent::provide();
    Ahead::provide();
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

    let page = move || {
        Suspend::new(async move {
            match me.await {
                Ok(Some(me)) => view! {
                    <Header me/>
                    <DemonstrationBanner/>
                    <main class="staff" id="main" tabindex="-1" node_ref=main><Outlet/></main>
                    <UndoBar just_sent/>
                }
                .into_any(),
                _ => {
                    let here = format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked());
                    view! { <Redirect path=format!("/sign-in?next={}", Url::escape(&here))/> }.into_any()
                }
            }
        })
    };
    view! {
        <a class="nhsuk-skip-link" href="#main" rel="external">"Skip to main content"</a>
        <Suspense>{page}</Suspense>
    }
    .into_any()
}

#[component]
fn Header(me: Me) -> impl IntoView {
    let links = match me.role {
        Role::Referrer => vec![("/home", "Home"), ("/cases", "Requests")],
        Role::Specialist => vec![("/worklist", "Worklist"), ("/templates", "Templates")],
    };
    let links = links.into_iter().map(|(path, label)| view! { <li><A href=path>{label}</A></li> }).collect_view();
    view! {
        <header class="staff-header">
            <a class="staff-header__name" href=me.home>"Skinlink"</a>
            <nav aria-label="Main"><ul class="staff-header__nav">{links}</ul></nav>
            <div class="staff-header__who">
                <span><bdi>{me.name}</bdi><span class="staff-header__organisation"><bdi>{me.organisation}</bdi></span></span>
                <form method="post" action="/sign-out"><button class="staff-header__sign-out">"Sign out"</button></form>
            </div>
        </header>
    }
    .into_any()
}
