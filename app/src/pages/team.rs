use domain::{
    clock::{DayAhead, PACE_DAYS},
    ids::AccountId,
    tasks::TaskKind,
    view::{AwayLine, Coming, TeamView},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::{
    api::{
        client::marked,
        team::{EndAway, SetAway, load_team},
    },
    components::{Notice, NoticeTone, loaded},
};

/// Who is away and who stands in; what waits, for whom, and what will be late in the coming days.
#[component]
pub fn Team() -> impl IntoView {
    let team = Resource::new_blocking(|| (), |()| load_team());
    view! {
        <Title text="Team"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Team"</h1></div>
            {loaded(team, |team| view! { <Whole team/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Whole(team: TeamView) -> impl IntoView {
    let TeamView { is_service, may_manage, own, people, away, waits, whose, coming } = team;
    let query = use_query_map().get_untracked();
    let (noted, back) = (query.get("noted").is_some(), query.get("back").is_some());
    view! {
        {noted.then(|| view! { <Notice tone=NoticeTone::Success><p>"Noted. Colleagues see it here."</p></Notice> })}
        {back.then(|| view! { <Notice tone=NoticeTone::Success><p>"That is over now: nobody stands in any longer."</p></Notice> })}
        {coming.map(|coming| view! { <ComingDays coming/> })}
        <Waits waits is_service/>
        {(!is_service).then(|| view! { <Whose whose/> })}
        <Away away/>
        <AwayForm own people may_manage is_service query/>
    }
    .into_any()
}

#[component]
fn ComingDays(coming: Coming) -> impl IntoView {
    let Coming { late, answered, days } = coming;
    let pace = if answered == 0 {
        format!(
            "Nothing was answered in the last {PACE_DAYS} working days, so everything that is due is counted as late."
        )
    } else {
        format!(
            "It will be so if your service answers as many as in the last {PACE_DAYS} working days ({answered}), and first \
             what is due first. What comes in meanwhile is not counted."
        )
    };
    let rows = days
        .into_iter()
        .map(|DayAhead { day, due, late }| {
            let day = day.strftime("%A %-d %B").to_string();
            view! {
                <tr>
                    <th scope="row">{day}</th>
                    <td>{due}</td>
                    <td>{if late > 0 { view! { <strong class="nhsuk-tag nhsuk-tag--red">{late}</strong> }.into_any() } else { "0".into_any() }}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="coming">
            <h2 id="coming">"Answers due in the coming days"</h2>
            {match late {
                0 => view! { <p>"Nothing is overdue now."</p> }.into_any(),
                1 => view! { <p><a href="/worklist?show=overdue">"1 request is overdue now"</a></p> }.into_any(),
                late => view! { <p><a href="/worklist?show=overdue">{format!("{late} requests are overdue now")}</a></p> }.into_any(),
            }}
            <p class="quiet">{pace}</p>
            <div class="table-scroll">
                <table class="table table--numbers">
                    <thead><tr><th scope="col">"Day"</th><th scope="col">"Due"</th><th scope="col">"Will be late"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// A number of things and how many of them are late.
fn counted(head: AnyView, open: u32, late: u32) -> AnyView {
    let late = if late > 0 {
        view! { <strong class="nhsuk-tag nhsuk-tag--red">{late}</strong> }.into_any()
    } else {
        "0".into_any()
    };
    view! { <tr><th scope="row">{head}</th><td>{open}</td><td>{late}</td></tr> }.into_any()
}

#[component]
fn Waits(waits: Vec<(TaskKind, u32, u32)>, is_service: bool) -> impl IntoView {
    let rows = waits.iter().map(|(kind, open, late)| counted(kind.label().into_any(), *open, *late)).collect_view();
    let place = if is_service { "service" } else { "practice" };
    view! {
        <section class="panel" aria-labelledby="waits">
            <h2 id="waits">{format!("What waits for your {place}")}</h2>
            {if waits.is_empty() {
                view! { <p class="empty">"Nothing waits."</p> }.into_any()
            } else {
                view! {
                    <div class="table-scroll">
                        <table class="table table--numbers">
                            <thead><tr><th scope="col">"To do"</th><th scope="col">"Open"</th><th scope="col">"Late"</th></tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }.into_any()
            }}
        </section>
    }
    .into_any()
}

#[component]
fn Whose(whose: Vec<(String, u32, u32)>) -> impl IntoView {
    (!whose.is_empty()).then(|| {
        let rows = whose
            .into_iter()
            .map(|(name, open, late)| counted(view! { <bdi>{name}</bdi> }.into_any(), open, late))
            .collect_view();
        view! {
            <section class="panel" aria-labelledby="whose">
                <h2 id="whose">"Whose it is"</h2>
                <p class="quiet">"By who sent the request. Everybody here sees it and can do it."</p>
                <div class="table-scroll">
                    <table class="table table--numbers">
                        <thead><tr><th scope="col">"Person"</th><th scope="col">"Open"</th><th scope="col">"Late"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

#[component]
fn Away(away: Vec<AwayLine>) -> impl IntoView {
    let none = away.is_empty();
    let lines = away
        .into_iter()
        .map(|AwayLine { id, who, stand_in, from, until, is_now, own, may_end, .. }| {
            let button = match (is_now, own) {
                (true, true) => "I am back",
                (true, false) => "They are back",
                (false, _) => "Take it back",
            };
            view! {
                <li class="panel people__line">
                    <p>
                        <strong><bdi>{who.clone()}</bdi></strong>{own.then_some(" (you)")}": "{from}" to "{until}{is_now.then_some(", away now")}
                        <br/>"Stands in: "<bdi>{stand_in}</bdi>
                    </p>
                    {may_end.then(|| view! {
                        <form method="post" action=marked(EndAway::url())>
                            <input type="hidden" name="id" value=id.to_string()/>
                            <button class="nhsuk-button nhsuk-button--secondary">{button}<span class="nhsuk-u-visually-hidden">{format!(": {who}")}</span></button>
                        </form>
                    })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section id="away" aria-labelledby="away-title">
            <h2 id="away-title">"Away"</h2>
            {if none { view! { <p class="empty">"Nobody is noted as away."</p> }.into_any() } else { view! { <ul class="nhsuk-list">{lines}</ul> }.into_any() }}
        </section>
    }
    .into_any()
}

#[component]
fn AwayForm(
    own: AccountId,
    people: Vec<(AccountId, String)>,
    may_manage: bool,
    is_service: bool,
    query: ParamsMap,
) -> impl IntoView {
    let typed = move |name: &str| query.get(name).unwrap_or_default();
    let wrong = typed("wrong");
    let is_wrong = move |field: &str| wrong.split(',').any(|each| each == field);
    let error = |is_wrong: bool, field: &'static str, words: &'static str| {
        is_wrong.then(|| view! { <p class="nhsuk-error-message" id=format!("{field}-wrong")><span class="nhsuk-u-visually-hidden">"Error: "</span>{words}</p> })
    };
    let group = |is_wrong: bool| if is_wrong { "nhsuk-form-group nhsuk-form-group--error" } else { "nhsuk-form-group" };
    let described = |is_wrong: bool, field: &'static str| is_wrong.then(|| format!("{field}-wrong"));
    let option = |(id, name): &(AccountId, String), chosen: &str| {
        let (id, name) = (id.to_string(), name.clone());
        let selected = id == chosen;
        view! { <option value=id selected=selected>{name}</option> }
    };
    let (chosen_who, chosen) = (typed("who"), typed("stand_in"));
    let others: Vec<_> = people.iter().filter(|(id, _)| may_manage || *id != own).cloned().collect();
    let stand_ins = others.iter().map(|person| option(person, &chosen)).collect_view();
    let whom = may_manage.then(|| {
        let people = people.iter().map(|person| option(person, &chosen_who)).collect_view();
        view! {
            <div class=group(is_wrong("who"))>
                <label class="nhsuk-label" for="who">"Who is away"</label>
                {error(is_wrong("who"), "who", "Choose somebody who works here.")}
                <select class="nhsuk-select" id="who" name="form[who]" aria-describedby=described(is_wrong("who"), "who")>
                    // Empty would be whoever types it.
                    <option value="nobody">"Choose"</option>
                    {people}
                </select>
            </div>
        }
    });
    let what = if is_service {
        "Every list belongs to the service, so nothing stops. Colleagues see here whom to ask meanwhile."
    } else {
        "Every list belongs to the practice, so nothing stops. What somebody has to do next is shown to who stands in, too."
    };
    view! {
        <section class="panel" id="away-form" aria-labelledby="away-form-title">
            <h2 id="away-form-title">{if may_manage { "Note that somebody is away" } else { "I am going to be away" }}</h2>
            <p>{what}</p>
            <form method="post" action=marked(SetAway::url())>
                {whom}
                <div class=group(is_wrong("from"))>
                    <label class="nhsuk-label" for="from">"First day"</label>
                    {error(is_wrong("from"), "from", "Enter the first day.")}
                    <input class="nhsuk-input nhsuk-input--width-10" type="date" id="from" name="form[from]" value=typed("from") required aria-describedby=described(is_wrong("from"), "from")/>
                </div>
                <div class=group(is_wrong("until"))>
                    <label class="nhsuk-label" for="until">"Last day"</label>
                    {error(is_wrong("until"), "until", "Enter the last day: today or later, and within a year of the first.")}
                    <input class="nhsuk-input nhsuk-input--width-10" type="date" id="until" name="form[until]" value=typed("until") required aria-describedby=described(is_wrong("until"), "until")/>
                </div>
                <div class=group(is_wrong("stand_in"))>
                    <label class="nhsuk-label" for="stand_in">"Who stands in"</label>
                    {error(is_wrong("stand_in"), "stand_in", "Choose somebody else who may do the same work.")}
                    <select class="nhsuk-select" id="stand_in" name="form[stand_in]" required aria-describedby=described(is_wrong("stand_in"), "stand_in")>
                        <option value="">"Choose"</option>
                        {stand_ins}
                    </select>
                </div>
                <button class="nhsuk-button">"Note it"</button>
            </form>
        </section>
    }
    .into_any()
}
