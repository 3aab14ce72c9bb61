use domain::{
    case::{Kind, Outcome},
    policy::{IfExcluded, NUMBERS, Part, Policy, TELLINGS},
};
use leptos::prelude::*;

/// One part of what holds, in words, with the way to change it.
#[component]
pub fn Summary(part: Part, policy: Policy) -> impl IntoView {
    let change = format!("/policy/{}", part.as_str());
    let body = match part {
        Part::Service => of_service(&policy),
        Part::Pathway(kind) => of_pathway(&policy, kind),
    };
    view! {
        <section class="panel">
            <div class="policy-part">
                <h2 class="nhsuk-heading-m">{part.label()}</h2>
                <a href=change>"Change"<span class="nhsuk-u-visually-hidden">{format!(": {}", part.label())}</span></a>
            </div>
            {body}
        </section>
    }
    .into_any()
}

fn of_pathway(policy: &Policy, kind: Kind) -> AnyView {
    let not_offered: Vec<&str> = Outcome::ALL
        .iter()
        .filter(|outcome| outcome.fits(kind) && !policy.offers(kind, **outcome))
        .map(|outcome| outcome.label())
        .collect();
    let answers = match not_offered.as_slice() {
        [] => "All outcomes are offered as answers.".to_owned(),
        some => format!("Not offered as answers: {}.", some.join("; ")),
    };
    let excluded = policy.pathway(kind).exclusions.iter().map(|it| {
        let then = match it.then {
            IfExcluded::AsksReason => "sent with a reason only",
            IfExcluded::Stops => "not taken",
        };
        view! { <li>{format!("{}: {then}. {}", capital(&it.whom()), it.instead)}</li> }
    });
    let excluded = excluded.collect_view();
    let nobody = policy.pathway(kind).exclusions.is_empty();
    view! {
        <p>{policy.promise(kind)}"."</p>
        <p>{answers}</p>
        {if nobody {
            view! { <p>"Nobody is excluded."</p> }.into_any()
        } else {
            view! { <p>"Looked after elsewhere:"</p><ul class="nhsuk-list nhsuk-list--bullet">{excluded}</ul> }.into_any()
        }}
    }
    .into_any()
}

fn of_service(policy: &Policy) -> AnyView {
    let calendar = &policy.calendar;
    let not_counted = [
        calendar.weekends.then(|| "Saturdays and Sundays".to_owned()),
        calendar.bank_holidays.then(|| format!("bank holidays of {}", calendar.division.label())),
    ];
    let not_counted: Vec<String> = not_counted.into_iter().flatten().collect();
    let closed: Vec<String> = calendar.closed.iter().map(|day| day.strftime("%-d %B %Y").to_string()).collect();
    let days = match not_counted.as_slice() {
        [] => "Every day counts.".to_owned(),
        some => capital(&format!("{} do not count.", some.join(" and "))),
    };
    let closed = (!closed.is_empty()).then(|| view! { <p>{format!("Closed besides on {}.", closed.join(", "))}</p> });
    let hours = format!(
        "A working day ends at {}. What comes after {} counts from the next one.",
        policy.day_ends.strftime("%H:%M"),
        policy.cutoff.strftime("%H:%M")
    );
    let numbers = NUMBERS.iter().filter(|number| number.part == Part::Service);
    let rows = numbers.map(|number| (number.label, (number.get)(policy).to_string()));
    let rows = rows.chain(TELLINGS.iter().map(|it| (it.label, (it.get)(policy).label().to_lowercase())));
    let rows = rows
        .map(|(label, value)| view! { <div class="policy-row"><dt>{label}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! {
        <p>{days}" "{hours}</p>
        {closed}
        <dl class="policy-rows">{rows}</dl>
    }
    .into_any()
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
