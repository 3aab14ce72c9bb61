use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::pages::{
    admin::{ActDonePage, Admin, OrganisationPage, PersonPage, StepUpPage},
    bookings::{BookingCase, Bookings},
    forms::{FormEdit, FormPreview, Forms},
    hub::{AskHubPage, Hub, HubVisitPage},
    invitations::Invitations,
    openings::Openings,
    operations::{Accesses, Deliveries, Health},
    outside::{Outside, OutsideCase},
    patient::PatientRoutes,
    patients::{ApartPage, ComparePage, DetailsPage, FindPatient, MergePage, PatientPage, SitePage},
    policy::{PolicyPage, PolicyPart},
    public::{DemoPhone, Finished, Front, Join, NotFound, Problem, SecondFactorPage, SignIn},
    referrer::{Case, CaseListPage, CorrectionPage, HistoryPage, Home, MorePictures, Request, WrongPatientPage},
    sessions::Sessions,
    specialist::{AskReviewPage, SecondReadingPage, SendOnPage, SpecialistCase, Templates, Worklist},
    staff::StaffLayout,
    summary::SummaryPage,
    team::Team,
    unsent::UnsentForms,
    welcome::Welcome,
};

/// Every page, each area under its own layout. Rendered whole (`SsrMode::Async`): right status codes and titles, and
/// a page that reads without any script.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Skinlink".to_owned() } else { format!("{title} – Skinlink") }/>
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Front ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async/>
                <Route path=path!("/join") view=Join ssr=SsrMode::Async/>
                <Route path=path!("/second-factor") view=SecondFactorPage ssr=SsrMode::Async/>
                <Route path=path!("/second-factor/set-up") view=SecondFactorPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/done") view=ActDonePage ssr=SsrMode::Async/>
                <Route path=path!("/step-up") view=StepUpPage ssr=SsrMode::Async/>
                <Route path=path!("/problem") view=Problem ssr=SsrMode::Async/>
                <Route path=path!("/finished") view=Finished ssr=SsrMode::Async/>
                <Route path=path!("/demo/phone") view=DemoPhone ssr=SsrMode::Async/>
                <PatientRoutes/>
                <ParentRoute path=path!("") view=StaffLayout ssr=SsrMode::Async>
                    <Route path=path!("home") view=Home/>
                    <Route path=path!("welcome") view=Welcome/>
                    <Route path=path!("outside") view=Outside/>
                    <Route path=path!("outside/:case") view=OutsideCase/>
                    <Route path=path!("openings") view=Openings/>
                    <Route path=path!("invitations") view=Invitations/>
                    <Route path=path!("patients") view=FindPatient/>
                    <Route path=path!("patients/:patient") view=PatientPage/>
                    <Route path=path!("patients/:patient/details") view=DetailsPage/>
                    <Route path=path!("patients/:patient/merge") view=MergePage/>
                    <Route path=path!("patients/:patient/merge/:other") view=ComparePage/>
                    <Route path=path!("patients/:patient/apart") view=ApartPage/>
                    <Route path=path!("patients/:patient/sites/:site") view=SitePage/>
                    <Route path=path!("cases") view=CaseListPage/>
                    <Route path=path!("cases/:case") view=Case/>
                    <Route path=path!("cases/:case/request") view=Request/>
                    <Route path=path!("cases/:case/pictures") view=MorePictures/>
                    <Route path=path!("cases/:case/patient") view=CorrectionPage/>
                    <Route path=path!("cases/:case/wrong-patient") view=WrongPatientPage/>
                    <Route path=path!("cases/:case/history") view=HistoryPage/>
                    <Route path=path!("cases/:case/summary") view=SummaryPage/>
                    <Route path=path!("worklist") view=Worklist/>
                    <Route path=path!("worklist/:case") view=SpecialistCase/>
                    <Route path=path!("worklist/:case/send-on") view=SendOnPage/>
                    <Route path=path!("worklist/:case/ask") view=AskReviewPage/>
                    <Route path=path!("worklist/:case/second-reading") view=SecondReadingPage/>
                    <Route path=path!("cases/:case/hub") view=AskHubPage/>
                    <Route path=path!("worklist/:case/hub") view=AskHubPage/>
                    <Route path=path!("hub") view=Hub/>
                    <Route path=path!("hub/:case") view=HubVisitPage/>
                    <Route path=path!("bookings") view=Bookings/>
                    <Route path=path!("bookings/:case") view=BookingCase/>
                    <Route path=path!("templates") view=Templates/>
                    <Route path=path!("forms") view=Forms/>
                    <Route path=path!("forms/preview") view=FormPreview/>
                    <Route path=path!("forms/edit") view=FormEdit/>
                    <Route path=path!("policy") view=PolicyPage/>
                    <Route path=path!("policy/:part") view=PolicyPart/>
                    <Route path=path!("team") view=Team/>
                    <Route path=path!("unsent") view=UnsentForms/>
                    <Route path=path!("sessions") view=Sessions/>
                    <Route path=path!("admin") view=Admin/>
                    <Route path=path!("admin/people/:account") view=PersonPage/>
                    <Route path=path!("admin/organisations/:organisation") view=OrganisationPage/>
                    <Route path=path!("admin/health") view=Health/>
                    <Route path=path!("admin/deliveries") view=Deliveries/>
                    <Route path=path!("admin/accesses") view=Accesses/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
