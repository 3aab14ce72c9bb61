use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::pages::{
    patient,
    public::{Front, NotFound},
    staff,
};

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" dir="ltr">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light"/>
                <meta name="theme-color" content="#005eb8"/>
                <meta name="robots" content="noindex"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <leptos_meta::MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Every page, each area under its own layout. The layouts are not lazy: they hold what an area's pages share, and a
/// lazy one may be made after its page. Rendered whole (`SsrMode::Async`): right status codes and titles, and
/// a page that reads without any script.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Skinlink".to_owned() } else { format!("{title} – Skinlink") }/>
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Front ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view={Lazy::<staff::SignInRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/demo/phone") view={Lazy::<staff::DemoPhoneRoute>::new()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("/p/:token") view=patient::PatientLayout ssr=SsrMode::Async>
                    <Route path=path!("") view={Lazy::<patient::StartRoute>::new()}/>
                    <Route path=path!("check") view={Lazy::<patient::CheckRoute>::new()}/>
                    <Route path=path!("before") view={Lazy::<patient::BeforeRoute>::new()}/>
                    <Route path=path!("questions") view={Lazy::<patient::QuestionsRoute>::new()}/>
                    <Route path=path!("photos") view={Lazy::<patient::PhotosRoute>::new()}/>
                    <Route path=path!("review") view={Lazy::<patient::ReviewRoute>::new()}/>
                    <Route path=path!("news") view={Lazy::<patient::NewsRoute>::new()}/>
                </ParentRoute>
                <ParentRoute path=path!("") view=staff::StaffLayout ssr=SsrMode::Async>
                    <Route path=path!("home") view={Lazy::<staff::HomeRoute>::new()}/>
                    <Route path=path!("cases") view={Lazy::<staff::CaseListRoute>::new()}/>
                    <Route path=path!("cases/:case") view={Lazy::<staff::CaseRoute>::new()}/>
                    <Route path=path!("cases/:case/request") view={Lazy::<staff::RequestRoute>::new()}/>
                    <Route path=path!("cases/:case/history") view={Lazy::<staff::HistoryRoute>::new()}/>
                    <Route path=path!("worklist") view={Lazy::<staff::WorklistRoute>::new()}/>
                    <Route path=path!("worklist/:case") view={Lazy::<staff::SpecialistCaseRoute>::new()}/>
                    <Route path=path!("templates") view={Lazy::<staff::TemplatesRoute>::new()}/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
