use domain::{
    case::{Kind, Site},
    view::{WorklistQuery, WorklistShow},
};
use leptos::prelude::*;
use leptos_router::{location::Url, params::ParamsMap};

/// Which cases, as an address and a chip name them.
const SHOWS: [(WorklistShow, &str, &str); 16] = [
    (WorklistShow::Waiting, "", "Waiting"),
    (WorklistShow::Overdue, "overdue", "Overdue"),
    (WorklistShow::Changed, "changed", "It has changed"),
    (WorklistShow::Paused, "paused", "Asked for more"),
    (WorklistShow::Answered, "answered", "Answered"),
    (WorklistShow::Messages, "messages", "Messages"),
    (WorklistShow::TakenOver, "taken_over", "To arrange"),
    (WorklistShow::Seen, "seen", "Seen: to finish"),
    (WorklistShow::ToRelease, "to_release", "Prepared answers"),
    (WorklistShow::Opinions, "opinions", "Colleagues ask"),
    (WorklistShow::Meeting, "meeting", "For a meeting"),
    (WorklistShow::SecondReading, "second_reading", "Second reading"),
    (WorklistShow::Replies, "replies", "Colleagues’ replies"),
    (WorklistShow::Monitoring, "monitoring", "Follow-up photos"),
    (WorklistShow::RoundsMissed, "rounds_missed", "Follow-up missed"),
    (WorklistShow::WrongPatient, "wrong_patient", "Wrong patient"),
];

/// What an address asks for; what it does not name, or misspells, is not filtered by.
pub fn query_of(map: &ParamsMap) -> WorklistQuery {
    let show = map.get("show").unwrap_or_default();
    WorklistQuery {
        show: SHOWS.iter().find(|(_, code, _)| *code == show).map_or_else(WorklistShow::default, |(show, ..)| *show),
        kind: map.get("kind").and_then(|kind| kind.parse().ok()),
        site: map.get("site").and_then(|site| site.parse().ok()),
        after: map.get("after").filter(|after| !after.is_empty()),
    }
}

/// The address of a worklist.
pub fn address(query: &WorklistQuery) -> String {
    let show = SHOWS.iter().find(|(show, ..)| *show == query.show).map_or("", |(_, code, _)| code);
    let parts = [
        ("show", show),
        ("kind", query.kind.map_or("", Kind::as_str)),
        ("site", query.site.map_or("", Site::as_str)),
        ("after", query.after.as_deref().unwrap_or_default()),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", Url::escape(value)))
        .collect();
    if parts.is_empty() { "/worklist".to_owned() } else { format!("/worklist?{}", parts.join("&")) }
}

/// Chips that are links, with how many there are of each that somebody has to do something about, and a list of sites.
#[component]
pub fn Filters(
    query: WorklistQuery,
    waiting: u32,
    overdue: u32,
    /// Of each list of things to do how many are open, and how many of those are late.
    to_do: Vec<(WorklistShow, u32, u32)>,
) -> impl IntoView {
    let first = WorklistQuery { after: None, ..query.clone() };
    let counted = |show| {
        let counted = to_do.iter().find(|(each, ..)| *each == show);
        counted.map_or((0, 0), |(_, open, late)| (*open, *late))
    };
    // What many services rarely do is offered while there is something of it.
    let is_offered = |show: WorklistShow| !show.is_rare() || first.show == show || counted(show).0 > 0;
    let shows = SHOWS
        .iter()
        .filter(|(show, ..)| is_offered(*show))
        .map(|&(show, _, label)| {
            let label = match show {
                WorklistShow::Waiting => format!("{label} ({})", count(waiting)),
                WorklistShow::Overdue => format!("{label} ({})", count(overdue)),
                _ => match counted(show) {
                    (0, _) => label.to_owned(),
                    (open, 0) => format!("{label} ({})", count(open)),
                    (open, late) => format!("{label} ({}, {} late)", count(open), count(late)),
                },
            };
            chip(&label, &WorklistQuery { show, ..first.clone() }, first.show == show)
        })
        .collect_view();
    let kinds = std::iter::once(None)
        .chain(Kind::ALL.iter().copied().map(Some))
        .map(|kind| chip(kind.map_or("All", Kind::short), &WorklistQuery { kind, ..first.clone() }, first.kind == kind))
        .collect_view();
    let sites = Site::ALL
        .iter()
        .map(|site| view! { <option value=site.as_str() selected=first.site == Some(*site)>{site.label()}</option> })
        .collect_view();
    let show = SHOWS.iter().find(|(show, ..)| *show == first.show).map_or("", |(_, code, _)| code);
    view! {
        <div class="filters not-printed">
            <nav aria-label="Which cases"><ul class="chips">{shows}</ul></nav>
            <nav aria-label="Pathway"><ul class="chips">{kinds}</ul></nav>
            <form class="filters__site" method="get" action="/worklist">
                <input type="hidden" name="show" value=show/>
                <input type="hidden" name="kind" value=first.kind.map_or("", Kind::as_str)/>
                <label class="nhsuk-u-visually-hidden" for="site">"Body site"</label>
                <select class="nhsuk-select" id="site" name="site"><option value="">"All sites"</option>{sites}</select>
                <button class="nhsuk-button nhsuk-button--secondary">"Filter"</button>
            </form>
        </div>
    }
    .into_any()
}

fn chip(label: &str, to: &WorklistQuery, current: bool) -> impl IntoView + use<> {
    view! { <li><a class="chip" href=address(to) aria-current=current.then_some("true")>{label.to_owned()}</a></li> }
}

/// Counted up to 1,000: beyond that a number says nothing that a person acts on.
fn count(number: u32) -> String {
    if number >= 1_000 { "999+".to_owned() } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_was_asked() {
        let query = WorklistQuery {
            show: WorklistShow::Overdue,
            kind: Some(Kind::Cancer),
            site: Some(Site::UpperBack),
            after: None,
        };
        assert_eq!(address(&query), "/worklist?show=overdue&kind=cancer&site=upper%5Fback");
        assert_eq!(address(&WorklistQuery::default()), "/worklist");

        let mut map = ParamsMap::new();
        map.insert("show", "overdue".to_owned());
        map.insert("kind", "cancer".to_owned());
        map.insert("site", "upper_back".to_owned());
        assert_eq!(query_of(&map), query);
        map.insert("kind", "nonsense".to_owned());
        assert_eq!(query_of(&ParamsMap::new()), WorklistQuery::default());
    }
}
