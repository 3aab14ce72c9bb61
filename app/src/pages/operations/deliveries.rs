use domain::view::FailedDelivery;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::operations::load_failed_deliveries,
    components::{Moment, loaded},
    pages::admin::Act,
};

/// Where what is done here leads back to.
const BACK: &str = "/admin/deliveries";

/// Messages that were given up, until somebody has dealt with each.
#[component]
pub fn Deliveries() -> impl IntoView {
    let query = use_query_map();
    let older = Memo::new(move |_| query.read().get("older").unwrap_or_default());
    let failed = Resource::new_blocking(move || older.get(), load_failed_deliveries);
    view! {
        <Title text="Messages that failed"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Messages that failed"</h1></div>
            {loaded(failed, move |failed| {
                if failed.lines.is_empty() {
                    return view! { <p class="empty">"Nothing failed that nobody has dealt with. A text or a mail that is given up appears here."</p> }.into_any();
                }
                let older = failed.older.map(|older| view! { <p><a href=format!("/admin/deliveries?older={older}")>"Older ones"</a></p> });
                view! {
                    <ul class="nhsuk-list">{failed.lines.into_iter().map(|line| view! { <FailedItem line/> }).collect_view()}</ul>
                    {older}
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}

#[component]
fn FailedItem(line: FailedDelivery) -> impl IntoView {
    let FailedDelivery { id, what, person, organisation, given_up, tries, why, to_do, may_send_again } = line;
    let from = (!organisation.is_empty()).then(|| view! { ", "<bdi>{organisation}</bdi> });
    let to = (!person.is_empty()).then(|| view! { " to "<bdi>{person}</bdi> });
    let tried = if tries == 1 { "tried once".to_owned() } else { format!("tried {tries} times") };
    let again = may_send_again
        .then(|| view! { <Act act="send_again" about=id.to_string() button="Send a new link" back=BACK/> });
    view! {
        <li class="panel">
            <p><strong>{what}{to}</strong>{from}</p>
            <p>"Given up on "<Moment when=given_up/>", "{tried}": "{why}"."</p>
            <p>{to_do}</p>
            <div class="people__acts">{again}<Act act="dealt_with" about=id.to_string() button="Dealt with" back=BACK/></div>
        </li>
    }
    .into_any()
}
