use domain::{case::too_many_drafts, view::CaseRows};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, location::Url};

use crate::{
    api::cases::list_cases,
    components::{Notice, NoticeTone, loaded},
    features::{
        case_table::CaseTable,
        lists::{LISTS, ListWords},
        new_request::NewRequest,
    },
};

/// One list of the practice, a page of it at a time.
#[component]
pub fn CaseListPage() -> impl IntoView {
    let query = use_query_map();
    let words = Memo::new(move |_| query.read().get("list").unwrap_or_default());
    let words = move || ListWords::from_code(&words.get());
    let after = move || query.read().get("after");
    let too_many = move || query.read().get("too_many").is_some();
    let rows = Resource::new_blocking(move || (words().list, after()), |(list, after)| list_cases(list, after));
    let chips = LISTS
        .iter()
        .map(|each| {
            let current = move || (words().code == each.code).then_some("page");
            view! { <li><a class="chip" href=format!("/cases?list={}", each.code) aria-current=current>{each.label}</a></li> }
        })
        .collect_view();
    view! {
        <Title text=move || words().label/>
        <div class="staff__page">
            <div class="page-head"><h1>{move || words().label}</h1><NewRequest/></div>
            {move || too_many().then(|| view! { <Notice tone=NoticeTone::Warning><p><strong>"No request was started."</strong>" "{too_many_drafts().message}</p></Notice> })}
            <nav aria-label="Lists"><ul class="chips">{chips}</ul></nav>
            {loaded(rows, move |rows| view! { <Rows rows words=words()/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Rows(rows: CaseRows, words: &'static ListWords) -> impl IntoView {
    if rows.rows.is_empty() {
        return view! { <p class="empty">{words.empty}</p> }.into_any();
    }
    view! {
        <CaseTable rows=rows.rows caption=words.label/>
        {rows.next.map(|next| view! {
            <p class="more"><a href=format!("/cases?list={}&after={}", words.code, Url::escape(&next))>"More"</a></p>
        })}
    }
    .into_any()
}
