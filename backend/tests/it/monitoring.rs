//! Follow-up photos: a plan asks for them by itself, they are looked at old beside new, and it ends by its own rule.

use backend::{Error, cases, monitoring, photo_requests};
use domain::{
    forms::Response,
    ids::CaseId,
    image::View,
    monitoring::{PlanForm, RoundEnd},
    view::{CaseList, Stage, WorklistQuery, WorklistShow},
};

use crate::support::{
    World, form_key,
    monitoring::{DAY, WEEK, answered, asked, follow_up, history, plan, planned, review, shown},
    on_both, patient, send,
    shown::{count, news, stage, texts},
};

on_both!(
    a_plan_asks_by_itself_and_ends_by_its_rule,
    what_may_be_worse_is_looked_at_first,
    what_has_changed_is_answered_anew,
    a_practice_plans_on_the_cases_page,
    whoever_sends_nothing_is_the_practices_to_chase,
    the_patient_takes_it_again_in_the_same_way,
    the_page_says_when_the_next_photos_are_asked_for,
    an_answer_that_plans_nothing_is_as_before,
);

/// How many stand on a list of the specialist's.
async fn listed(world: &World, show: WorklistShow) -> usize {
    let query = WorklistQuery { show, ..WorklistQuery::default() };
    cases::worklist(&world.b, &world.specialist, &query).await.unwrap().rows.len()
}

fn nothing() -> Response {
    Response::default()
}

async fn a_plan_asks_by_itself_and_ends_by_its_rule(world: World) {
    let b = &world.b;
    let case = planned(&world, "2").await;
    // Nothing is left for the practice to finish while the plan goes on.
    assert_eq!(count(&world, CaseList::ToFinish).await, 0);
    world.pass(12 * WEEK - DAY);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 0);
    world.pass(DAY);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 1);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 0, "once");
    let token = patient::texted_token(b).await;
    assert!(texts(&world).await[0].starts_with("Riverside Surgery"));
    answered(&world, case, &token, nothing()).await;
    assert_eq!((listed(&world, WorklistShow::Monitoring).await, listed(&world, WorklistShow::Waiting).await), (1, 0));
    let round = plan(&world, case).await.rounds.remove(0);
    assert!(round.to_review && !round.is_worse);
    let labels: Vec<_> = round.pairs.iter().map(|pair| pair.label.as_str()).collect();
    assert_eq!(labels, ["Overview, lesion 1", "Close-up, lesion 1"]);
    assert!(round.pairs.iter().all(|pair| pair.before.as_ref().unwrap().screen != pair.now.screen), "old beside new");
    review(&world, case, RoundEnd::Unchanged).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Monitoring).await, 0);
    let said = texts(&world).await.remove(0);
    assert!(said.contains("saw no change") && said.contains("We ask for new photos about"), "{said}");
    // The second one is the last by its rule.
    let token = asked(&world).await;
    let who = answered(&world, case, &token, nothing()).await;
    assert!(plan(&world, case).await.is_last);
    review(&world, case, RoundEnd::Unchanged).await.unwrap();
    assert_eq!(plan(&world, case).await.ended.unwrap().safety_net, "Come back if it bleeds.");
    let said = texts(&world).await.remove(0);
    assert!(said.contains("you need not send more photos"), "{said}");
    assert!(news(&world, &token, &who).await.monitoring.unwrap().is_over);
    // What is left is the practice's: it closes the case.
    assert_eq!(count(&world, CaseList::ToFinish).await, 1);
    world.pass(200 * DAY);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 0);
    assert_eq!(
        history(&world, case).await,
        [
            "Planned follow-up photos.",
            "Asked the patient for follow-up photos.",
            "Sent follow-up photos, and said nothing has changed.",
            "Looked at the follow-up photos: no change.",
            "Asked the patient for follow-up photos.",
            "Sent follow-up photos, and said nothing has changed.",
            "Looked at the follow-up photos: no change.",
            "The plan for follow-up photos has ended: it has run its course.",
        ]
    );
}

async fn what_may_be_worse_is_looked_at_first(world: World) {
    let quiet = planned(&world, "4").await;
    let worried = planned(&world, "4").await;
    world.pass(12 * WEEK);
    assert_eq!(monitoring::run_due(&world.b).await.unwrap(), 2);
    let mut tokens = Vec::new();
    while backend::delivery::outbox::run_once(&world.b).await.unwrap() {}
    for text in backend::demo::phone_texts(&world.b).await.unwrap().into_iter().take(2) {
        tokens.push(text.links[0].rsplit('/').next().unwrap().to_owned());
    }
    for token in tokens {
        let who = patient::confirmed(&world.b, &token).await;
        let domain::access::Actor::Patient { case, .. } = who else { panic!("{who:?}") };
        let answers = if case == worried { nothing().with("bleeding", "true") } else { nothing() };
        answered(&world, case, &token, answers).await;
    }
    let query = WorklistQuery { show: WorklistShow::Monitoring, ..WorklistQuery::default() };
    let rows = cases::worklist(&world.b, &world.specialist, &query).await.unwrap().rows;
    let order: Vec<CaseId> = rows.iter().map(|row| row.case).collect();
    assert_eq!(order, [worried, quiet]);
    let round = plan(&world, worried).await.rounds.remove(0);
    assert!(round.is_worse && round.answers.iter().any(|fact| fact.label.contains("leed")), "{:?}", round.answers);
    // The next working day; the other in a week.
    world.pass(2 * DAY);
    let page = cases::worklist(&world.b, &world.specialist, &query).await.unwrap();
    assert!(page.to_do.contains(&(WorklistShow::Monitoring, 2, 1)), "{:?}", page.to_do);
}

async fn what_has_changed_is_answered_anew(world: World) {
    let b = &world.b;
    let case = planned(&world, "4").await;
    let token = asked(&world).await;
    let who = answered(&world, case, &token, nothing().with("words", "It itches")).await;
    assert!(plan(&world, case).await.rounds[0].is_worse, "their own words are read at once");
    review(&world, case, RoundEnd::Changed).await.unwrap();
    assert_eq!((listed(&world, WorklistShow::Monitoring).await, listed(&world, WorklistShow::Waiting).await), (0, 1));
    assert_eq!(count(&world, CaseList::WithSpecialist).await, 1);
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(seen.may.answer && seen.images.len() == 4, "the new photos are there to answer by");
    // The patient reads that somebody looks, and nothing of the old answer.
    let read = news(&world, &token, &who).await;
    assert!(read.words.is_none() && read.monitoring.is_none() && read.due.is_some());
    send(b, &world.specialist, case, seen.version, crate::support::upgrade()).await.unwrap();
    world.pass(60);
    assert_eq!(count(&world, CaseList::ToRefer).await, 1);
    world.pass(60 * WEEK);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 0);
    let said = history(&world, case).await;
    assert_eq!(said.last().unwrap(), "The plan for follow-up photos has ended: the photos show a change.");
}

async fn a_practice_plans_on_the_cases_page(world: World) {
    let b = &world.b;
    let case = planned(&world, "").await;
    let offer = shown(&world, &world.referrer, case).await.offer.unwrap();
    // By the answer's weeks and the service's rounds.
    assert_eq!((offer.form.weeks.as_str(), offer.form.rounds.as_str()), ("12", "4"));
    let key = form_key();
    let form = PlanForm { weeks: "6".into(), views: [("close_up".into(), "yes".into())].into(), ..offer.form };
    monitoring::plan(b, &world.referrer, case, key, &form).await.unwrap();
    monitoring::plan(b, &world.referrer, case, key, &form).await.unwrap();
    let other = PlanForm { weeks: "7".into(), ..form.clone() };
    let again = monitoring::plan(b, &world.referrer, case, key, &other).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
    let stranger = monitoring::plan(b, &world.other_referrer, case, form_key(), &form).await;
    assert!(matches!(stranger, Err(Error::Denied | Error::NotFound)), "{stranger:?}");
    // Another one takes its place.
    world.pass(1);
    monitoring::plan(b, &world.specialist, case, form_key(), &other).await.unwrap();
    let view = shown(&world, &world.referrer, case).await;
    assert_eq!(view.plans.len(), 2);
    assert_eq!(view.plans[1].ended.as_ref().unwrap().how, "Replaced by another plan");
    world.pass(7 * WEEK);
    assert_eq!(monitoring::run_due(b).await.unwrap(), 1);
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    let wrong = monitoring::plan(b, &world.referrer, case, form_key(), &PlanForm::default()).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    // Called off, the link takes nothing more, and the patient is told.
    let version = plan(&world, case).await.version;
    monitoring::call_off(b, &world.referrer, case, version).await.unwrap();
    monitoring::call_off(b, &world.referrer, case, version).await.unwrap();
    assert_eq!(stage(&world, &token, &who).await, Stage::Expired);
    assert!(texts(&world).await[0].contains("you need not send more photos"));
    assert_eq!(count(&world, CaseList::ToFinish).await, 1);
}

async fn whoever_sends_nothing_is_the_practices_to_chase(world: World) {
    let b = &world.b;
    let case = planned(&world, "4").await;
    asked(&world).await;
    world.pass(7 * DAY - 1);
    assert_eq!(count(&world, CaseList::RoundMissed).await, 0);
    let reminded = texts(&world).await.iter().filter(|text| text.contains("still needs photos")).count();
    assert_eq!(reminded, 1, "the newest alone, because the server was away");
    world.pass(1);
    assert_eq!(count(&world, CaseList::RoundMissed).await, 1);
    assert_eq!(listed(&world, WorklistShow::RoundsMissed).await, 0);
    let version = plan(&world, case).await.version;
    monitoring::ask_again(b, &world.referrer, case, version).await.unwrap();
    monitoring::ask_again(b, &world.referrer, case, version).await.unwrap();
    assert_eq!(count(&world, CaseList::RoundMissed).await, 0);
    // Twice: whoever planned it should know.
    world.pass(7 * DAY);
    assert_eq!((count(&world, CaseList::RoundMissed).await, listed(&world, WorklistShow::RoundsMissed).await), (1, 1));
    let seen = plan(&world, case).await;
    assert!(seen.rounds[0].to_note && seen.rounds.len() == 2);
    monitoring::note_missed(b, &world.specialist, case, seen.rounds[0].round).await.unwrap();
    monitoring::note_missed(b, &world.specialist, case, seen.rounds[0].round).await.unwrap();
    assert_eq!((count(&world, CaseList::RoundMissed).await, listed(&world, WorklistShow::RoundsMissed).await), (1, 0));
    let version = plan(&world, case).await.version;
    monitoring::skip(b, &world.referrer, case, version).await.unwrap();
    monitoring::skip(b, &world.referrer, case, version).await.unwrap();
    assert_eq!(count(&world, CaseList::RoundMissed).await, 0);
    let token = asked(&world).await;
    answered(&world, case, &token, nothing()).await;
    let chased = history(&world, case).await;
    assert_eq!(chased.iter().filter(|what| *what == "Noted that no follow-up photos came.").count(), 2);
}

async fn the_patient_takes_it_again_in_the_same_way(world: World) {
    let b = &world.b;
    let case = planned(&world, "4").await;
    let token = asked(&world).await;
    let who = patient::confirmed(b, &token).await;
    let page = photo_requests::page(b, &token, &[who.photo_request().unwrap()]).await.unwrap();
    assert!(page.is_round && page.stage == Stage::Before && page.before.is_empty(), "nothing before the consent");
    let choices = domain::command::ConsentChoices { care: true, referral: true, teaching: false };
    photo_requests::consent(b, &who, choices).await.unwrap();
    photo_requests::answer_questions(b, &who, nothing()).await.unwrap();
    let page = photo_requests::page(b, &token, &[who.photo_request().unwrap()]).await.unwrap();
    let mut views: Vec<View> = page.before.iter().map(|image| image.view).collect();
    views.sort_by_key(|view| view.as_str());
    assert_eq!((page.views, views), (vec![View::Overview, View::CloseUp], vec![View::CloseUp, View::Overview]));
    assert!(page.images.is_empty());
    let before = page.before[0].id;
    let size = backend::images::Size::Screen;
    assert!(backend::images::read(b, &who, before, size).await.is_ok());
    patient::add_picture(b, &who, case, View::CloseUp).await;
    photo_requests::send(b, &who).await.unwrap();
    let gone = backend::images::read(b, &who, before, size).await;
    assert!(matches!(gone, Err(Error::NotFound)), "once they were sent there is nothing to take again");
}

async fn the_page_says_when_the_next_photos_are_asked_for(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, follow_up("4")).await.unwrap();
    assert!(news(&world, &token, &who).await.monitoring.is_none(), "it can still be taken back");
    assert!(cases::show(b, &world.referrer, case).await.unwrap().monitoring.is_none());
    world.pass(60);
    assert!(news(&world, &token, &who).await.monitoring.is_none(), "the practice reads it first");
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let told = news(&world, &token, &who).await.monitoring.unwrap();
    assert_eq!(told.next.as_deref(), Some("Tuesday 16 February"));
    let newer = asked(&world).await;
    assert!(news(&world, &token, &who).await.monitoring.unwrap().is_asked);
    let who = answered(&world, case, &newer, nothing()).await;
    assert_eq!(news(&world, &newer, &who).await.monitoring.unwrap().look_by.as_deref(), Some("Tuesday 23 February"));
}

async fn an_answer_that_plans_nothing_is_as_before(world: World) {
    let case = planned(&world, "0").await;
    assert!(shown(&world, &world.specialist, case).await.plans.is_empty());
    assert_eq!(count(&world, CaseList::ToFinish).await, 1);
    world.pass(60 * WEEK);
    assert_eq!(monitoring::run_due(&world.b).await.unwrap(), 0);
}
