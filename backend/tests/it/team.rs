//! Who is away, who stands in, and what waits for whom.

use backend::{Error, cases, team};
use domain::{
    absence::AbsenceForm,
    access::Actor,
    case::AnswerDraft,
    ids::{AccountId, OrganisationId},
    role::Role,
    tasks::TaskKind,
};

use crate::support::{World, answer, form_key, hub, on_both};

on_both! {
    what_is_somebodys_own_is_shown_to_who_stands_in_and_no_longer_when_they_are_back,
    who_stands_in_and_is_away_hands_on,
    nobody_notes_it_of_others_or_elsewhere,
    a_second_note_of_the_same_days_takes_the_place_of_the_first,
    a_services_coming_days_are_counted_from_its_pace,
}

fn practice(world: &World) -> OrganisationId {
    world.referrer.practice().unwrap().into()
}

async fn referrer(world: &World, name: &str) -> Actor {
    world.person(name, &format!("{}@riverside.example", name.replace(' ', ".")), Role::Referrer, practice(world)).await
}

fn id(actor: &Actor) -> AccountId {
    actor.account().unwrap()
}

/// Tuesday 24 November to Friday.
fn days(stand_in: &Actor) -> AbsenceForm {
    let (from, until) = ("2026-11-24".into(), "2026-11-27".into());
    AbsenceForm { who: String::new(), from, until, stand_in: id(stand_in).to_string() }
}

fn of(who: &Actor, form: AbsenceForm) -> AbsenceForm {
    AbsenceForm { who: id(who).to_string(), ..form }
}

/// What somebody has to do next: what, and for whom.
async fn next(world: &World, who: &Actor) -> Vec<(String, Option<String>)> {
    let home = cases::home(&world.b, who).await.unwrap();
    home.next.into_iter().map(|row| (row.task.unwrap_or_default(), row.stands_in_for)).collect()
}

/// An answer that the world's referrer has to read.
async fn answered(world: &World) {
    let (case, version) = world.submitted().await;
    cases::answer(&world.b, &world.specialist, case, version, form_key(), AnswerDraft::of(answer())).await.unwrap();
    world.pass(11);
}

async fn what_is_somebodys_own_is_shown_to_who_stands_in_and_no_longer_when_they_are_back(world: World) {
    let tom = referrer(&world, "Dr Tom Whitfield").await;
    answered(&world).await;
    let read = TaskKind::ReadAnswer.label().to_owned();
    assert_eq!(next(&world, &tom).await, [], "it is a colleague's, and not late");
    team::set_away(&world.b, &world.referrer, &days(&tom)).await.unwrap();
    assert_eq!(next(&world, &tom).await, [(read.clone(), Some("Dr Amara Osei".to_owned()))]);
    assert_eq!(next(&world, &world.referrer).await, [(read, None)], "and their own still");
    let told = |away: Vec<domain::view::AwayLine>| -> Vec<(String, String, bool)> {
        away.into_iter().map(|line| (line.who, line.until, line.own)).collect()
    };
    let amara = || "Dr Amara Osei".to_owned();
    let friday = || "27 November 2026".to_owned();
    assert_eq!(told(cases::home(&world.b, &tom).await.unwrap().away), [(amara(), friday(), false)]);
    assert_eq!(told(cases::home(&world.b, &world.referrer).await.unwrap().away), [(amara(), friday(), true)]);

    let line = team::team(&world.b, &tom).await.unwrap().away.remove(0);
    assert!(!line.may_end && line.mine && line.is_now);
    assert!(matches!(team::end_away(&world.b, &tom, line.id).await, Err(Error::Denied)));
    team::end_away(&world.b, &world.referrer, line.id).await.unwrap();
    team::end_away(&world.b, &world.referrer, line.id).await.unwrap();
    assert_eq!(next(&world, &tom).await, []);
    assert_eq!(team::team(&world.b, &tom).await.unwrap().away, []);
}

async fn who_stands_in_and_is_away_hands_on(world: World) {
    let (tom, ann) = (referrer(&world, "Dr Tom Whitfield").await, referrer(&world, "Dr Ann Lee").await);
    answered(&world).await;
    team::set_away(&world.b, &world.referrer, &days(&tom)).await.unwrap();
    assert_eq!(next(&world, &ann).await, []);
    team::set_away(&world.b, &tom, &days(&ann)).await.unwrap();
    assert_eq!(next(&world, &ann).await.len(), 1);
    // Both are over with the last day.
    world.pass(4 * 24 * 3_600);
    assert_eq!(cases::home(&world.b, &ann).await.unwrap().away, []);
    assert_eq!(team::team(&world.b, &ann).await.unwrap().away, []);
}

async fn nobody_notes_it_of_others_or_elsewhere(world: World) {
    let tom = referrer(&world, "Dr Tom Whitfield").await;
    let b = &world.b;
    assert!(matches!(team::set_away(b, &tom, &of(&world.referrer, days(&tom))).await, Err(Error::Denied)));
    let fields = |result: Result<(), Error>| match result {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(team::set_away(b, &tom, &days(&world.other_referrer)).await), ["stand_in"]);
    let pat = world.person("Pat Hale", "pat@riverside.example", Role::PracticeManager, practice(&world)).await;
    assert_eq!(fields(team::set_away(b, &pat, &of(&world.other_referrer, days(&tom))).await), ["who"]);
    team::set_away(b, &pat, &of(&world.referrer, days(&tom))).await.unwrap();
    let seen = team::team(b, &pat).await.unwrap();
    assert!(seen.may_manage && seen.away[0].may_end);
    let (hub, _) = hub::open(&world).await;
    let kim = world.person("Kim Doe", "kim@hub.example", Role::ServiceManager, hub).await;
    assert!(matches!(team::team(b, &kim).await, Err(Error::NotFound)), "nobody has lists there");
    assert!(matches!(team::set_away(b, &kim, &days(&tom)).await, Err(Error::NotFound)));
    // Of another practice nothing is ended, and nothing said.
    let elsewhere = team::team(b, &world.other_referrer).await.unwrap();
    assert_eq!(elsewhere.away, []);
    team::end_away(b, &world.other_referrer, seen.away[0].id).await.unwrap();
    assert_eq!(team::team(b, &pat).await.unwrap().away.len(), 1);
}

async fn a_second_note_of_the_same_days_takes_the_place_of_the_first(world: World) {
    let (tom, ann) = (referrer(&world, "Dr Tom Whitfield").await, referrer(&world, "Dr Ann Lee").await);
    let b = &world.b;
    for stand_in in [&tom, &tom, &ann] {
        team::set_away(b, &world.referrer, &days(stand_in)).await.unwrap();
    }
    let later = AbsenceForm { from: "2026-12-21".into(), until: "2026-12-24".into(), ..days(&tom) };
    team::set_away(b, &world.referrer, &later).await.unwrap();
    let away = team::team(b, &ann).await.unwrap().away;
    let away: Vec<(&str, bool)> = away.iter().map(|line| (line.stand_in.as_str(), line.is_now)).collect();
    assert_eq!(away, [("Dr Ann Lee", true), ("Dr Tom Whitfield", false)]);
}

async fn a_services_coming_days_are_counted_from_its_pace(world: World) {
    let b = &world.b;
    world.submitted().await;
    let coming = team::team(b, &world.specialist).await.unwrap().coming.unwrap();
    let sums = |coming: &domain::view::Coming| -> (u32, u32) {
        (coming.days.iter().map(|day| day.due).sum(), coming.days.iter().map(|day| day.late).sum())
    };
    assert_eq!((coming.answered, sums(&coming)), (0, (1, 1)), "nobody answers");
    answered(&world).await;
    let team = team::team(b, &world.specialist).await.unwrap();
    let coming = team.coming.unwrap();
    assert_eq!((coming.late, coming.answered, sums(&coming)), (0, 1, (1, 1)), "one in twenty days is too slow");
    assert!(team.waits.contains(&(TaskKind::Answer, 1, 0)), "{:?}", team.waits);
    assert_eq!(team.whose, []);
    let view = team::team(b, &world.referrer).await.unwrap();
    assert_eq!((view.coming, view.whose), (None, vec![("Dr Amara Osei".to_owned(), 1, 0)]));
}
