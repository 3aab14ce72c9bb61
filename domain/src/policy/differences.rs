use jiff::civil::{Date, Time};

use super::{ExclusionKind, IfExcluded, NUMBERS, Policy, TELLINGS};
use crate::case::{Kind, Outcome};

/// What another policy changes, one sentence for each change, in the screen's order; nothing where they say the same.
pub fn differences(before: &Policy, after: &Policy) -> Vec<String> {
    let mut says = Vec::new();
    for number in NUMBERS {
        let (was, is) = ((number.get)(before), (number.get)(after));
        if was != is {
            says.push(format!("{}: {is} instead of {was}.", number.label));
        }
    }
    for &kind in Kind::ALL {
        pathway(before, after, kind, &mut says);
    }
    calendar(before, after, &mut says);
    for telling in TELLINGS {
        let (was, is) = ((telling.get)(before), (telling.get)(after));
        if was != is {
            let [is, was] = [is, was].map(|it| it.label().to_lowercase());
            says.push(format!("{}: {is} instead of {was}.", telling.label));
        }
    }
    says
}

fn pathway(before: &Policy, after: &Policy, kind: Kind, says: &mut Vec<String>) {
    let whose = kind.label();
    for &outcome in Outcome::ALL {
        match (before.offers(kind, outcome), after.offers(kind, outcome)) {
            (false, true) => says.push(format!("{whose}: “{}” is offered as an answer.", outcome.label())),
            (true, false) => says.push(format!("{whose}: “{}” is no longer offered as an answer.", outcome.label())),
            (true, true) | (false, false) => {}
        }
        if before.safety_net(kind, outcome) != after.safety_net(kind, outcome) {
            let label = outcome.label();
            says.push(format!("{whose}: other words for when to seek help sooner are proposed with “{label}”."));
        }
    }
    for &of in ExclusionKind::ALL {
        let find = |policy: &Policy| policy.pathway(kind).exclusions.iter().find(|it| it.of == of).cloned();
        match (find(before), find(after)) {
            (Some(was), None) => says.push(format!("{whose}: {} are no longer excluded.", was.whom())),
            (was, Some(is)) if was.as_ref() != Some(&is) => {
                let what = match is.then {
                    IfExcluded::AsksReason => "are sent with a reason only",
                    IfExcluded::Stops => "are not taken",
                };
                says.push(format!("{whose}: {} {what}. {}", is.whom(), is.instead));
            }
            (Some(_), Some(_)) | (None, _) => {}
        }
    }
}

fn calendar(before: &Policy, after: &Policy, says: &mut Vec<String>) {
    let (was, is) = (&before.calendar, &after.calendar);
    if was.division != is.division {
        says.push(format!("Bank holidays are those of {} instead of {}.", is.division.label(), was.division.label()));
    }
    let mut counts = |what: &str, was: bool, is: bool| {
        if was != is {
            says.push(format!("{what} {}.", if is { "no longer count" } else { "count" }));
        }
    };
    counts("Saturdays and Sundays", was.weekends, is.weekends);
    counts("Bank holidays", was.bank_holidays, is.bank_holidays);
    let in_words = |day: &Date| day.strftime("%A %-d %B %Y").to_string();
    says.extend(
        is.closed.iter().filter(|day| !was.closed.contains(day)).map(|day| format!("Closed on {}.", in_words(day))),
    );
    let opened = was.closed.iter().filter(|day| !is.closed.contains(day));
    says.extend(opened.map(|day| format!("Not closed on {} after all.", in_words(day))));
    let in_words = |at: Time| at.strftime("%H:%M").to_string();
    if before.cutoff != after.cutoff {
        let (is, was) = (in_words(after.cutoff), in_words(before.cutoff));
        says.push(format!("What comes after {is} counts from the next working day, instead of {was}."));
    }
    if before.day_ends != after.day_ends {
        says.push(format!(
            "A working day ends at {} instead of {}.",
            in_words(after.day_ends),
            in_words(before.day_ends)
        ));
    }
}
