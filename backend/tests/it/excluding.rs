//! Whom a service looks after elsewhere: asked when a request is sent, and never of what it has already.

use backend::{Error, cases, policies};
use domain::{
    access::Actor,
    case::{Draft, Kind, Problem},
    command::DateFields,
    ids::CaseId,
    policy::Part,
    role::Role,
};

use crate::support::{World, ask_patient, on_both, send};

on_both!(
    an_exclusion_is_not_passed_over_without_a_reason,
    what_a_policy_stops_is_not_sent,
    a_case_that_the_service_has_is_not_excluded_later,
    what_goes_to_another_service_from_a_pause_says_by_what_it_is_excluded,
);

fn child(world: &World) -> Draft {
    let dob = DateFields { day: "12".into(), month: "3".into(), year: "2019".into() };
    Draft { dob, excluded_reason: " \u{200B}".into(), ..world.draft() }
}

fn wrong(sent: Result<(), Error>) -> Vec<Problem> {
    match sent {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(problems)) => problems,
        Err(error) => panic!("{error:?}"),
    }
}

async fn submit(world: &World, case: CaseId, draft: Draft) -> Vec<Problem> {
    let version = cases::request(&world.b, &world.referrer, case).await.unwrap().version;
    wrong(cases::save_and_submit(&world.b, &world.referrer, case, version, draft, None).await)
}

async fn an_exclusion_is_not_passed_over_without_a_reason(world: World) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let problems = submit(&world, case, child(&world)).await;
    assert_eq!(problems.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["excluded_reason"]);
    // The form says so before it is sent, and whom, and where to instead.
    let request = cases::request(b, &world.referrer, case).await.unwrap();
    assert_eq!(request.problems, problems);
    let ours = request.services.iter().find(|it| it.service == world.service).unwrap();
    assert!(ours.excludes(Kind::Advice)[0].instead.contains("paediatric"));
    assert!(ours.excludes(Kind::Cancer).is_empty(), "a suspected cancer is held up by nothing");

    let reason = "Seen by paediatrics, who ask for a dermatologist’s opinion";
    assert_eq!(submit(&world, case, Draft { excluded_reason: reason.into(), ..child(&world) }).await, []);
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    let read = shown.facts.iter().find(|fact| fact.label.contains("not usually taken")).unwrap();
    assert!(read.key && read.value == reason, "{read:?}");
    let history = cases::history(b, &world.specialist, case).await.unwrap();
    assert!(history.intact);
    assert!(history.entries.iter().any(|it| it.what.contains("(patients under an age): sent with a reason")));
    // Whoever is not excluded is asked for none, and what was typed before is no reason.
    let adult = cases::start(b, &world.referrer).await.unwrap();
    let other = Draft { nhs_number: crate::support::nhs_number(7), excluded_reason: reason.into(), ..world.draft() };
    assert_eq!(submit(&world, adult, other).await, []);
    let shown = cases::show(b, &world.specialist, adult).await.unwrap();
    assert!(shown.facts.iter().all(|fact| !fact.label.contains("not usually taken")));
}

async fn manager(world: &World) -> Actor {
    world.person("Ros Lane", "lane@northshire.example", Role::ServiceManager, world.service.into()).await
}

async fn publish(world: &World, ros: &Actor, field: &str, to: &str) {
    let view = policies::show(&world.b, ros).await.unwrap();
    let mut form = view.form;
    form.0.insert(field.into(), to.into());
    let part = Part::Pathway(Kind::Advice);
    let shown = view.parts.into_iter().find(|it| it.part == part).unwrap().seen;
    policies::save(&world.b, ros, part, (view.newest, &shown), form).await.unwrap();
    let seen = policies::show(&world.b, ros).await.unwrap().draft.unwrap().seen;
    policies::publish(&world.b, ros, &seen, "").await.unwrap();
}

async fn what_a_policy_stops_is_not_sent(world: World) {
    let ros = manager(&world).await;
    publish(&world, &ros, "advice_excludes_under_age", "stops").await;
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    let with_reason = Draft { excluded_reason: "All the same".into(), ..child(&world) };
    let problems = submit(&world, case, with_reason.clone()).await;
    assert!(problems.len() == 1 && problems[0].field == "service", "{problems:?}");
    assert!(problems[0].message.starts_with("This service does not take patients under 16"), "{problems:?}");
    // What was typed is kept, and a suspected cancer is never stopped.
    assert_eq!(cases::request(&world.b, &world.referrer, case).await.unwrap().draft, with_reason);
    let cancer = Draft { kind: "cancer".into(), concern: "very".into(), ..with_reason };
    assert_eq!(submit(&world, case, cancer).await, []);
}

async fn a_case_that_the_service_has_is_not_excluded_later(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let case = cases::start(b, &world.referrer).await.unwrap();
    assert_eq!(submit(&world, case, Draft { excluded_reason: "Rare".into(), ..child(&world) }).await, []);
    publish(&world, &ros, "advice_excludes_under_age", "stops").await;
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(10);
    // Written anew, as the page does it.
    let page = cases::request(b, &world.referrer, case).await.unwrap();
    let draft = Draft { question: "And now?".into(), ..page.draft };
    cases::save_draft(b, &world.referrer, case, page.version, draft).await.unwrap();
    world.send(case).await;
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(shown.may.answer && shown.facts.iter().any(|fact| fact.value == "Rare"));
}

async fn what_goes_to_another_service_from_a_pause_says_by_what_it_is_excluded(world: World) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    assert_eq!(submit(&world, case, Draft { excluded_reason: "Rare".into(), ..child(&world) }).await, []);
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(10);
    let there = world.other_specialist.service().unwrap().to_string();
    let elsewhere = Draft { service: there, excluded_reason: "They asked for it".into(), ..child(&world) };
    assert_eq!(submit(&world, case, elsewhere).await, []);
    let history = cases::history(b, &world.other_specialist, case).await.unwrap();
    assert!(history.intact);
    let again = history.entries.iter().find(|it| it.what.starts_with("Sent what was asked for")).unwrap();
    assert!(again.what.contains("(patients under an age): sent with a reason"), "{}", again.what);
}
